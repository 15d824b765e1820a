// One Chromium, a page for every test, and what no page may do: complain in the console or ask another origin.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const SHOTS = fileURLToPath(new URL("../../target/browser/", import.meta.url));
mkdirSync(SHOTS, { recursive: true });

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    timeout: 120_000,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** A page in a context of its own. `quiet()` fails where it complained or asked another origin than `url`'s. */
export async function open(browser, url, options = {}) {
  const { wait = "body[data-ready]", ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions });
  const { origin } = new URL(url);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.stack ?? error}`));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`${message.type()}: ${message.text()}`));
  context.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== origin && !["data:", "blob:"].includes(asked.protocol)) wrong.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  if (wait) await page.waitForSelector(wait);
  const shot = (name) => page.screenshot({ path: `${SHOTS}${name}.png`, animations: "disabled" });
  const quiet = async () => {
    await context.close();
    assert.deepEqual(wrong, []);
  };
  return { page, context, shot, quiet, wrong };
}
