// The packed packages, installed in an empty folder: forms of manifests, results, workspaces, the same bytes as the command
// line. Runs there; ROOT is the project.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";
import routeproof, { RouteproofError, Workspace, check, checkSync } from "routeproof";

const root = process.env.ROOT;
const require = createRequire(import.meta.url);
const cli = join(process.cwd(), "node_modules/.bin/routeproof");
const here = process.cwd();

const ROUTE = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: web}
spec:
  parentRefs: [{name: edge, namespace: infra}]
  rules: [{backendRefs: [{name: api, port: 8080}]}]
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: api, namespace: web}
spec: {selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}
`;
const BOTH = `${ROUTE}---\n${SERVICE}`;
const objects = [
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "shop", namespace: "web" },
    spec: { parentRefs: [{ name: "edge", namespace: "infra" }], rules: [{ backendRefs: [{ name: "api", port: 8080 }] }] },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "api", namespace: "web", creationTimestamp: new Date(0), labels: undefined },
    spec: { selector: { app: "api" }, ports: [{ port: 80, targetPort: 8080 }] },
  },
];
const WRONG_PORT = ["Service `web/api` has no port 8080"];
const errors = (report) => [...report].filter((it) => it.severity === "error").map((it) => it.message);
const inRoot = (work) => {
  process.chdir(root);
  try {
    return work();
  } finally {
    process.chdir(here);
  }
};

test("the engine that is wanted answers", () => {
  assert.equal(routeproof.engine, process.env.ROUTEPROOF_NODE_ENGINE ?? process.env.EXPECTED_ENGINE);
});

test("CommonJS and ESM are one module", () => {
  const common = require("routeproof");
  assert.equal(common.check, check);
  assert.deepEqual(Object.keys(common).sort(), Object.keys(routeproof).sort());
  assert.equal(common.version, require("routeproof/package.json").version);
});

test("every form has the same finding", async () => {
  const folder = mkdtempSync(join(tmpdir(), "routeproof-"));
  writeFileSync(join(folder, "a.yaml"), ROUTE);
  writeFileSync(join(folder, "b.yaml"), SERVICE);
  const forms = [
    BOTH,
    Buffer.from(BOTH),
    objects,
    [null, ...objects],
    { apiVersion: "v1", kind: "List", items: objects },
    { text: BOTH },
    { text: { "a.yaml": ROUTE, "b.yaml": new TextEncoder().encode(SERVICE) } },
    { objects },
    { text: ROUTE, objects: objects[1] },
    folder,
    [join(folder, "a.yaml"), join(folder, "b.yaml")],
    { paths: folder },
    { paths: [join(folder, "b.yaml")], text: ROUTE },
  ];
  for (const form of forms) {
    assert.deepEqual(errors(await check(form)), WRONG_PORT);
    assert.equal(checkSync(form).toJson(), (await check(form)).toJson());
  }
  assert.equal(errors(await check(folder)).length, 1);
  assert.equal((await check(objects)).diagnostics.at(-1).source, "objects[0]");
  assert.equal(checkSync(objects[0]).diagnostics[0].source, "object");
});

test("models of the Kubernetes client say what they are", async () => {
  class V1Service {
    constructor(fields) {
      Object.assign(this, fields);
    }
    static getAttributeTypeMap() {
      return ["apiVersion", "kind", "metadata", "spec"].map((name) => ({ name, baseName: name }));
    }
  }
  const { metadata, spec } = objects[1];
  assert.deepEqual(errors(await check([objects[0], new V1Service({ metadata, spec })])), WRONG_PORT);
});

test("the command line has the same bytes", () => {
  for (const folder of ["examples/broken", "examples/kupe"]) {
    for (const format of ["json", "sarif", "github", "gitlab", "junit", "text"]) {
      const line = ["check", "--verbose", "--now", "2026-11-25", "--format", format, folder];
      const printed = spawnSync(cli, line, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
      assert.equal(printed.status, folder.endsWith("broken") ? 1 : 0, printed.stderr);
      const report = inRoot(() => checkSync(folder, { now: new Date("2026-11-25") }));
      const rendered = inRoot(() => report.renderSync(format));
      assert.ok(format === "text" ? printed.stdout.startsWith(rendered) : printed.stdout === rendered, `${folder} ${format}`);
      if (format === "json") {
        assert.equal(report.toJson() + "\n", printed.stdout);
        assert.equal(JSON.stringify(report) + "\n", printed.stdout);
      }
    }
  }
});

test("what fails in JUnit can be said", async () => {
  const warned = `${BOTH}# routeproof: ignore RP9999 -- there is no such rule\n`;
  const report = await check({ text: { "<stdin>": warned } });
  const failures = (text) => text.split("<failure ").length - 1;
  assert.equal(failures(await report.render("junit")), 1);
  for (const [failOn, expected] of [["error", 1], ["warning", 2], ["never", 0]]) {
    const text = await report.render("junit", { failOn });
    assert.equal(failures(text), expected, failOn);
    assert.equal(report.renderSync("junit", { failOn }), text);
    const line = ["check", "-", "--format", "junit", "--fail-on", failOn];
    assert.equal(spawnSync(cli, line, { input: warned, encoding: "utf8" }).stdout, text);
  }
});

