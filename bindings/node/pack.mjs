// Puts the packages together and packs them: `routeproof`, with the WebAssembly fallback in it, and the binary of one
// platform as a package of its own. Their version is Cargo's; no file here says one.
//
//   node pack.mjs --binary FILE --platform linux-x64-gnu --fallback FOLDER --out FOLDER

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const { values } = parseArgs({
  options: {
    binary: { type: "string" },
    platform: { type: "string" },
    fallback: { type: "string" },
    out: { type: "string" },
  },
});
const { binary, platform, fallback, out } = values;
if (!binary || !platform || !fallback || !out) {
  throw new Error("usage: pack.mjs --binary FILE --platform PLATFORM --fallback FOLDER --out FOLDER");
}

const metadata = execFileSync("cargo", ["metadata", "--format-version", "1", "--no-deps", "--locked"], {
  cwd: root,
  maxBuffer: 2 ** 28,
});
const { version } = JSON.parse(metadata).packages.find((it) => it.name === "routeproof-core");
const main = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const stage = join(out, "stage");
rmSync(stage, { recursive: true, force: true });

const [os, cpu, libc] = platform.split("-");
const native = {
  name: `routeproof-${platform}`,
  version,
  description: `The routeproof engine for ${platform}`,
  license: main.license,
  repository: main.repository,
  engines: main.engines,
  os: [os],
  cpu: [cpu],
  ...(os === "linux" && { libc: [{ gnu: "glibc", musl: "musl" }[libc]] }),
  main: "routeproof.node",
};
pack(native, [[binary, "routeproof.node"]]);
writeFileSync(join(stage, native.name, "README.md"), `The binary of \`routeproof\` for ${platform}.\n`);
pack({ ...main, version, optionalDependencies: { [native.name]: version } }, [
  ...["lib", "index.d.ts", "index.d.mts", "types.d.ts", "README.md"].map((it) => [join(here, it), it]),
  [fallback, "fallback"],
]);

function pack(manifest, files) {
  const folder = join(stage, manifest.name);
  mkdirSync(folder, { recursive: true });
  for (const [from, to] of files) {
    cpSync(from, join(folder, to), { recursive: true });
  }
  for (const legal of ["LICENSE", "NOTICE"]) {
    cpSync(join(root, legal), join(folder, legal));
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
  execFileSync("npm", ["pack", "--silent", folder, "--pack-destination", out], { stdio: "inherit" });
}
