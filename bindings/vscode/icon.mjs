// Draws icon.png from the project's icon, in the Chromium of the tests: galleries take no SVG.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../../tests/browser/browser.mjs";

const svg = readFileSync(new URL("../../web-demo/public/icon.svg", import.meta.url), "utf8");
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(`<style>body{margin:0}svg{display:block;width:256px}</style>${svg}`);
await page.screenshot({ path: fileURLToPath(new URL("icon.png", import.meta.url)), omitBackground: true });
await browser.close();
