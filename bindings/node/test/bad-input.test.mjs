// What cannot be worked with is an error that says why, never the end of the process.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import routeproof, { RouteproofError, Workspace, check, checkSync } from "routeproof";

const ROUTE = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {parentRefs: [{name: b}]}\n";
const route = { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: { name: "a" } };

/** Both ways of asking fail alike. */
async function fails(expected, ...args) {
  await assert.rejects(check(...args), expected);
  assert.throws(() => checkSync(...args), expected);
}

test("wrong types", async () => {
  for (const bad of [null, undefined, 1, true, Symbol("a"), () => 1, 1n, [1], ["a.yaml", {}], [[]], [ROUTE, ROUTE], [undefined]]) {
    await fails(TypeError, bad);
  }
  const options = [
    null,
    1,
    { tenent: "a" },
    { settings: 1 },
    { settings: null },
    { now: 1 },
    { apiOnly: 1 },
    { complete: "yes" },
    { live: null },
    { live: 5 },
  ];
  for (const bad of options) {
    await fails(TypeError, ROUTE, bad);
  }
  for (const bad of [{ text: 1 }, { text: null }, { text: ["a"] }, { text: { a: null } }, { objects: 1 }, { objects: "a" }, { paths: 1 }]) {
    await fails(TypeError, bad);
  }
  assert.throws(() => new Workspace({ manifests: 1 }), TypeError);
  assert.throws(() => new Workspace({ unit: "utf8" }), TypeError);
  const workspace = new Workspace();
  for (const bad of [() => workspace.setSource(1, "a"), () => workspace.setSource("a"), () => workspace.setSource("a", null)]) {
    assert.throws(bad, TypeError);
  }
  await assert.rejects(workspace.check({ unti: "utf8" }), TypeError);
  assert.throws(() => routeproof.explain(null), TypeError);
  await assert.rejects(routeproof.verify(null), TypeError);
  assert.throws(() => routeproof.answerJson({}), TypeError);
});

test("options that say nothing known", async () => {
  const said = [
    [{ settings: "tenent: a\n" }, /`tenent`; did you mean `tenant`/],
    [{ settings: { rules: { RP9999: "off" } } }, /RP9999/],
    [{ settings: "a: [\n" }, /settings/],
    [{ settings: new Uint8Array([0x61, 0xff]) }, /is not UTF-8/],
    [{ settings: "/nowhere/routeproof.yaml" }, /nowhere/],
    [{ tenant: "Not A Label" }, /tenant/],
    [{ tenant: null }, null],
    [{ profile: "kuep" }, /did you mean `kupe`/],
    [{ profile: "./nowhere.yaml" }, /nowhere\.yaml/],
    [{ gatewayApi: "9.9" }, /9\.9/],
    [{ channel: "beta" }, /beta/],
    [{ implementation: "nobody" }, /nobody/],
    [{ complete: [{ knd: "Service" }] }, /knd/],
    [{ now: "yesterday" }, /yesterday/],
    [{ now: new Date("x") }, /no time/],
    [{ unit: "utf9" }, /utf9/],
  ];
  for (const [options, message] of said) {
    if (message !== null) {
      await fails({ name: "RouteproofError", message }, ROUTE, options);
    }
  }
  await assert.rejects(routeproof.fix(ROUTE, { safety: "maybe" }), /maybe/);
  const report = await check(ROUTE);
  await assert.rejects(report.render("pdf"), { name: "RouteproofError", message: /pdf/ });
  await assert.rejects(report.render("junit", { failOn: "info" }), { name: "RouteproofError", message: /info/ });
  await assert.rejects(report.render("junit", { failon: "error" }), { name: "TypeError", message: /`failon`/ });
  assert.throws(() => report.renderSync("junit", { failon: "error" }), { name: "TypeError", message: /`failon`/ });
});

test("an error says what kind it is, and where", async () => {
  const settings = { name: "RouteproofError", kind: "settings", at: { text: "settings", line: 1, column: 1 } };
  await fails(settings, ROUTE, { settings: "tenent: a\n" });
  assert.throws(() => routeproof.checkSync(ROUTE, { settings: "tenent: a\n" }), settings);
  await fails({ name: "RouteproofError", kind: "notUnderstood", at: { text: "question", path: "unit", line: 1, column: 22 } }, ROUTE, { unit: "utf9" });
  assert.throws(() => routeproof.explain("RP9999"), { name: "RouteproofError", kind: "notFound", at: undefined });
  await fails({ name: "RouteproofError", kind: undefined, at: undefined }, ROUTE, { now: new Date("x") });
});

