// Every feature of the demo, used as a person does: typing, clicking, reading.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DEMO, eventually, host, open, person, stage } from "./browser.mjs";
import { serve } from "./server.mjs";

const example = (path) => readFileSync(new URL(`../../examples/${path}`, import.meta.url), "utf8");
const WRONG_PORT = example("broken/wrong-port.yaml");
const GATEWAY = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: shared
  listeners:
    - {name: public-https, port: 443, protocol: HTTPS, hostname: "*.example.com", tls: {certificateRefs: [{name: c}]}}
`;

const here = stage();

const REFERENCE = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: a\n  namespace:\nspec:\n  parentRefs:\n    - name:\n";

/** A test with a page of its own. */
function demo(name, options, run) {
  test(name, { timeout: 120_000 }, async () => {
    const it = await open(here, options);
    try {
      await run({ ...it, ...person(it.page) });
    } catch (error) {
      await it.shot(`failed-${name.slice(0, 40).replaceAll(/\W+/g, "-")}`);
      throw error;
    } finally {
      await it.close();
    }
  });
}

demo("the start screen opens an example that has no problem", {}, async ({ page, shot, tab, example }) => {
  await page.getByRole("heading", { name: "Will this route work?" }).waitFor();
  await shot("start");
  await example(/Single service/);
  await page.locator("#problem-count", { hasText: "No problem known" }).waitFor();
  for (const name of ["route.yaml", "services.yaml", "workloads.yaml"]) assert.ok(await tab(name).isVisible());
  assert.equal(await page.getByRole("textbox", { name: "Tenant" }).inputValue(), "acme");
  await page.locator(".picture .node.hostname").waitFor();
  await page.waitForTimeout(300);
  await shot("single-service");
});

demo("a request is followed, its path is lit, and a link keeps it", {}, async ({ page, shot, example }) => {
  await example(/split/);
  const url = page.getByRole("textbox", { name: "URL" });
  await url.fill("https://shop.acme.kupe.cloud/api/items");
  const answer = page.locator("#request-answer");
  await answer.locator(".request-line.good", { hasText: /goes to path-split\/api/ }).waitFor();
  await answer.locator("summary").click();
  await answer.getByText("its path is less specific").waitFor();
  const lit = page.locator(".picture .node.lit");
  await eventually(async () => (await lit.count()) >= 4 || lit.allTextContents(), "the path is not lit");
  assert.deepEqual((await page.locator(".picture .node.service.lit").allTextContents()).filter((it) => it.includes("web")), []);
  await shot("request");
  await url.fill("https://shop.acme.kupe.cloud/");
  await answer.locator(".request-line.good", { hasText: /goes to path-split\/web/ }).waitFor();
  await url.fill("https://other.test/");
  await answer.locator(".request-line.warning").waitFor();
  await url.fill("https://shop.acme.kupe.cloud:99999/");
  await answer.getByText("the port is not a number").waitFor();
  await url.fill("");
  await eventually(async () => (await answer.textContent()) === "", "the answer stays");
  await url.fill("https://shop.acme.kupe.cloud/api");
  await page.waitForTimeout(700);
  await page.reload();
  await answer.locator(".request-line.good", { hasText: /goes to path-split\/api/ }).waitFor();
  assert.equal(await url.inputValue(), "https://shop.acme.kupe.cloud/api");
});

demo("a pasted manifest is underlined, explained and listed", {}, async ({ page, shot, write, problem, problems }) => {
  await page.getByRole("button", { name: /Empty file/ }).click();
  await page.getByRole("textbox", { name: "Tenant" }).fill("acme");
  await write(WRONG_PORT);
  await problem("has no port 8080").waitFor();
  assert.equal(await problems.count(), 1);
  const underline = page.locator(".cm-lintRange-error");
  assert.equal(await underline.textContent(), "8080");
  assert.equal(await page.locator(".cm-gutter-lint .cm-lint-marker-error").count(), 1);
  await underline.hover();
  const tip = page.locator(".cm-tooltip-hover");
  await tip.getByText("8080 is the targetPort of port 80").waitFor();
  await tip.getByText("every request that is sent to this backend gets a 500").waitFor();
  await shot("hover");
  await tip.getByRole("button", { name: "RP2003 backend-port-not-found" }).click();
  const docs = page.getByRole("dialog");
  await docs.getByRole("heading", { name: "Why it matters" }).waitFor();
  await docs.getByRole("heading", { name: "Avoid" }).waitFor();
  await shot("rule");
  await page.keyboard.press("Escape");
  await docs.waitFor({ state: "detached" });
});

demo("the problems list jumps to the line", {}, async ({ page, write, problem, text }) => {
  await page.getByRole("button", { name: /Empty file/ }).click();
  await page.getByRole("textbox", { name: "Tenant" }).fill("acme");
  await write(WRONG_PORT);
  await problem("has no port 8080").getByRole("button").first().click();
  await page.keyboard.insertText("80");
  await page.locator("#problem-list .empty").waitFor();
  assert.match(await text(), /name: web\n {10}port: 80\n/);
});

demo("a fix is applied from the hover, from the list and with the keyboard, and taken back", {}, async ({ page, shot, write, behind, problem, text }) => {
  await page.getByRole("button", { name: /Empty file/ }).click();
  await page.getByRole("textbox", { name: "Tenant" }).fill("acme");
  const ways = [
    async () => {
      await page.locator(".cm-lintRange-error").hover();
      await page.locator(".cm-diagnosticAction", { hasText: "Use 80" }).click();
    },
    () => problem("has no port 8080").getByRole("button", { name: "Use 80" }).click(),
    async () => {
      await behind("port: 8080");
      await page.keyboard.press("Control+.");
      await page.getByRole("menuitem", { name: /Use 80/ }).waitFor();
      await shot("quick-fix");
      await page.keyboard.press("Enter");
    },
  ];
  for (const way of ways) {
    await write(WRONG_PORT);
    await problem("has no port 8080").waitFor();
    await way();
    await page.locator("#problem-list .empty").waitFor();
    assert.match(await text(), /port: 80\n/);
    assert.doesNotMatch(await text(), /port: 8080\n---/);
  }
  await page.locator(".cm-content").focus();
  await page.keyboard.press("ControlOrMeta+z");
  await problem("has no port 8080").waitFor();
});

demo("all that is safe is fixed at once, in every file", {}, async ({ page, write, tab, problems, text }) => {
  await page.getByRole("button", { name: /Empty file/ }).click();
  await page.getByRole("textbox", { name: "Tenant" }).fill("acme");
  await write(WRONG_PORT);
  await page.getByRole("button", { name: "Add a file" }).click();
  await write(example("broken/gateway-namespace-left-out.yaml"));
  await eventually(async () => (await problems.count()) === 2 || (await problems.count()), "two problems");
  await page.getByRole("button", { name: "Fix 2 safely" }).click();
  await page.getByText("2 problems mended.").waitFor();
  await page.locator("#problem-list .empty").waitFor();
  assert.match(await text(), /namespace: kube-system/);
  await tab("route.yaml").click();
  assert.match(await text(), /port: 80\n/);
});

demo("completion offers fields, values and the names in the files", {}, async ({ page, shot, example, behind, text, write }) => {
  await example(/Single service/);
  const options = page.locator(".cm-tooltip-autocomplete [role=option]");
  const offered = async (expected) => {
    await eventually(async () => {
      const labels = await page.locator(".cm-tooltip-autocomplete .cm-completionLabel").allTextContents();
      return labels.includes(expected) || labels;
    }, `${expected} is offered`);
    // The editor takes no answer from who cannot have seen the list yet.
    await page.waitForTimeout(150);
  };
  // The name of a Service.
  await behind("- name: web");
  for (let at = 0; at < 3; at += 1) await page.keyboard.press("Backspace");
  await page.keyboard.press("Control+Space");
  await offered("web");
  await shot("completion");
  await page.keyboard.press("Enter");
  assert.match(await text(), /- name: web\n/);
  // Its port.
  await behind("port: 80");
  for (let at = 0; at < 2; at += 1) await page.keyboard.press("Backspace");
  await page.keyboard.press("Control+Space");
  await offered("80");
  await page.keyboard.press("Escape");
  await page.keyboard.type("80");
  // A field, while it is typed.
  await page.keyboard.press("Enter");
  await page.keyboard.type("wei", { delay: 30 });
  await offered("weight");
  await page.keyboard.press("Enter");
  await page.keyboard.type("1");
  assert.match(await text(), /weight: 1/);
  // An enum value.
  await write((await text()).replace("    - backendRefs:", "    - matches:\n        - path:\n            type:\n      backendRefs:"));
  await behind("type:");
  await page.keyboard.type(" ");
  await page.keyboard.press("Control+Space");
  await offered("PathPrefix");
  assert.ok((await options.count()) > 1);
});

demo("completion knows the platform's Gateway, listeners, namespaces and Services of other files", {}, async ({ page, shot, behind, paste, text, write }) => {
  const offered = async (expected) => {
    await page.keyboard.press("Control+Space");
    await eventually(async () => {
      const labels = await page.locator(".cm-tooltip-autocomplete .cm-completionLabel").allTextContents();
      return labels.includes(expected) || labels;
    }, `${expected} is offered`);
    await page.waitForTimeout(150);
  };
  await page.getByRole("button", { name: /Empty file/ }).click();
  await paste(GATEWAY);
  await page.getByRole("button", { name: "Add a file" }).click();
  await paste(REFERENCE);
  await behind("- name:");
  await page.keyboard.type(" ");
  await offered("external-gateway");
  await shot("completion-gateway");
  await page.keyboard.press("Enter");
  assert.match(await text(), /- name: external-gateway\n {6}namespace: kube-system\n/);
  // A Gateway of the files, by its name, and its listener.
  await write(REFERENCE);
  await behind("- name:");
  await page.keyboard.type(" ed");
  await offered("edge");
  await page.keyboard.press("Enter");
  assert.match(await text(), /- name: edge\n {6}namespace: infra\n/);
  await page.keyboard.press("Enter");
  await page.keyboard.type("sectionName: ");
  await offered("public-https");
  await page.keyboard.press("Enter");
  assert.match(await text(), /sectionName: public-https/);
  await behind("namespace:");
  await page.keyboard.type(" ");
  await offered("infra");
  await page.keyboard.press("Escape");
});

demo("the keyboard walks from problem to problem", {}, async ({ page, paste, editor, problem }) => {
  await page.getByRole("button", { name: /Empty file/ }).click();
  await page.getByRole("textbox", { name: "Tenant" }).fill("acme");
  await editor.click();
  await paste(WRONG_PORT.replace("name: external-gateway", "name: external-gatewy"));
  await problem("has no port 8080").waitFor();
  await page.keyboard.press("ControlOrMeta+Home");
  const selected = () => page.evaluate(() => document.querySelector("#editor").shadowRoot.getSelection().toString());
  await page.keyboard.press("F8");
  await eventually(async () => (await selected()) === "external-gatewy" || (await selected()), "the first problem");
  await page.keyboard.press("F8");
  await eventually(async () => (await selected()) === "8080" || (await selected()), "the second problem");
  await page.keyboard.press("Shift+F8");
  await eventually(async () => (await selected()) === "external-gatewy" || (await selected()), "the first again");
});

demo("broken YAML, an empty file and many documents are told apart", {}, async ({ page, shot, paste, problem, text }) => {
  await page.getByRole("button", { name: /Empty file/ }).click();
  await page.getByText("Nothing to check yet.").waitFor();
  await page.getByText("A route in the files is drawn here").waitFor();
  await paste("kind: HTTPRoute\nmetadata:\n\tname: x\n---\njust words\n---\n# nothing\n");
  await problem("tab").first().waitFor();
  await problem("This is text, not a Kubernetes object").waitFor();
  await shot("broken-yaml");
  // What is broken in one document hides nothing of the next.
  await page.keyboard.press("ControlOrMeta+End");
  await paste(`---\n${WRONG_PORT}`);
  await problem("has no port 8080").waitFor();
  assert.match(await text(), /just words/);
});

demo("a field under the pointer says what it means", {}, async ({ page, example }) => {
  await example(/Single service/);
  await page.locator(".cm-line", { hasText: "hostnames:" }).getByText("hostnames").hover();
  await page.locator(".tip-field", { hasText: "spec.hostnames" }).waitFor();
});

demo("files are added, renamed and deleted, by mouse and by keyboard, and brought back", {}, async ({ page, shot, example, tab, write }) => {
  await example(/Single service/);
  await page.getByRole("button", { name: "Add a file" }).click();
  await write("a: 1");
  await tab("new.yaml").dblclick();
  await page.getByLabel("New name").fill("gateway.yaml");
  await page.keyboard.press("Enter");
  await tab("gateway.yaml").focus();
  await page.keyboard.press("F2");
  await page.getByLabel("New name").fill("route.yaml");
  await page.keyboard.press("Enter");
  await page.getByText("There is a file route.yaml already.").waitFor();
  await page.getByRole("button", { name: "This file" }).click();
  await shot("file-menu");
  await page.getByRole("menuitem", { name: /Delete/ }).click();
  await tab("gateway.yaml").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await tab("gateway.yaml").waitFor();
  await tab("gateway.yaml").focus();
  await page.keyboard.press("ArrowLeft");
  assert.equal(await tab("workloads.yaml").getAttribute("aria-selected"), "true");
  await page.keyboard.press("Delete");
  await tab("workloads.yaml").waitFor({ state: "detached" });
});

demo("files and folders are dropped and chosen; what is no manifest is left out and said", {}, async ({ page, tab }) => {
  await page.locator("#picker").setInputFiles([
    { name: "one.yaml", mimeType: "text/yaml", buffer: Buffer.from(WRONG_PORT) },
    { name: "photo.png", mimeType: "image/png", buffer: Buffer.from("x") },
  ]);
  await tab("one.yaml").waitFor();
  await page.getByText("1 file left out").waitFor();
  const drop = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "dropped.yaml"));
    return transfer;
  }, WRONG_PORT);
  await page.dispatchEvent("main", "dragenter", { dataTransfer: drop });
  assert.ok(await page.getByText("Drop files or folders to open them").isVisible());
  await page.dispatchEvent("main", "drop", { dataTransfer: drop });
  await tab("dropped.yaml").waitFor();
  // A folder of the disk, as a hand lets it go.
  const folder = mkdtempSync(join(tmpdir(), "routeproof-"));
  mkdirSync(join(folder, "k8s/deep"), { recursive: true });
  mkdirSync(join(folder, "k8s/.git"));
  writeFileSync(join(folder, "k8s/deep/route.yaml"), WRONG_PORT);
  writeFileSync(join(folder, "k8s/gateway.json"), "{}");
  writeFileSync(join(folder, "k8s/.git/config.yaml"), "a: 1");
  writeFileSync(join(folder, "k8s/README.md"), "x");
  const cdp = await page.context().newCDPSession(page);
  const data = { items: [], files: [join(folder, "k8s")], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver"]) await cdp.send("Input.dispatchDragEvent", { type, x: 400, y: 300, data });
  assert.ok(await page.getByText("Drop files or folders to open them").isVisible());
  await cdp.send("Input.dispatchDragEvent", { type: "drop", x: 400, y: 300, data });
  await tab("k8s/deep/route.yaml").waitFor();
  await tab("k8s/gateway.json").waitFor();
  await page.getByText("1 file left out: no YAML or JSON, or too large (k8s/README.md).").waitFor();
  assert.equal(await tab(".git").count(), 0);
  assert.ok(await page.getByText("Drop files or folders to open them").isHidden());
  rmSync(folder, { recursive: true });
});

demo("the platform bar decides what is judged by", {}, async ({ page, shot, write, problem, example }) => {
  await example(/Custom domain/);
  await page.locator("#problem-count", { hasText: "No problem known" }).waitFor();
  await page.getByLabel("Custom domains").fill("other.example.com");
  await problem("shop.example.com").waitFor();
  await page.getByLabel("Custom domains").fill("other.example.com, shop.example.com");
  await page.locator("#problem-list .empty").waitFor();
  await page.getByRole("textbox", { name: "Tenant" }).fill("globex");
  await problem("store.acme.kupe.cloud").waitFor();
  await page.getByLabel("Profile").selectOption("none");
  await problem("store.acme.kupe.cloud").waitFor({ state: "detached" });
  // All there is: then the Gateway does not exist.
  await page.getByLabel("These files are all there is").check();
  await problem("external-gateway").first().waitFor();
  await page.getByLabel("These files are all there is").uncheck();
  // The channel: a field of the experimental one.
  await write("apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XMesh\nmetadata: { name: m }\nspec: { controllerName: example.com/mesh }\n");
  await problem("XMesh").first().waitFor();
  await page.getByLabel("Channel").selectOption("experimental");
  await eventually(async () => (await problem("XMesh").count()) === 0 || (await problem("XMesh").allTextContents()), "XMesh is known");
  // The release: one that has no ListenerSets yet.
  await page.getByLabel("Channel").selectOption("standard");
  await write("apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: { name: l }\nspec: { parentRef: { name: e }, listeners: [{ name: a, port: 80, protocol: HTTP }] }\n");
  await page.locator("#took", { hasText: "3 objects" }).waitFor();
  assert.equal(await problem("has no kind").count(), 0);
  assert.deepEqual(await page.getByLabel("Gateway API").locator("option").allTextContents(), ["1.7", "1.6", "1.5", "1.4", "1.3"]);
  await page.getByLabel("Gateway API").selectOption("1.3");
  await problem("Gateway API 1.3.0 has no kind ListenerSet").waitFor();
  await page.getByLabel("Gateway API").selectOption("1.5");
  await eventually(async () => (await problem("has no kind").count()) === 0 || (await problem("has no kind").allTextContents()), "1.5 has it");
  await page.getByLabel("Gateway API").selectOption("1.7");
  // A mistake in the settings is said, and the last good ones stay. Without a profile no tenant is asked about.
  await page.getByLabel("Profile").selectOption("kupe");
  await page.getByRole("textbox", { name: "Tenant" }).fill("Not A Label");
  await page.getByText("These settings cannot be used").waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Tenant" }).getAttribute("aria-invalid"), "true");
  await page.getByRole("textbox", { name: "Tenant" }).fill("acme");
  await page.getByText("These settings cannot be used").waitFor({ state: "hidden" });
  await shot("platform");
});

demo("who has not named the tenant is led to its field", {}, async ({ page, paste, problem }) => {
  await page.getByRole("heading", { name: "Will this route work?" }).click();
  await paste(example("kupe/single-service.yaml"));
  const unknown = problem("It is not known which tenant");
  await unknown.getByText("Name the tenant above").waitFor();
  await unknown.getByRole("button", { name: "Go to the tenant" }).click();
  await page.keyboard.type("acme");
  await unknown.waitFor({ state: "detached" });
});

demo("a platform of one's own is data", {}, async ({ page, shot, example, problem }) => {
  await example(/Single service/);
  await page.getByLabel("Profile").selectOption("own");
  const profile = page.getByLabel("Profile, as YAML");
  await profile.waitFor();
  const text = await profile.inputValue();
  await profile.fill(text.replace("kinds: [Ingress]", "knds: [Ingress]"));
  await page.getByText(/your profile, line 1\d, column/).waitFor();
  await shot("own-profile");
  await profile.fill(text);
  await page.getByText("These settings cannot be used").waitFor({ state: "hidden" });
  await page.keyboard.press("Escape");
  await problem("is not a Gateway of My platform").waitFor();
});

demo("the picture shows what breaks and why, follows the cursor and leads to the text", {}, async ({ page, shot, example, behind, text }) => {
  await example(/\/api and \/ split/);
  await page.getByRole("button", { name: "shop.acme.kupe.cloud (hostname)" }).waitFor();
  for (const kind of ["hostname", "listener", "route", "rule", "service", "endpoints"]) {
    assert.ok((await page.locator(`.picture .node.${kind}`).count()) > 0, kind);
  }
  assert.equal(await page.locator(".picture .edge.broken").count(), 0);
  // The cursor in the rule of /api lights its way, not the other's.
  await behind("value: /api");
  await page.locator(".picture .node.lit.service", { hasText: "api" }).waitFor();
  await eventually(async () => (await page.locator(".picture .node.service.lit").count()) === 1 || "both are lit", "one way is lit");
  await shot("picture");
  // A wrong port is a broken edge with its reason.
  await behind("- name: api");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.type("80");
  const broken = page.locator(".picture .edge.broken");
  await broken.waitFor();
  assert.match((await broken.locator("text").allTextContents()).join(" "), /has no port 8080/);
  await page.waitForTimeout(200);
  await shot("picture-broken");
  // A click on a node leads to its text.
  await page.getByRole("button", { name: /^web Service path-split/ }).click();
  await page.locator("#tabs [aria-selected=true]", { hasText: "services.yaml" }).waitFor();
  assert.match(await text(), /kind: Service/);
});

demo("the request bar has its place, and takes no more than a line until it is used", {}, async ({ page, example }) => {
  await example(/\/api and \/ split/);
  await page.locator(".picture .node.route").waitFor();
  const [areas, rows] = await page.evaluate(() => {
    const { gridTemplateAreas, gridTemplateRows } = getComputedStyle(document.querySelector("main"));
    return [gridTemplateAreas, gridTemplateRows.split(" ")];
  });
  assert.match(areas, /^"work side" "request side" "problems side"$/);
  assert.ok(Number.parseFloat(rows[1]) > 20 && Number.parseFloat(rows[1]) < 60, rows[1]);
  assert.equal(await page.locator("#request-answer").isVisible(), false);
});

demo("the picture is walked with keys, zoomed, panned and saved", {}, async ({ page, example }) => {
  await example(/\/api and \/ split/);
  const route = page.locator(".picture .node.route");
  await route.waitFor();
  await route.focus();
  const down = (await page.locator(".picture .node.rule").first().boundingBox()).y > (await route.boundingBox()).y + 30;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await page.keyboard.press(down ? "ArrowDown" : "ArrowRight");
  assert.match(await focused(), /\(rule\)/);
  await page.keyboard.press(down ? "ArrowRight" : "ArrowDown");
  assert.match(await focused(), /\(rule\)/);
  await page.keyboard.press(down ? "ArrowUp" : "ArrowLeft");
  assert.match(await focused(), /^shop HTTPRoute path-split/);
  const width = async () => (await route.boundingBox()).width;
  const before = await width();
  await page.keyboard.press("+");
  await eventually(async () => (await width()) > before * 1.2 || (await width()), "larger");
  await page.getByRole("button", { name: "Show all of it" }).click();
  await eventually(async () => Math.abs((await width()) - before) < 2 || (await width()), "as before");
  const [left, box] = [(await route.boundingBox()).x, await page.locator(".picture").boundingBox()];
  await page.mouse.move(box.x + 8, box.y + box.height - 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 68, box.y + box.height - 8, { steps: 6 });
  await page.mouse.up();
  await eventually(async () => Math.abs((await route.boundingBox()).x - left - 60) < 3 || (await route.boundingBox()).x - left, "panned");
  await route.focus();
  await page.keyboard.press("Enter");
  assert.ok(await page.evaluate(() => document.activeElement?.id === "editor"), "Enter leads to the text");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as SVG" }).click()]);
  const saved = readFileSync(await download.path(), "utf8");
  assert.equal(download.suggestedFilename(), "routes.svg");
  assert.match(saved, /^<svg [\s\S]*shop\.acme\.kupe\.cloud[\s\S]*<\/svg>$/);
});

demo("after apply: a pasted dump answers five questions with evidence", {}, async ({ page, shot, example: load, tab, paste }) => {
  await load(/Single service/);
  await page.getByRole("tab", { name: "After apply" }).click();
  await shot("after-empty");
  await page.getByLabel("Paste what it prints").click();
  await paste(example("live/crash-loop.yaml"));
  await tab("live.yaml").waitFor();
  assert.equal(await page.getByRole("tablist", { name: "Files" }).getByRole("tab").count(), 4);
  const list = page.locator("#checklist");
  await list.getByText("HTTPRoute shop/web", { exact: true }).waitFor();
  assert.equal(await list.locator(".answers > li").count(), 5);
  assert.equal(await list.locator(".answers > li.no").count(), 2);
  await list.getByText(/is crash-looping: container web was restarted 7 times/).first().waitFor();
  await shot("after");
  await list.getByRole("button", { name: /^live\.yaml:/ }).nth(1).click();
  assert.equal(await tab("live.yaml").getAttribute("aria-selected"), "true");
});

demo("the tour leads through five mistakes, each mended", {}, async ({ page, shot, behind, problems }) => {
  await page.getByRole("button", { name: /Take the tour/ }).click();
  const tour = page.getByRole("region", { name: "Tour" });
  const mended = tour.getByText("Mended");
  const next = async (title) => {
    await tour.getByRole("button", { name: "Next" }).click();
    await tour.getByRole("heading", { name: title }).waitFor();
    await eventually(async () => (await problems.count()) === 1 || (await problems.count()), "one problem");
  };
  await problems.first().waitFor();
  await tour.getByRole("button", { name: "Show me" }).click();
  await mended.waitFor();
  await next("A Service that is not there");
  await behind("- name: webapp");
  await page.keyboard.press("Control+.");
  await page.getByRole("menuitem", { name: /Use web/ }).click();
  await mended.waitFor();
  await next("The wrong port");
  await shot("tour");
  await page.getByRole("button", { name: "Fix 1 safely" }).click();
  await mended.waitFor();
  await next("Open before anybody is home");
  await page.locator(".picture .edge.unknown").first().waitFor();
  await page.waitForTimeout(200);
  await shot("tour-doubt");
  await problems.first().getByRole("button", { name: /Use website/ }).click();
  await mended.waitFor();
  await next("A custom domain as an Ingress");
  await tour.getByRole("button", { name: "Show me" }).click();
  await mended.waitFor();
  await tour.getByRole("button", { name: "Done" }).click();
  await tour.waitFor({ state: "hidden" });
});

demo("a link holds the files, and no server sees them", {}, async ({ page, context, example, write, tab }) => {
  await example(/Single service/);
  await write("# é € 😀\nkind: Nothing\n");
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByText("The link is copied.").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#1:[\w-]+$/);
  const other = await context.newPage();
  await other.goto(link);
  const read = person(other);
  await read.tab("services.yaml").waitFor();
  assert.match(await read.text(), /# é € 😀/);
  assert.equal(await other.getByRole("textbox", { name: "Tenant" }).inputValue(), "acme");
  assert.ok(!here.site.sent.paths.some((it) => it.includes("1:")), "the server saw the files");
  await other.goto(`${link.split("#")[0]}#1:notcompressed`);
  await other.getByText("This link is damaged").waitFor();
  assert.ok(await tab("route.yaml").isVisible());
});