test("exit codes can be trusted", () => {
  const run = (args, input = "") => spawnSync(cli, args, { cwd: root, input, encoding: "utf8" });
  assert.equal(run(["check", "-", "--complete"], ROUTE).status, 1);
  assert.match(run(["check", "-", "--complete"], ROUTE).stdout, /<stdin>/);
  assert.equal(run(["check", "-"], "a: [\n").status, 1);
  assert.equal(run(["check", "-", "--fail-on", "never"], "a: [\n").status, 2);
  assert.equal(run(["check", "nowhere.yaml"]).status, 2);
  assert.match(run(["check", "nowhere.yaml"]).stderr, /nowhere\.yaml/);
  assert.equal(run(["chek"]).status, 2);
  assert.equal(run(["--version"]).stdout.trim(), `routeproof ${routeproof.version}`);
  assert.equal(run(["check", "--help"]).status, 0);
});

test("every question has its answer", async () => {
  const path = (name) => join(root, "examples", name);
  const statuses = await routeproof.status(ROUTE);
  assert.equal([...statuses][0].status.parents[0].parentRef.name, "edge");
  assert.deepEqual([...(await routeproof.verify(path("live/healthy.yaml")))].map((it) => it.verdict), ["yes"]);
  const refused = await routeproof.verify(path("live/not-accepted.yaml"), { routes: ["shop/web"] });
  assert.deepEqual(refused.routes.map((it) => it.verdict), ["no"]);
  const fixed = await routeproof.fix({ text: { a: BOTH } });
  assert.deepEqual(fixed.texts, { a: BOTH.replace("port: 8080}]}", "port: 80}]}") });
  assert.equal((await routeproof.fix({ text: { a: ROUTE } })).mended, 0);
  const ranked = await routeproof.implementations(path("kupe"));
  assert.ok([...ranked].length > 3 && ranked.objects > 0);
  const [table] = await routeproof.routes(path("kupe"), { gateway: "kube-system/external-gateway" });
  assert.equal(table.name, "external-gateway");
  const [answer] = await routeproof.requests(path("kupe"), { requests: ["https://shop.acme.kupe.cloud/api"] });
  assert.deepEqual([answer.outcome, answer.backends[0].name, answer.backends[0].share], ["forward", "api", 1]);
  assert.equal(routeproof.explain("rp2003").name, "backend-port-not-found");
  assert.ok(routeproof.rules().some((it) => it.code === "RP2003"));
  assert.equal(routeproof.gatewayApiReleases().at(-1), "1.7");
  assert.equal(JSON.parse(await (await check(BOTH)).toSarif()).version, "2.1.0");
  assert.equal(JSON.parse(routeproof.answerJson('{"question":{"op":"version"}}')).version, routeproof.version);
});

