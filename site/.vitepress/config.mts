import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type MarkdownRenderer } from "vitepress";
import { HOME, REPOSITORY, ROOT, address, otherFiles, pageAt, pages, path, slug, target } from "./pages.js";
import { sidebar } from "./sidebar.js";

const module = (name: string) => fileURLToPath(import.meta.resolve(name));

/** Links lead to pages of the site, and from there to files of the repository. */
function links(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("links", (state) => {
    for (const token of state.tokens.flatMap((it) => it.children ?? [])) {
      const link = token.type === "link_open" ? token.attrGet("href") : null;
      if (link !== null) token.attrSet("href", target(pageAt(state.env.realPath ?? state.env.path), link));
    }
  });
}

const base = `${new URL(HOME).pathname}/`;

/** Nothing in a page is an expression of Vue. */
function inert(markdown: MarkdownRenderer): void {
  for (const kind of ["text", "code_inline"]) {
    const render = markdown.renderer.rules[kind];
    if (!render) throw new Error(`there is no rule for ${kind}`);
    markdown.renderer.rules[kind] = (...args) => render(...args).replaceAll("{{", "&#123;&#123;");
  }
}

export default defineConfig({
  title: "routeproof",
  description: "Proves a Kubernetes Gateway API change before it ships",
  lang: "en",
  base,
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${base}icon.svg` }]],
  srcDir: "..",
  srcExclude: ["**/target/**", "dist/**", ...otherFiles],
  outDir: "../dist/site",
  cacheDir: "../target/vitepress",
  rewrites: Object.fromEntries(pages.map((page) => [page, address(page)])),
  sitemap: { hostname: `${HOME}/` },
  markdown: { anchor: { slugify: slug }, config: (it) => (links(it), inert(it)), languageAlias: { "rust,ignore": "rust", rego: "go" } },
  // Pages lie outside of this folder, so what they are compiled to would not find Vue.
  vite: {
    define: { __EDITOR__: existsSync(`${ROOT}dist/demo/index.html`) },
    resolve: {
      alias: [
        { find: /^vue\/server-renderer$/, replacement: module("vue/server-renderer") },
        { find: /^vue$/, replacement: module("vue/dist/vue.runtime.esm-bundler.js") },
      ],
    },
  },
  themeConfig: {
    logo: "/icon.svg",
    search: { provider: "local" },
    outline: [2, 3],
    sidebar,
    nav: [
      { text: "Guides", link: path("docs/guides/write-a-route.md"), activeMatch: "/guides/" },
      { text: "Rules", link: path("docs/rules/README.md"), activeMatch: "/rules/" },
      { text: "Playground", link: path("docs/playground.md") },
    ],
    socialLinks: [{ icon: "github", link: REPOSITORY }],
  },
});
