// Bundles the extension into dist, beside the engine of dist/web-all. `node build.mjs --package OUT` packs it as well.
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const web = join(root, "dist/web-all");
const dist = join(here, "dist");
/** What the packed extension may weigh. */
const MOST_BYTES = 2 * 1024 * 1024;

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const common = {
  bundle: true,
  minify: true,
  metafile: true,
  target: "es2022",
  logLevel: "warning",
  legalComments: "none",
  alias: { "@routeproof/web": join(web, "index.js") },
  // Where the engine would look for its WebAssembly by itself; it is always given here.
  define: { "import.meta.url": '"file:///routeproof.wasm"' },
};
const entry = (from, to, options) => build({ ...common, entryPoints: [join(here, "src", from)], outfile: join(dist, to), ...options });
const built = await Promise.all([
  entry("web.ts", "web.js", { platform: "browser", format: "cjs", external: ["vscode"] }),
  entry("desktop.ts", "desktop.js", { platform: "node", format: "cjs", external: ["vscode"] }),
  entry("engine/worker.web.ts", "worker.web.js", { platform: "browser", format: "iife" }),
  entry("engine/worker.desktop.ts", "worker.desktop.js", { platform: "node", format: "cjs" }),
  entry("panel/view.ts", "view.js", { platform: "browser", format: "iife" }),
  entry("panel/view.css", "view.css", {}),
]);
copyFileSync(join(web, "routeproof_web_bg.wasm"), join(dist, "routeproof.wasm"));
// The YAML extension takes it for `routeproof.yaml`: `yamlValidation` in package.json.
copyFileSync(join(root, "docs/schema/settings.schema.json"), join(dist, "settings.schema.json"));
writeFileSync(join(dist, "licences.txt"), licences(built.flatMap((it) => Object.keys(it.metafile.inputs))));
for (const name of ["LICENSE", "NOTICE"]) copyFileSync(join(root, name), join(here, name));

const at = process.argv.indexOf("--package");
if (at > 0) {
  const out = process.argv[at + 1] ?? join(root, "dist");
  mkdirSync(out, { recursive: true });
  // The version is Cargo's; no file here says a newer one.
  const version = /^version = "(.*)"/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))?.[1];
  const file = join(out, "routeproof.vsix");
  // Links of the README lead to the repository. Everything is bundled.
  const { repository } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const page = `${repository.url.replace(/\.git$/, "")}/blob/HEAD/${repository.directory}`;
  const options = ["--no-dependencies", "--baseContentUrl", page, "--no-update-package-json", "--no-git-tag-version"];
  execFileSync(join(here, "node_modules/.bin/vsce"), ["package", version, ...options, "--out", file], { cwd: here, stdio: ["ignore", "ignore", "inherit"] });
  const { size } = statSync(file);
  console.log(`routeproof.vsix: ${size} bytes (at most ${MOST_BYTES})`);
  if (size > MOST_BYTES) throw new Error(`the extension weighs ${size} bytes, more than ${MOST_BYTES}`);
}

/** The licences of the packages that files of a bundle come from; one that is not in this list is an error. */
function licences(files) {
  const allowed = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD", "BlueOak-1.0.0"];
  const folders = files.map((it) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(it)?.[0]).filter((it) => it !== undefined);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (!allowed.includes(license)) throw new Error(`the licence of ${name} is not in the list: ${license}`);
    const text = readdirSync(folder).find((it) => /^licen[cs]e/i.test(it));
    return `${name} ${version}: ${license}\n\n${text === undefined ? "" : readFileSync(join(folder, text), "utf8").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(78)}\n\n`);
}