test("a report is plain data, whenever its findings are read", async () => {
  const expected = JSON.parse((await check(BOTH)).toJson());
  const fresh = () => checkSync(BOTH);
  const postponed = (report) => Object.getOwnPropertyDescriptor(report, "diagnostics").get !== undefined;
  const read = fresh();
  assert.equal(postponed(read), true);
  assert.equal(read.diagnostics, read.diagnostics);
  assert.equal(postponed(read), false);
  for (const report of [fresh, () => Object.freeze(fresh()), () => Object.seal(fresh()), () => read]) {
    assert.deepEqual(Object.keys(report()), Object.keys(expected));
    assert.equal(JSON.stringify(report()), report().toJson());
    assert.deepEqual(structuredClone(report()), expected);
    assert.deepEqual({ ...report() }, expected);
    assert.deepEqual(Object.assign({}, report()), expected);
    assert.deepEqual([...report()], expected.diagnostics);
    assert.equal(inspect(report(), { depth: 9 }), inspect(read, { depth: 9 }));
    assert.doesNotMatch(inspect({ nested: report() }), /Getter/);
  }
  const frozen = Object.freeze(fresh());
  assert.equal(frozen.diagnostics, frozen.diagnostics);
  const changed = fresh();
  changed.diagnostics = [];
  assert.deepEqual([...changed], []);
  assert.equal(delete changed.diagnostics && "diagnostics" in changed, false);
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(fresh());
  const [received] = await once(port2, "message");
  port1.close();
  assert.deepEqual(received, expected);
});

test("offsets count what is asked for", () => {
  const text = `# é€😀\n${ROUTE.replace("rules:", "rulse:")}`;
  const found = (unit) => checkSync(text, { unit }).diagnostics.find((it) => it.code === "RP1010").span;
  const { start, end } = found("utf16");
  assert.equal(text.slice(start.offset, end.offset), "rulse");
  const bytes = found("utf8");
  assert.equal(Buffer.from(text).subarray(bytes.start.offset, bytes.end.offset).toString(), "rulse");
});

test("settings have their order", async () => {
  const folder = mkdtempSync(join(tmpdir(), "routeproof-"));
  const platform = join(folder, "platform.yaml");
  writeFileSync(join(folder, "shop.yaml"), ROUTE);
  const profiled = async (options) => [...(await check(join(folder, "shop.yaml"), options))].some((it) => it.code.startsWith("RP5"));
  assert.equal(await profiled(), false);
  // The file beside the manifests counts; its profile is looked for beside it.
  writeFileSync(join(folder, "routeproof.yaml"), "profile: ./platform.yaml\ntenant: acme\n");
  writeFileSync(
    platform,
    "name: example\ngateways: [{namespace: infra, name: other}]\nroutes: {kinds: [HTTPRoute]}\n" +
      "hostnames: {templates: ['<app>.<tenant>.example.cloud']}\ntenants: {namespace: 'tenant-<tenant>'}\n",
  );
  assert.equal(await profiled(), true);
  // What is handed over takes its place, and single settings have the last word.
  assert.equal(await profiled({ settings: {} }), false);
  assert.equal(await profiled({ profile: "none" }), false);
  assert.equal(await profiled({ settings: "profile: kupe\ntenant: acme\n" }), true);
  assert.equal(await profiled({ settings: join(folder, "routeproof.yaml") }), true);
  const codes = async (options) => [...(await check(ROUTE, options))].map((it) => it.code);
  assert.ok((await codes({ complete: true })).includes("RP2001"));
  const onlyServices = await codes({ complete: [{ kind: "Service" }] });
  assert.ok(onlyServices.includes("RP2002") && !onlyServices.includes("RP2001"));
  assert.ok((await check(BOTH, { rules: { RP2003: "off" } })).ok);
  assert.ok((await check(BOTH, { apiOnly: true })).ok);
  assert.equal((await check(BOTH, { gatewayApi: "1.4", channel: "experimental" })).ok, false);
});

