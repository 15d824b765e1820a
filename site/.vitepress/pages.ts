/** Which Markdown files of the repository are pages of the site, where each one stands, and where links of a page lead. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, posix } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** An address from the metadata of the crates, the one place where it is written. */
function metadata(key: string): string {
  const value = new RegExp(`^${key} = "(.+)"$`, "m").exec(readFileSync(`${ROOT}Cargo.toml`, "utf8"))?.[1];
  if (!value) throw new Error(`Cargo.toml has no ${key}`);
  return value;
}

/** Where the code is. */
export const REPOSITORY = metadata("repository");

/** Where the site is. */
export const HOME = metadata("homepage");

/** Files of `docs` that the site has as they are. */
const FILES = /^docs\/schema\//;

/** Pages outside of `docs`, with their address on the site. A file in `docs` keeps its path. */
const OTHERS: Record<string, string> = {
  "README.md": "overview.md",
  "CHANGELOG.md": "changelog.md",
  "CONTRIBUTING.md": "contributing.md",
  "SECURITY.md": "security.md",
  "examples/README.md": "examples.md",
  "bindings/helm/README.md": "packages/helm.md",
  "bindings/node/README.md": "packages/node.md",
  "bindings/python/README.md": "packages/python.md",
  "bindings/rust/README.md": "packages/rust.md",
  "bindings/vscode/README.md": "packages/vscode.md",
  "wasm/web/README.md": "packages/web.md",
  "wasm/kubewarden/README.md": "packages/kubewarden.md",
  "wasm/opa/README.md": "packages/opa.md",
  "web-demo/README.md": "packages/demo.md",
};

const list = ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"];
const found = execFileSync("git", list, { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
const files = found.filter((file) => existsSync(ROOT + file));

/** The files that are pages, by their path in the repository. */
export const pages = files.filter((file) => file.startsWith("docs/") || file in OTHERS);

/** Markdown files that are no pages. */
export const otherFiles = files.filter((file) => !pages.includes(file));

/** The Markdown file that the site has for a page: `docs/rules/README.md` is `rules/index.md`. */
export function address(page: string): string {
  const name = OTHERS[page] ?? page.slice("docs/".length);
  return name.replace(/(^|\/)README\.md$/, "$1index.md");
}

/** The path of a page below the base of the site. */
export function path(page: string): string {
  return "/" + address(page).replace(/(^|\/)index\.md$/, "$1").replace(/\.md$/, ".html");
}

export function text(page: string): string {
  return readFileSync(ROOT + page, "utf8");
}

/** The first heading of a page. */
export function title(page: string): string {
  const heading = /^# (.+)$/m.exec(text(page))?.[1];
  if (!heading) throw new Error(`${page} has no heading`);
  return heading.replaceAll("`", "");
}

/** Where a link in `page` leads on the site: to a page, or to a file or folder of the repository. */
export function target(page: string, link: string): string {
  if (/^([a-z]+:|#|\/)/.test(link)) return link;
  const [name = "", anchor] = link.split("#");
  const file = posix.join(dirname(page), decodeURI(name)).replace(/\/$/, "");
  const hash = anchor === undefined ? "" : `#${anchor}`;
  const readme = `${file}/README.md`;
  const meant = pages.includes(readme) ? readme : file;
  if (pages.includes(meant)) return path(meant) + hash;
  if (!existsSync(ROOT + file)) throw new Error(`${page} links to ${link}, which is not there`);
  if (FILES.test(file)) return file.slice("docs".length);
  return `${REPOSITORY}/${statSync(ROOT + file).isDirectory() ? "tree" : "blob"}/main/${file}${hash}`;
}

/** The page that VitePress reads at `path`. */
export function pageAt(path: string): string {
  return posix.relative(ROOT, path);
}

/** The anchor of a heading, as the host of the repository makes it, so that links hold in both places. */
export function slug(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}_\- ]/gu, "").replaceAll(" ", "-");
}
