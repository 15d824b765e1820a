// One Chromium, a page for every test, and what no page may do: complain in the console or ask another origin.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const SHOTS = fileURLToPath(new URL("../../target/browser/", import.meta.url));
mkdirSync(SHOTS, { recursive: true });

/** The built demo, under a path that nobody would guess. */
export const DEMO = fileURLToPath(new URL("../../dist/demo", import.meta.url));

/** As strict as the page's own policy, and said by the host too: it also binds the worker. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'";

/** A host for the demo. */
export const host = (base = "/some/base/") => serve(DEMO, base, { "content-security-policy": POLICY });

const CHROMIUM = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  timeout: 120_000,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export const launch = () => chromium.launch(CHROMIUM);

/** A browser as one person has it, who allows frames of other hosts to keep something; `folder` is its profile. */
export const launchFor = (folder, options) => chromium.launchPersistentContext(folder, { ...CHROMIUM, ...options });

/** The browser and a host of a test file, from before its first test to after its last. */
export function stage(hosted = host) {
  const it = {};
  before(async () => {
    [it.site, it.browser] = await Promise.all([hosted(), launch()]);
  });
  after(async () => {
    await it.browser?.close();
    await it.site?.close();
  });
  return it;
}

/** A page in a context of its own. `close()` fails where it complained or asked another origin than its own. */
export async function open({ browser, site: { url } }, options = {}) {
  const { wait = "body[data-ready]", ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...rest });
  const { origin } = new URL(url);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.stack ?? error}`));
  page.on("console", (message) => {
    const expected = rest.serviceWorkers === "block" && message.text().includes("Service Worker registration blocked");
    if (["error", "warning"].includes(message.type()) && !expected) wrong.push(`${message.type()}: ${message.text()}`);
  });
  context.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== origin && !["data:", "blob:"].includes(asked.protocol)) wrong.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  if (wait) await page.waitForSelector(wait, { state: "attached" });
  return {
    page,
    context,
    shot: (name) => page.screenshot({ path: `${SHOTS}${name}.png`, animations: "disabled" }),
    close: async () => {
      await context.close();
      assert.deepEqual(wrong, []);
    },
  };
}

/** What a person does and sees in the demo. */
export function person(page) {
  const editor = page.locator(".cm-content");
  const tab = (name) => page.getByRole("tablist", { name: "Files" }).getByRole("tab", { name });
  return {
    editor,
    tab,
    problems: page.locator("#problem-list > .problem"),
    problem: (text) => page.locator("#problem-list > .problem", { hasText: text }),
    /** Pastes a text where the focus is, by way of the clipboard. */
    paste: async (text) => {
      await page.evaluate((it) => navigator.clipboard.writeText(it), text);
      await page.keyboard.press("ControlOrMeta+v");
    },
    text: () => editor.evaluate((it) => it.cmTile.root.view.state.doc.toString()),
    /** Replaces what the editor holds, as a paste does. */
    write: async (text) => {
      await editor.click();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText(text);
    },
    /** Puts the cursor at the end of the first line that says just `text`. */
    behind: async (text) => {
      const says = new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
      await page.locator(".cm-line").filter({ hasText: says }).first().click();
      await page.keyboard.press("End");
    },
    /** Opens one of the examples. */
    example: async (name) => {
      if (await page.locator("#start").isHidden()) await page.getByRole("button", { name: "Examples" }).click();
      await page.locator("#start").getByRole("button", { name }).click();
    },
  };
}

/** Waits until `see` says so, and fails with what it saw last. */
export async function eventually(see, message, time = 10_000) {
  const end = Date.now() + time;
  let last;
  for (;;) {
    last = await see();
    if (last === true) return;
    if (Date.now() > end) assert.fail(`${message}: ${JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
