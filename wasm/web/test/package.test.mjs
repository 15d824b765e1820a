// The built package as its users see it: the README's first example, every call, and what a caller gets wrong.
//
// node --test wasm/web/test
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const folder = new URL("../../../dist/web/", import.meta.url);
const text = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const web = await import(new URL("index.js", folder));
const { RouteproofError, Workspace, init } = web;

test("a workspace before `init` says what is missing", () => {
  assert.throws(() => new Workspace(), { name: "RouteproofError", message: /await `init\(\)` first/ });
});

test("an engine that cannot be loaded is no end: the next `init` tries again", async () => {
  await assert.rejects(init(new Uint8Array([1, 2, 3])));
  await init(readFileSync(new URL("routeproof_web_bg.wasm", folder)));
});

test("the README's first example prints the wrong port", async () => {
  const readme = text("../README.md");
  const [, example] = /```js\n(.*?)```/s.exec(readme);
  const printed = [];
  const run = new Function(
    "web",
    "console",
    `return (async () => { ${example.replace(/import (\{.*\}) from "@routeproof\/web";/, "const $1 = web;")} })()`,
  );
  await run(web, { log: (line) => printed.push(line) });
  const [, promised] = /prints\n\n```text\n(.*?)\n```/s.exec(readme);
  assert.deepEqual(printed, promised.split("\n"));
});

/** A workspace that is closed after its test; Node 20 has no `using` yet. */
function open(context, options) {
  const workspace = new Workspace(options);
  context.after(() => workspace.close());
  return workspace;
}

const ROUTE = (port) => `# 😀 before the mistake
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: shop }
spec: { parentRefs: [{ name: edge }], rules: [{ backendRefs: [{ name: web, port: ${port} }] }] }
---
{ apiVersion: v1, kind: Service, metadata: { name: web, namespace: shop }, spec: { ports: [{ port: 80 }] } }
`;

test("positions count UTF-16 units, unless a question says otherwise", (context) => {
  const workspace = open(context);
  const source = ROUTE(8080);
  workspace.setSource("é.yaml", source);
  const [finding] = workspace.check().diagnostics.filter((it) => it.code === "RP2003");
  assert.equal(finding.source, "é.yaml");
  assert.equal(source.slice(finding.span.start.offset, finding.span.end.offset), "8080");
  const bytes = workspace.ask({ op: "check", unit: "utf8" });
  const same = bytes.diagnostics.find((it) => it.code === "RP2003");
  assert.equal(same.span.start.offset, finding.span.start.offset + 2);
});

test("every call has its answer", (context) => {
  const workspace = open(context, { settings: "profile: kupe\ntenant: acme", now: "2026-11-25T00:00:00Z" });
  const source = ROUTE(8080);
  workspace.setSource("a.yaml", source);
  assert.ok(workspace.check().summary.errors > 0);
  assert.match(workspace.ask({ op: "render", format: "sarif" }).message, /writes no formats/);
  assert.deepEqual(workspace.status().map((it) => it.name).filter((it) => it === "shop"), ["shop"]);
  const at = source.indexOf("backendRefs");
  assert.match(workspace.hover("a.yaml", at).text, /backendRefs/);
  assert.equal(workspace.hover("a.yaml", 3), null);
  const name = source.indexOf("name: web, port") + "name: ".length;
  assert.ok(workspace.complete("a.yaml", name).some((it) => it.label === "web"));
  assert.equal(workspace.explain("rp2003").name, "backend-port-not-found");
  assert.ok(workspace.rules().length > 50);
  assert.ok(workspace.version().gatewayApi.includes("1.7"));
  assert.equal(workspace.version().version, web.version());
  assert.equal(workspace.implementations().type, "implementations");
  assert.equal(workspace.routes().gateways[0].listeners[0].matches.length > 0, true);
  const [answer] = workspace.requests([{ url: "http://shop.test/" }]).answers;
  assert.ok(answer.reasons.length > 0, answer.outcome);
  const { nodes, edges } = workspace.graph();
  const broken = edges.find((it) => it.label === ":8080");
  assert.deepEqual([broken.state, nodes[broken.to].label], ["broken", "web"]);
  assert.equal(source.slice(broken.place.span.start.offset, broken.place.span.end.offset), "{ name: web, port: 8080 }");
  workspace.setLive("dump.yaml", source);
  assert.equal(workspace.verify(["shop/shop"]).routes[0].answers.length, 5);
});

