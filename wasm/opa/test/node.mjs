// The policy in npm's @open-policy-agent/opa-wasm: node node.mjs POLICY CASES ANSWERS
import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import opa from "@open-policy-agent/opa-wasm";

const [policyPath, casesPath, answersPath] = process.argv.slice(2);
const module = readFileSync(policyPath);
const cases = JSON.parse(readFileSync(casesPath, "utf8"));
const policy = await opa.loadPolicy(module);
const bytesOf = (it) => it.mem.buffer.byteLength;

const ask = (input, entrypoint) => policy.evaluate(input, entrypoint)[0].result;
const answers = cases.map(({ name, input, data, denials }) => {
  policy.setData(data);
  const denied = ask(input, "routeproof/deny");
  const report = ask(input, "routeproof/report");
  assert.deepEqual(report.denials.toSorted(), denied, name);
  assert.equal(report.allowed, denied.length === 0, name);
  assert.equal(report.armed, ask(null, "routeproof/armed"), name);
  return { name, denied };
});
writeFileSync(answersPath, JSON.stringify(answers));

policy.setData(cases[0].data);
// What cannot become JSON is Node's own error, and the policy goes on.
const cyclic = {};
cyclic.self = cyclic;
assert.throws(() => policy.evaluate(cyclic, "routeproof/deny"), TypeError);
assert.throws(() => policy.evaluate({}, "routeproof/none"), /entrypoint routeproof\/none is not valid/);
assert.equal(ask(new ArrayBuffer(0), "routeproof/deny").length, 1);
const bytes = (text) => new TextEncoder().encode(text).buffer;
assert.match(ask(new Uint8Array([0xff, 0xfe]).buffer, "routeproof/deny")[0], /the input is not understood/);
assert.match(ask(bytes("{"), "routeproof/deny")[0], /the input is not understood/);
assert.match(ask(bytes("[".repeat(200_000)), "routeproof/deny")[0], /the input is not understood/);

// So have nested and huge inputs, and leave an instance that works.
const nested = bytes(`${"[".repeat(5000)}${"]".repeat(5000)}`);
assert.match(ask(nested, "routeproof/deny")[0], /RP0013 input\[0\]: more than 1000 lists/);
const huge = structuredClone(cases[0].input);
huge.metadata.annotations = { a: "x".repeat(20_000_000) };
assert.match(ask(huge, "routeproof/deny")[0], /annotations/);
huge.metadata.annotations = {};
huge.spec.rules = Array(20_000).fill(huge.spec.rules[0]);
assert.ok(ask(huge, "routeproof/deny").length > 0);
assert.deepEqual(ask(cases[0].input, "routeproof/deny"), []);
console.log(`node: memory after 20 MB of input: ${(bytesOf(policy) / 1e6).toFixed(0)} MB`);

// Nothing is kept from one evaluation to the next.
const fresh = await opa.loadPolicy(module);
fresh.setData(cases[0].data);
let before;
for (let call = 0; call < 10_000; call++) {
  if (call === 100) before = bytesOf(fresh);
  fresh.evaluate(cases[call % 5].input, call % 2 ? "routeproof/report" : "routeproof/deny");
}
assert.equal(bytesOf(fresh), before, "memory grows");
console.log(`node: memory after 100 and 10,000 calls: ${(before / 1e6).toFixed(1)} MB`);
console.log(`node: ${cases.length} cases, bad input, 10,000 calls`);
