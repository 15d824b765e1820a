/** What stands beside the pages. A page of `docs` that no group names comes last in the group `Use`. */
import type { DefaultTheme } from "vitepress";
import { pages, path, text, title } from "./pages.js";

type Item = DefaultTheme.SidebarItem;

const item = (page: string): Item => ({ text: title(page), link: path(page) });
const named = (page: string, text: string): Item => ({ text, link: path(page) });
const below = (folder: string) => pages.filter((it) => it.startsWith(folder) && !it.endsWith("/README.md"));

const start = [
  named("README.md", "Overview"),
  item("docs/install.md"),
  item("docs/playground.md"),
  item("docs/how-sure.md"),
  named("examples/README.md", "Examples"),
];
const guides = [
  "docs/guides/write-a-route.md",
  "docs/guides/after-apply.md",
  "docs/guides/pull-requests.md",
  "docs/guides/platform.md",
  "docs/guides/admission.md",
].map(item);
const packages = [
  named("bindings/vscode/README.md", "VS Code"),
  named("bindings/python/README.md", "Python"),
  named("bindings/node/README.md", "Node"),
  named("bindings/rust/README.md", "Rust"),
  named("wasm/web/README.md", "Browsers"),
  named("web-demo/README.md", "Web demo"),
  named("bindings/helm/README.md", "Helm"),
  named("wasm/kubewarden/README.md", "Kubewarden"),
  named("wasm/opa/README.md", "OPA"),
];
const contribute = [
  item("CONTRIBUTING.md"),
  item("docs/architecture.md"),
  item("docs/glossary.md"),
  { text: "Decisions", link: path("docs/decisions/README.md"), collapsed: true, items: below("docs/decisions/").map(item) },
  item("docs/releasing.md"),
  named("SECURITY.md", "Security"),
  item("CHANGELOG.md"),
];

const first = ["docs/profiles.md", "docs/rendering.md", "docs/ci.md", "docs/gate.md", "docs/editors.md", "docs/schemas.md"];
const taken = new Set([...start, ...guides, ...contribute].map((it) => it.link));
const others = pages.filter((it) => /^docs\/[^/]+\.md$/.test(it) && it !== "docs/index.md" && !taken.has(path(it)));
const use = [...first, ...others.filter((it) => !first.includes(it))].map(item);

/** The rules by family, as their index lists them. */
function rules(): Item[] {
  const families: Item[] = [];
  for (const line of text("docs/rules/README.md").split("\n")) {
    const family = /^## (.+)$/.exec(line)?.[1];
    if (family) families.push({ text: family, collapsed: true, items: [] });
    const [, code, name] = /^\| \[(RP\d+)\]\(.*?\) \| ([a-z0-9-]+)/.exec(line) ?? [];
    if (code) families.at(-1)?.items?.push({ text: `${code} ${name}`, link: path(`docs/rules/${code}.md`) });
  }
  return families;
}

export const sidebar: DefaultTheme.SidebarMulti = {
  "/rules/": [{ text: "Rules", link: path("docs/rules/README.md"), items: rules() }],
  "/": [
    { text: "Start", items: start },
    { text: "Guides", items: guides },
    { text: "Use", items: use },
    { text: "Packages and policies", items: packages },
    { text: "Contribute", collapsed: true, items: contribute },
  ],
};