test("a change reads that source again, a source that goes is gone", (context) => {
  const workspace = open(context);
  const codes = () => workspace.check().diagnostics.map((it) => it.code);
  workspace.setSource("a.yaml", ROUTE(8080));
  assert.ok(codes().includes("RP2003"));
  workspace.setSource("a.yaml", ROUTE(80));
  assert.ok(!codes().includes("RP2003"));
  workspace.setSource("b.yaml", "a: [");
  assert.ok(codes().some((it) => it.startsWith("RP0")));
  assert.equal(workspace.removeSource("b.yaml"), true);
  assert.equal(workspace.removeSource("b.yaml"), false);
  assert.ok(!codes().some((it) => it.startsWith("RP0")));
});

test("fixes change the workspace and say what they changed", (context) => {
  const workspace = open(context);
  workspace.setSource("a.yaml", ROUTE(8080));
  const { mended, changes } = workspace.fix("unsafe");
  assert.ok(mended > 0);
  assert.deepEqual(changes.map((it) => it.name), ["a.yaml"]);
  assert.equal(workspace.fix("unsafe").mended, 0);
});

test("what a caller gets wrong is an error in words", (context) => {
  const workspace = open(context);
  assert.throws(() => new Workspace({ settings: "tenent: acme" }), { name: "RouteproofError", message: /did you mean `tenant`/ });
  const at = { text: "settings", line: 1, column: 1 };
  assert.throws(() => new Workspace({ settings: "tenent: acme" }), { name: "RouteproofError", kind: "settings", at });
  assert.throws(() => workspace.explain("nothing"), { name: "RouteproofError", kind: "notFound", at: undefined });
  assert.throws(() => new Workspace({ setings: "" }), { name: "RouteproofError", message: /unknown key `setings`/ });
  assert.throws(() => new Workspace(null), { name: "RouteproofError", message: /not understood/ });
  const cyclic = {};
  cyclic.settings = cyclic;
  assert.throws(() => new Workspace(cyclic), { name: "RouteproofError", message: /cannot become JSON/ });
  for (const wrong of [null, undefined, 7, {}, ["a"]]) {
    assert.throws(() => workspace.setSource("a.yaml", wrong), { name: "TypeError", message: /the text must be a string, not / });
    assert.throws(() => workspace.setLive(wrong, ""), { name: "TypeError", message: /the name must be a string, not / });
    assert.throws(() => workspace.removeSource(wrong), TypeError);
  }
  assert.throws(() => workspace.explain("nothing"), { name: "RouteproofError", message: /there is no rule `nothing`/ });
  assert.throws(() => workspace.hover("none.yaml", 0), { name: "RouteproofError", message: /there is no source `none.yaml`/ });
  for (const question of [null, undefined, 7, {}, { op: "chek" }, { op: "check", unti: "utf8" }, { op: "hover", source: "a", offset: -1 }]) {
    assert.equal(workspace.ask(question).type, "failure", JSON.stringify(question));
  }
  workspace.close();
  workspace.close();
  assert.throws(() => workspace.check(), { name: "RouteproofError", message: "the workspace is closed" });
  assert.ok(new RouteproofError("x") instanceof Error);
});

test("a text of any characters and of a large size is read", (context) => {
  const workspace = open(context);
  workspace.setSource("lone.yaml", "a: \ud800\n\0");
  workspace.setSource("big.yaml", `# ${"x".repeat(20_000_000)}\n`);
  assert.equal(workspace.check().type, "report");
});

test("10,000 calls do not grow the memory", async () => {
  const { memory } = await init().then(async () => (await import(new URL("routeproof_web.js", folder))).default());
  const round = () => {
    const workspace = new Workspace({ settings: "profile: kupe\ntenant: acme" });
    for (let at = 0; at < 20; at += 1) {
      workspace.setSource("a.yaml", ROUTE(80 + at));
      workspace.check();
    }
    workspace[Symbol.dispose]();
  };
  for (let at = 0; at < 20; at += 1) round();
  const before = memory.buffer.byteLength;
  for (let at = 0; at < 500; at += 1) round();
  console.log(`memory before ${before} and after 10,000 checks ${memory.buffer.byteLength} bytes`);
  assert.ok(memory.buffer.byteLength <= before, "the memory grew");
});
