// The OPA policy in npm's SDK. `opa.mjs POLICY REVIEWS SDK`
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [policyPath, reviews, sdk] = process.argv.slice(2);
const { default: opa } = await import(createRequire(join(resolve(sdk), "x.js")).resolve("@open-policy-agent/opa-wasm"));
const policy = await opa.loadPolicy(readFileSync(policyPath));
const bytes = (text) => new TextEncoder().encode(text).buffer;

let same = 0;
const different = [];
for (const line of readFileSync(reviews, "utf8").split("\n").slice(0, -1)) {
  const { name, settings, object, opa: denials } = JSON.parse(line);
  policy.setData({ routeproof: { settings } });
  const [{ result }] = policy.evaluate(bytes(object), "routeproof/report");
  const denied = policy.evaluate(bytes(object), "routeproof/deny")[0].result;
  const agree = JSON.stringify(denied) === JSON.stringify([...new Set(denials)].sort());
  if (agree && JSON.stringify(result.denials) === JSON.stringify(denials)) same++;
  else different.push(`${name}: ${JSON.stringify(result.denials)}\n  wanted ${JSON.stringify(denials)}`);
}
console.log(`OPA: ${same} verdicts are the engine's, ${different.length} differ`);
for (const it of different.slice(0, 5)) console.log(it);
process.exit(different.length > 0 || same === 0 ? 1 : 0);