test("a folder is searched as the command line does it", () => {
  const folder = mkdtempSync(join(tmpdir(), "routeproof-"));
  const write = (path, text = ROUTE) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  ["a.yaml", "b.yml", "c.json", "d.txt", ".hidden.yaml", "routeproof.yaml"].forEach((it) => write(it, ""));
  ["out/a.yaml", "deep/out/a.yaml", "deep/keep/x.yaml", "deep/keep/y.yaml", "[x]/z.yaml", "é/ü.yaml", "repo/a.yaml"].forEach((it) => write(it));
  write(".gitignore", "/out\n*.yml\ndeep/keep/*\n!deep/keep/y.yaml\n\\[x\\]\nrepo/**/never.yaml\n# a\n\n");
  write("deep/.gitignore", "out/\n");
  write("repo/sub/never.yaml");
  write("repo/.gitignore", "a.yaml\n!never.yaml\n");
  const expected = ["a.yaml", "c.json", "deep/keep/y.yaml", "repo/sub/never.yaml", "é/ü.yaml"];
  const { sources } = new Workspace({ manifests: folder });
  assert.deepEqual(Object.keys(sources).sort(), expected.map((it) => join(folder, it)).sort());
});

test("a workspace sees what changes, and nothing else", async () => {
  const workspace = new Workspace();
  assert.equal((await workspace.check()).summary.sources, 0);
  workspace.setSource("route.yaml", ROUTE);
  assert.ok((await workspace.check()).ok);
  workspace.setSource("service.yaml", SERVICE);
  assert.deepEqual(errors(await workspace.check()), WRONG_PORT);
  assert.deepEqual(errors(workspace.checkSync()), WRONG_PORT);
  workspace.setSource("service.yaml", Buffer.from(SERVICE.replace("port: 80,", "port: 8080,")));
  assert.ok(workspace.checkSync().ok);
  assert.ok((await workspace.check()).ok);
  workspace.setSource("service.yaml", objects[1]);
  const fresh = await check({ text: workspace.sources });
  assert.equal((await workspace.check()).toJson(), fresh.toJson());
  const fixed = await workspace.fix();
  assert.deepEqual([...fixed].map((it) => it.name), ["route.yaml"]);
  assert.equal(workspace.sources["route.yaml"], ROUTE.replace("port: 8080", "port: 80"));
  assert.ok((await workspace.check()).ok && workspace.checkSync().ok);
  assert.equal(workspace.removeSource("service.yaml"), true);
  assert.equal(workspace.removeSource("service.yaml"), false);
  workspace.setLive("dump", ROUTE);
  assert.deepEqual((await workspace.verify({ routes: ["web/shop"] })).routes.map((it) => it.object.name), ["shop"]);
  assert.deepEqual(Object.keys(workspace.sources), ["route.yaml"]);
  workspace.close();
});

test("a report is rendered after the workspace is closed", async () => {
  const workspace = await Workspace.open({ manifests: { text: { a: BOTH } } });
  const report = await workspace.check();
  workspace.setSource("a", SERVICE);
  workspace.close();
  assert.match(await report.render(), /no port 8080/);
  assert.match(report.renderSync("github"), /^::/);
});

test("questions are answered in their order", async () => {
  const workspace = new Workspace({ manifests: { text: { a: ROUTE } } });
  const found = [];
  for (const port of [80, 8080, 81, 8080]) {
    workspace.setSource("b", SERVICE.replace("port: 80,", `port: ${port},`));
    found.push(workspace.check());
  }
  assert.throws(() => workspace.checkSync(), /await its answer first/);
  assert.deepEqual((await Promise.all(found)).map((it) => it.ok), [false, true, false, true]);
  assert.ok(workspace.checkSync().ok);
  workspace.close();
});

test("a closed workspace says so", async () => {
  const workspace = new Workspace({ manifests: { text: { a: BOTH } } });
  const asked = [workspace.check(), workspace.check()];
  workspace.close();
  workspace.close();
  for (const it of asked) {
    assert.deepEqual(errors(await it), WRONG_PORT, "what was asked before is answered");
  }
  assert.ok(workspace.closed);
  for (const name of ["check", "status", "verify", "fix", "implementations"]) {
    await assert.rejects(workspace[name](), { name: "RouteproofError", message: "the workspace is closed" });
    assert.throws(() => workspace[`${name}Sync`](), { message: "the workspace is closed" });
  }
  for (const use of [(it) => it.setSource("a", "b"), (it) => it.setLive("a", "b"), (it) => it.removeSource("a")]) {
    assert.throws(() => use(workspace), RouteproofError);
  }
});

