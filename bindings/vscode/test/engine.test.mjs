// The queue in front of the engine, and the worker of the desktop in Node.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";

const path = (it) => fileURLToPath(new URL(it, import.meta.url));
const bundle = path("../../../target/vscode-engine/client.mjs");
await build({ entryPoints: [path("../src/engine/client.ts")], outfile: bundle, bundle: true, format: "esm", platform: "node" });
const { Cancelled, Engine } = await import(bundle);
const wasm = readFileSync(path("../dist/routeproof.wasm"));

const ROUTE = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: a }
spec: { ruls: [] }
`;
const OPEN = { type: "open", project: 1, files: [{ name: "a.yaml", text: ROUTE }], settings: "profile: none", now: "2026-01-01T00:00:00Z" };

/** Starts the worker of the desktop; `posted` gets what it is told, and `stop` takes an engine down as a trap does. */
function worker(posted, traps) {
  return (told) => {
    const it = new Worker(path("../dist/worker.desktop.js"));
    it.on("message", told);
    it.on("error", (error) => told({ type: "stopped", message: error.message }));
    traps.stop = () => told({ type: "stopped", message: "a trap" });
    const post = (message) => (posted.push(message.command.type), it.postMessage(message));
    return { post, stop: () => void it.terminate() };
  };
}

function engine() {
  const [posted, traps, restarts] = [[], {}, []];
  return { posted, traps, restarts, it: new Engine(worker(posted, traps), wasm, (...said) => restarts.push(said)) };
}

test("the worker of the desktop judges, mends and puts back", async () => {
  const { it } = engine();
  assert.equal(await it.do(OPEN), undefined);
  const before = await it.do({ type: "check", project: 1, shown: ["a.yaml"] });
  assert.ok(before.diagnostics.some((it) => it.code === "RP1010"));
  assert.match(await it.do({ type: "mend", project: 1, name: "a.yaml" }), /rules: \[\]/);
  assert.deepEqual(await it.do({ type: "check", project: 1, shown: ["a.yaml"] }), before);
  assert.match(await it.do({ ...OPEN, settings: "tenent: a" }), /^settings line 1, column 1: /);
  await assert.rejects(it.ask(1, { op: "graph" }, "graph"), /nothing is judged here/);
  it.dispose();
});

test("what is taken back before its turn never reaches the engine", async () => {
  const { it, posted } = engine();
  const opened = it.do(OPEN);
  const token = { isCancellationRequested: false };
  const taken = it.do({ type: "ask", project: 1, question: { op: "graph" } }, token);
  token.isCancellationRequested = true;
  const last = it.do({ type: "check", project: 1, shown: [] });
  await opened;
  await assert.rejects(taken, Cancelled);
  assert.equal((await last).summary.objects, 1);
  assert.deepEqual(posted, ["load", "open", "check"]);
  it.dispose();
});

test("an engine that stopped is started again, and not for ever", async () => {
  const { it, traps, restarts } = engine();
  for (let time = 1; time <= 4; time += 1) {
    assert.equal(await it.do(OPEN), undefined);
    const lost = it.do({ type: "check", project: 1, shown: [] });
    traps.stop();
    await assert.rejects(lost, /a trap/);
    assert.deepEqual(restarts.at(-1), ["a trap", time < 4]);
  }
  await assert.rejects(it.do(OPEN), /the engine has stopped/);
  it.dispose();
});
