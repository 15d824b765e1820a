// `@routeproof/web` as it is packed, on the main thread and in a module worker.
import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { open, stage } from "./browser.mjs";
import { serve } from "./server.mjs";

const folder = fileURLToPath(new URL("../../target/web-page/", import.meta.url));
const ROUTE = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: a }\nspec: { ruls: [] }\n";
const packed = stage(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(fileURLToPath(new URL("../../dist/web", import.meta.url)), `${folder}/web`, { recursive: true });
  copyFileSync(fileURLToPath(new URL("../../web-demo/public/icon.svg", import.meta.url)), `${folder}/icon.svg`);
  writeFileSync(`${folder}/index.html`, '<!doctype html><title>x</title><link rel="icon" href="icon.svg"><script type="module" src="page.js"></script>');
  writeFileSync(`${folder}/page.js`, 'import * as web from "./web/index.js"; await web.init(); globalThis.web = web; document.body.dataset.ready = "";');
  // The README's worker, with the package beside it.
  writeFileSync(
    `${folder}/worker.js`,
    `import { init, Workspace } from "./web/index.js";
const workspace = init().then(() => new Workspace());
addEventListener("message", async ({ data: { name, text } }) => {
  const open = await workspace;
  open.setSource(name, text);
  postMessage(open.check());
});`,
  );
  return serve(folder, "/", { "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'" });
});

test("the main thread and a worker say the same", { timeout: 60_000 }, async () => {
  const it = await open(packed);
  const [here, there] = await it.page.evaluate(async (text) => {
    const { Workspace } = globalThis.web;
    const workspace = new Workspace();
    workspace.setSource("a.yaml", text);
    const here = workspace.check();
    workspace.close();
    const worker = new Worker("worker.js", { type: "module" });
    const there = await new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = reject;
      worker.postMessage({ name: "a.yaml", text });
    });
    return [here, there];
  }, ROUTE);
  assert.deepEqual(here, there);
  assert.ok(here.diagnostics.some((it) => it.code === "RP1010"));
  await it.close();
});