test("the event loop runs meanwhile", async () => {
  const many = Array.from({ length: 1500 }, (_, place) => BOTH.replaceAll("name: ", `name: n${place}`)).join("---\n");
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  const begun = performance.now();
  // Statuses are small, so that their JSON is read at once.
  await routeproof.status(many);
  const took = performance.now() - begun;
  clearInterval(timer);
  assert.ok(ticks > took / 20, `${ticks} ticks in ${took.toFixed(0)} ms`);
});

test("the example annotates a pull request", () => {
  const script = join(root, "bindings/node/examples/annotate.mjs");
  const summary = join(mkdtempSync(join(tmpdir(), "routeproof-")), "summary.md");
  const at = join(here, "annotate.mjs");
  execFileSync("cp", [script, at]);
  const run = (folder) =>
    spawnSync(process.execPath, [at, folder], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, GITHUB_STEP_SUMMARY: summary },
    });
  const broken = run("examples/broken");
  assert.equal(broken.status, 1, broken.stderr);
  assert.match(broken.stdout, /^::error file=examples\/broken\/wrong-port\.yaml,line=\d+,/m);
  assert.equal(run("examples/kupe").status, 0);
  assert.equal(run("nowhere").status, 2);
});

test("the README's first example is true", () => {
  const readme = readFileSync(join(here, "node_modules/routeproof/README.md"), "utf8");
  const [, script] = /```js\n([^]*?)```/.exec(readme);
  const [, printed] = /```text\n([^]*?)```/.exec(readme);
  writeFileSync(join(here, "readme.mjs"), script);
  assert.equal(execFileSync(process.execPath, [join(here, "readme.mjs")], { encoding: "utf8" }), printed);
});

test("memory does not grow over ten thousand calls", async () => {
  const workspace = new Workspace({ manifests: { text: { a: BOTH } } });
  const call = async (place) => {
    assert.ok((await check({ text: { [`${place % 7}.yaml`]: BOTH } })).diagnostics.length > 0);
    await check(ROUTE, { settings: "tenent: a\n" }).catch(() => undefined);
    workspace.setSource("b", SERVICE.replace("port: 80,", `port: ${(place % 60_000) + 1},`));
    assert.ok(await workspace.check());
  };
  const sync = (place) => checkSync({ text: { [`${place % 7}.yaml`]: BOTH } });
  for (let place = 0; place < 1_000; place += 1) {
    await call(place);
    sync(place);
  }
  globalThis.gc();
  const before = process.memoryUsage();
  for (let place = 0; place < 10_000; place += 1) {
    await call(place);
    sync(place);
  }
  await new Promise(setImmediate);
  globalThis.gc();
  const after = process.memoryUsage();
  const grown = { heap: after.heapUsed - before.heapUsed, resident: after.rss - before.rss };
  console.log(`memory after 10,000 rounds: heap ${(grown.heap / 1024).toFixed(0)} KiB, resident ${(grown.resident / 1024).toFixed(0)} KiB`);
  assert.ok(grown.heap < 4 * 2 ** 20, `heap ${grown.heap}`);
  assert.ok(grown.resident < 32 * 2 ** 20, `resident ${grown.resident}`);
  workspace.close();
});

test("CRDs judge their objects where there is a binary", () => {
  const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
`;
  const thing = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: {size: big}\n";
  const found = checkSync({ text: { "crd.yaml": crd, "thing.yaml": thing } });
  const folder = mkdtempSync(join(tmpdir(), "routeproof-"));
  writeFileSync(join(folder, "crd.yaml"), crd);
  if (routeproof.engine === "wasm") {
    assert.equal(found.summary.notJudged.length, 1);
    assert.throws(() => checkSync(thing, { crds: [join(folder, "crd.yaml")] }), RouteproofError);
    return;
  }
  const wrong = ["`spec.size` is text, not a whole number"];
  const errors = (report) => report.diagnostics.filter((it) => it.severity === "error").map((it) => it.message);
  assert.deepEqual(errors(found), wrong);
  assert.deepEqual(errors(checkSync(thing, { crds: [folder] })), wrong);
  assert.throws(() => checkSync(thing, { crds: [join(folder, "nowhere")] }), RouteproofError);
});
