// Chromium, as a page does it on its main thread: `node browser.mjs REQUEST.json`, with `dist/web` and what
// `tests/browser` installs. A workspace is made, given all texts, asked and closed; the answer is an object.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launch } from "../../browser/browser.mjs";
import { serve } from "../../browser/server.mjs";

const root = new URL("../../../", import.meta.url);
const folder = fileURLToPath(new URL("target/bench-page/", root));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
cpSync(fileURLToPath(new URL("dist/web", root)), `${folder}web`, { recursive: true });
writeFileSync(`${folder}index.html`, "<!doctype html><title>bench</title>");

const { sources } = JSON.parse(readFileSync(process.argv[2], "utf8")).inputs;
const [site, browser] = await Promise.all([serve(folder), launch()]);
const page = await browser.newPage();
await page.goto(site.url);
await page.evaluate(async (sources) => {
  const web = await import("./web/index.js");
  await web.init();
  globalThis.work = () => {
    const begun = performance.now();
    const workspace = new web.Workspace();
    for (const { name, text } of sources) workspace.setSource(name, text);
    const { summary } = workspace.check();
    workspace.close();
    const seconds = (performance.now() - begun) / 1000;
    if (summary.objects === 0) throw new Error("nothing was checked");
    return seconds;
  };
}, sources);
for await (const _ of createInterface({ input: process.stdin })) console.log(await page.evaluate(() => globalThis.work()));
await browser.close();
await site.close();
