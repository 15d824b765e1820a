// The OPA policy in Node: node node.mjs POLICY
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const root = new URL("../../../", import.meta.url);
const opa = createRequire(new URL("wasm/opa/test/", root))("@open-policy-agent/opa-wasm");
const { settings, world, complete, route } = JSON.parse(readFileSync(new URL("request.json", import.meta.url)));
const request = { uid: "1", operation: "CREATE", namespace: "shop", object: route };
const input = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
const module = await WebAssembly.compile(readFileSync(process.argv[2]));
const starts = [];
let policy;
for (let round = 0; round < 20; round++) {
  const begun = performance.now();
  policy = await opa.loadPolicy(module);
  policy.setData({ routeproof: { settings, world, complete } });
  starts.push(performance.now() - begun);
}
const requests = [];
for (let call = 0; call < 2200; call++) {
  const begun = performance.now();
  const [{ result }] = policy.evaluate(input, "routeproof/deny");
  requests.push(performance.now() - begun);
  if (result.length > 0) throw new Error(result);
}
console.log(JSON.stringify({ requests: requests.slice(200), starts }));