test("paths that cannot be read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "routeproof-"));
  await fails({ code: "ENOENT" }, join(folder, "nowhere.yaml"));
  await fails(/holds no \.yaml, \.yml or \.json file/, folder);
  writeFileSync(join(folder, "latin.yaml"), Buffer.from("a: é\nc: é\n").subarray(0).map((it) => it));
  writeFileSync(join(folder, "latin.yaml"), Buffer.concat([Buffer.from("a: é€\nc: "), Buffer.from([0xe9, 0x0a])]));
  writeFileSync(join(folder, "wide.yaml"), Buffer.from("\ufeffa: b", "utf16le"));
  await fails(/`[^`]*latin\.yaml` is not UTF-8: line 2 has the byte 0xE9; `[^`]*wide\.yaml` is UTF-16; kubectl reads UTF-8 only/, folder);
});

test("texts that are no Unicode", async () => {
  await fails({ name: "RouteproofError", message: /is not UTF-8/ }, Buffer.from([0x61, 0x3a, 0xe9]));
  for (const bad of [{ text: "a: \ud800\n" }, { text: { "\udfff": "a" } }, { ...route, spec: { a: "\ud800" } }]) {
    await fails({ name: "RouteproofError", message: /half of a surrogate pair/ }, bad);
  }
  assert.throws(() => new Workspace().setSource("\ud800", "a"), RouteproofError);
});

test("texts of every kind get a report", async () => {
  for (const text of ["", "\0\n", "\n", "a: [\n", "\t\n", "{", "\ufeffa: b\n", "&a [*a]\n", "- ".repeat(5_000) + "\n"]) {
    assert.equal((await check({ text })).summary.sources, 1);
  }
});

test("huge texts", async () => {
  const long = `# ${"x".repeat(50_000_000)}\n${ROUTE}`;
  assert.equal((await check(long)).summary.objects, 1);
  assert.equal((await check(`a: ${"[".repeat(1_000_000)}\n`)).ok, false);
});

test("objects that are no JSON", async () => {
  const loop = { ...route };
  loop.spec = { rules: [loop] };
  await fails({ name: "RouteproofError", message: "object.spec.rules[0] refers to itself" }, loop);
  await fails({ message: "objects[1].spec.rules[0] refers to itself" }, [route, loop]);
  const settings = {};
  settings.a = settings;
  await fails(/settings\.a refers to itself/, ROUTE, { settings });
  const shared = { a: "b" };
  const twice = { ...route, metadata: { name: "a", labels: shared, annotations: shared } };
  assert.equal((await check(twice)).summary.objects, 1);
  for (const bad of [() => 1, Symbol("a"), new Map(), new Set(), new Float64Array(1)]) {
    await fails({ name: "TypeError", message: /^object\.spec is an? \w+, which has no place in JSON/ }, { ...route, spec: bad });
  }
  for (const bad of [NaN, Infinity, -Infinity]) {
    await fails({ name: "RouteproofError", message: /no number in JSON/ }, { ...route, spec: bad });
  }
  const huge = await check({ ...route, spec: { rules: [{ backendRefs: [{ name: "a", port: 10n ** 30n }] }] } });
  assert.ok(huge.diagnostics.some((it) => it.path === "spec.rules[0].backendRefs[0].port" && it.severity === "error"));
  let deep = [];
  for (let depth = 0; depth < 100_000; depth += 1) {
    deep = [deep];
  }
  await fails({ name: "RouteproofError", message: /nested too deeply/ }, { ...route, spec: deep });
});

test("a request in JSON always has an answer", () => {
  for (const request of ["", "{", "null", "[]", "{}", '{"question":{"op":"chek"}}', '{"question":{"op":"check"},"x":1}', "\0"]) {
    assert.equal(JSON.parse(routeproof.answerJson(request)).type, "failure");
  }
});
