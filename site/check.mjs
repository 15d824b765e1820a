// Fails where a page of the built site leads to a page, file or heading of the site that is not there.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const site = join(root, "dist/site");
const home = /^homepage = "(.+)"$/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))[1];
const base = new URL(home).pathname;

const pages = readdirSync(site, { recursive: true }).filter((it) => it.endsWith(".html") && !it.startsWith("editor/"));
const texts = new Map(pages.map((it) => [it, readFileSync(join(site, it), "utf8")]));
const anchors = new Map();
for (const [page, text] of texts) anchors.set(page, new Set([...text.matchAll(/ id="([^"]+)"/g)].map((it) => it[1])));

/** The file that a path of the site leads to. */
function file(path) {
  const name = decodeURI(path).replace(/^\//, "");
  for (const it of [name, join(name, "index.html"), `${name}.html`]) {
    if (existsSync(join(site, it)) && statSync(join(site, it)).isFile()) return it;
  }
  return undefined;
}

const broken = [];
let links = 0;
for (const [page, text] of texts) {
  for (const [, href] of text.matchAll(/ (?:href|src)="([^"]+)"/g)) {
    const url = new URL(href.replaceAll("&amp;", "&"), `${home}/${page}`);
    const inside = url.origin === new URL(home).origin && `${url.pathname}/`.startsWith(`${base}/`);
    if (!inside || page === "404.html") continue;
    links += 1;
    const target = file(url.pathname.slice(base.length));
    const anchor = decodeURIComponent(url.hash.slice(1));
    const there = anchors.get(target);
    if (target === undefined || (anchor && there && !there.has(anchor))) broken.push(`${page}: ${href}`);
  }
}
for (const it of new Set(broken)) console.error(it);
console.log(`${links} links in ${pages.length} pages of the site: ${new Set(broken).size} broken`);
process.exitCode = broken.length === 0 && pages.length > 0 ? 0 : 1;
