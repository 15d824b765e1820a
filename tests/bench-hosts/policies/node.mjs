// What a request costs in the OPA policy in Node: node policies.mjs POLICY. A real profile, a dozen objects known.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const root = new URL("../../", import.meta.url);
const opa = createRequire(new URL("wasm/opa/test/", root))("@open-policy-agent/opa-wasm");
const { settings, world, complete, route } = JSON.parse(readFileSync(new URL("policies.json", import.meta.url)));
const request = { uid: "1", operation: "CREATE", namespace: "shop", object: route };
const input = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
const module = await WebAssembly.compile(readFileSync(process.argv[2]));
const median = (times) => times.toSorted((one, other) => one - other)[times.length >> 1];
const starts = [];
let policy;
for (let round = 0; round < 20; round++) {
  const begun = performance.now();
  policy = await opa.loadPolicy(module);
  starts.push(performance.now() - begun);
}
policy.setData({ routeproof: { settings, world, complete } });
const times = [];
for (let call = 0; call < 2200; call++) {
  const begun = performance.now();
  const [{ result }] = policy.evaluate(input, "routeproof/deny");
  times.push(performance.now() - begun);
  if (result.length > 0) throw new Error(result);
}
const typical = median(times.slice(200));
console.log(`OPA, Node: ${typical.toFixed(2)} ms a request (at most 1); instance start ${median(starts).toFixed(1)} ms`);
process.exitCode = typical > 1 ? 1 : 0;
