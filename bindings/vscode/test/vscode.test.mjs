// The packed extension in VS Code for the web, in a real Chromium: by the editor's API, and as a person uses it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { eventually, launchFor } from "../../../tests/browser/browser.mjs";
import { serve } from "./host.mjs";

const path = (it) => fileURLToPath(new URL(it, import.meta.url));
const work = path("../../../target/vscode/");
const vsix = process.env.VSIX ?? path("../../../dist/routeproof.vsix");

test("the packed extension in VS Code for the web", { timeout: 300_000 }, async () => {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  execFileSync("python3", ["-m", "zipfile", "-e", vsix, work]);
  await build({ entryPoints: [path("suite.ts")], outfile: `${work}/suite/suite.js`, bundle: true, format: "cjs", platform: "browser", external: ["vscode"] });
  // The editor runs tests only where an extension is.
  const tests = { name: "suite", publisher: "routeproof", version: "0.0.0", engines: { vscode: "*" }, browser: "./suite.js" };
  writeFileSync(`${work}/suite/package.json`, JSON.stringify(tests));
  const site = await serve({ extension: `${work}/extension`, suite: `${work}/suite`, folder: { scheme: "tmp", path: "/work" } });
  // Pages of webviews have hosts of their own, and a service worker. Chromium on Debian asks a person about those.
  mkdirSync(`${work}/profile/Default`, { recursive: true });
  writeFileSync(`${work}/profile/Default/Preferences`, JSON.stringify({ profile: { cookie_controls_mode: 0 } }));
  const context = await launchFor(`${work}/profile`, { viewport: { width: 1440, height: 900 } });
  try {
    const [elsewhere, refused] = [[], []];
    context.on("request", (it) => {
      const { protocol, hostname } = new URL(it.url());
      if (protocol.startsWith("http") && !/(^|\.)localhost$/.test(hostname)) elsewhere.push(it.url());
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    // The tests in the editor say what they do; when the last one is done, the extension waits for a person.
    const tested = new Promise((resolve) =>
      page.on("console", (it) => {
        if (it.text().includes("Content Security Policy")) refused.push(it.text());
        const said = /suite: (.*)/s.exec(it.text())?.[1];
        if (said !== undefined || process.env.VERBOSE) console.log(said ?? it.text());
        if (/^\d+ of \d+ passed/.test(said ?? "")) resolve();
      }),
    );
    const exit = new Promise((resolve) => void page.exposeFunction("codeAutomationExit", resolve));
    await page.exposeFunction("codeAutomationLog", () => undefined);
    await page.goto(site.url);
    await Promise.race([tested, exit]);
    await page.screenshot({ path: `${work}/suite.png` });
    await asAPerson(page).finally(() => page.screenshot({ path: `${work}/end.png` }));
    assert.equal(await exit, 0, "a test in the editor failed");
    assert.deepEqual(elsewhere, [], "nothing leaves this machine");
    assert.deepEqual(refused, [], "the panel needs no more than its policy allows");
  } finally {
    await context.close();
    await site.close();
  }
});

/** The panel, as it stands beside the route: a request, its answer, and the way back to the file. */
async function asAPerson(page) {
  await page.locator(".statusbar-item:visible", { hasText: "routeproof · 1 not judged" }).waitFor();
  await page.locator(".codelens-decoration", { hasText: "shop/edge http → status 500" }).waitFor();
  const frame = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await frame.locator(".node.route").waitFor();
  await frame.locator("#request-url").fill("http://shop.example.com/api/items");
  await frame.locator(".request-line", { hasText: "500" }).waitFor();
  await eventually(async () => (await frame.locator(".node.lit").count()) >= 3, "the path is not lit");
  await page.screenshot({ path: `${work}/panel.png` });
  await frame.locator("#request-url").fill("http://shop.example.com:99999/");
  await frame.locator("#request-answer", { hasText: "the port is not a number" }).waitFor();
  await frame.locator(".node.listener").click();
  await page.locator(".tab.active", { hasText: "gateway.yaml" }).waitFor();
  await page.locator(".tab", { hasText: "How requests flow" }).locator(".action-label.codicon-close").click();
}
