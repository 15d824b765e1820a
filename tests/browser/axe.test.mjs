// WCAG 2.2 AA by axe, in every state that the page has, dark and light.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open, person, stage } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const here = stage();

async function inspect(page, where) {
  // Past the page's policy, as a browser's own tools are.
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), TAGS);
  const told = violations.map((it) => `${it.impact} ${it.id}: ${it.nodes.slice(0, 3).map((node) => `${node.target.flat().join(" ")} ${node.failureSummary}`).join(" | ")}`);
  console.log(`axe: ${where}: ${passes.length} rules pass, ${violations.length} do not`);
  assert.deepEqual(told, [], where);
}

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }]) {
    test(`axe, ${colorScheme}, ${viewport.width} pixels wide`, { timeout: 180_000 }, async () => {
      const it = await open(here, { colorScheme, viewport });
      const { page } = it;
      const { write, example, paste, problem } = person(page);
      await inspect(page, "start");
      await example(/\/api and \/ split/);
      await write(readFileSync(new URL("../../examples/broken/wrong-port.yaml", import.meta.url), "utf8"));
      if (viewport.width < 800) await page.getByRole("button", { name: "Problems" }).click();
      await problem("has no port 8080").waitFor();
      await page.waitForTimeout(500);
      await inspect(page, "problems");
      if (viewport.width < 800) await page.getByRole("button", { name: "Picture" }).click();
      await page.locator(".picture .node").first().waitFor();
      await inspect(page, "picture");
      await page.getByRole(viewport.width < 800 ? "button" : "tab", { name: "After apply" }).click();
      await inspect(page, "after apply, empty");
      await page.getByLabel("Paste what it prints").click();
      await paste(readFileSync(new URL("../../examples/live/crash-loop.yaml", import.meta.url), "utf8"));
      await page.locator(".answers").first().waitFor();
      await inspect(page, "after apply");
      if (viewport.width < 800) await page.getByRole("button", { name: "Problems" }).click();
      await problem("has no port 8080").locator(".rule-link").click();
      await page.getByRole("dialog").waitFor();
      await inspect(page, "rule");
      await page.keyboard.press("Escape");
      if (viewport.width >= 800) {
        await page.getByRole("button", { name: "This file" }).click();
        await inspect(page, "menu");
      }
      await it.close();
    });
  }
}