demo("files outlive a reload", {}, async ({ page, example, tab }) => {
  await example(/Single service/);
  await page.reload();
  await tab("services.yaml").waitFor();
  await page.locator("#problem-count", { hasText: "No problem known" }).waitFor();
});

demo("works offline after the first load", {}, async ({ page, context, example, problem, write }) => {
  await page.getByText("Works offline").waitFor();
  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector("body[data-ready]");
  await example(/Single service/);
  await write(WRONG_PORT);
  await problem("has no port 8080").waitFor();
  // Docs of rules and older releases too.
  await problem("has no port 8080").locator(".rule-link").click();
  await page.getByRole("heading", { name: "Why it matters" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByLabel("Gateway API").selectOption("1.3");
  await problem("has no port 8080").waitFor();
  await context.setOffline(false);
});

test("any static host serves it, under any path, twice on one origin", { timeout: 120_000 }, async () => {
  // Two copies, as a host keeps a preview beside what is published.
  const hosts = [await host("/"), await host("/~someone/previews/42/")];
  try {
    for (const site of hosts) {
      const it = await open({ browser: here.browser, site });
      const { example, problems } = person(it.page);
      await it.page.getByText("Works offline").waitFor();
      await it.context.setOffline(true);
      await it.page.reload();
      await it.page.waitForSelector("body[data-ready]");
      await example(/Custom domain/);
      await it.page.locator("#problem-count", { hasText: "No problem known" }).waitFor();
      assert.equal(await problems.count(), 0);
      const policy = await it.page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
      assert.match(policy, /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'/);
      assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
      assert.deepEqual(site.sent.paths.filter((path) => path.startsWith("404")), []);
      await it.close();
    }
  } finally {
    for (const site of hosts) await site.close();
  }
});

test("a newer version is offered, and taken when it is wanted", { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "routeproof-"));
  cpSync(DEMO, folder, { recursive: true });
  const site = await serve(folder, "/", {});
  try {
    const it = await open({ browser: here.browser, site });
    await it.page.getByText("Works offline").waitFor();
    await it.page.reload();
    await person(it.page).example(/Single service/);
    writeFileSync(join(folder, "index.html"), readFileSync(join(folder, "index.html"), "utf8").replace("routeproof: will this route work?", "newer"));
    writeFileSync(join(folder, "sw.js"), `${readFileSync(join(folder, "sw.js"), "utf8").replace(/[0-9a-f]{16}/, "0123456789abcdef")}`);
    site.forget();
    await it.page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await it.page.getByText("There is a newer version of this page.").waitFor();
    assert.equal(await it.page.title(), "routeproof: will this route work?");
    await it.page.getByRole("button", { name: "Reload" }).click();
    await it.page.waitForFunction(() => document.title === "newer");
    // The files are still there.
    await person(it.page).tab("services.yaml").waitFor();
    await it.close();
  } finally {
    await site.close();
    rmSync(folder, { recursive: true });
  }
});

test("a page that weighs too much is not built", { timeout: 120_000 }, () => {
  const out = mkdtempSync(join(tmpdir(), "routeproof-"));
  const build = () =>
    execFileSync("npx", ["vite", "build", "--outDir", out, "--emptyOutDir"], {
      cwd: fileURLToPath(new URL("../../web-demo", import.meta.url)),
      env: { ...process.env, DEMO_BUDGET: "300" },
      stdio: "pipe",
    });
  assert.throws(build, (error) => /all weighs \d+ bytes, more than 307200/.test(`${error.stderr}${error.stdout}`));
  rmSync(out, { recursive: true });
});

demo("dark, light, or as the system says", { colorScheme: "dark" }, async ({ page, shot, example }) => {
  await example(/\/api and \/ split/);
  const paper = () => page.evaluate(() => getComputedStyle(document.querySelector(".work")).backgroundColor);
  await page.locator(".picture .node.route").waitFor();
  const dark = await paper();
  await page.waitForTimeout(300);
  await shot("dark");
  await page.getByRole("button", { name: "Colours: system" }).click();
  assert.notEqual(await paper(), dark);
  await page.getByRole("button", { name: "Colours: light" }).click();
  assert.equal(await paper(), dark);
  await page.reload();
  await page.getByRole("button", { name: "Colours: dark" }).waitFor();
});

demo("usable at 360 pixels, by touch", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async ({ page, shot, example, behind }) => {
  await shot("narrow-start");
  await example(/\/api and \/ split/);
  await behind("- name: api");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.type("80");
  await page.locator("#nav-problems[data-count='1']").waitFor();
  await shot("narrow-editor");
  await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Problems" }).tap();
  const problem = page.locator("#problem-list > .problem", { hasText: "has no port 8080" });
  await problem.waitFor();
  await shot("narrow-problems");
  await page.getByRole("button", { name: "Picture" }).tap();
  await page.locator(".picture .edge.broken").waitFor();
  await page.waitForTimeout(300);
  await shot("narrow-picture");
  await page.getByRole("button", { name: "After apply" }).tap();
  await page.getByLabel("Paste what it prints").waitFor();
  await shot("narrow-after");
  await page.locator(".platform summary").tap();
  await page.getByRole("textbox", { name: "Tenant" }).waitFor();
  await shot("narrow-platform");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `the page is ${wide} pixels wide`);
  await page.getByRole("button", { name: "Problems" }).tap();
  await problem.getByRole("button", { name: "Use 80" }).tap();
  await page.locator("#problem-list .empty").waitFor();
  // The tour shows the editor, wherever one was, and what is said at the bottom can be read.
  await page.getByRole("button", { name: "Examples" }).tap();
  await page.getByRole("button", { name: /Take the tour/ }).tap();
  await page.getByRole("region", { name: "Tour" }).waitFor();
  const toast = page.locator(".toast", { hasText: "The files before are put aside." });
  assert.ok((await toast.boundingBox()).width > 250, "what is said is not squeezed");
  await shot("narrow-tour");
});

demo("the keyboard alone is enough, and nothing traps it", {}, async ({ page, editor }) => {
  await page.getByRole("button", { name: /Empty file/ }).focus();
  await page.keyboard.press("Enter");
  await eventually(() => editor.evaluate((it) => it.getRootNode().activeElement === it), "the editor has the focus");
  await page.keyboard.type("kind: X");
  // The first closes the completions, where there are any.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await eventually(async () => (await page.evaluate(() => document.activeElement?.id !== "editor")) || "in the editor", "the editor is left");
  await page.getByRole("button", { name: "Keyboard" }).click();
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  await page.keyboard.press("Escape");
});
