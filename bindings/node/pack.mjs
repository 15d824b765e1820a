// Puts the packages together and packs them: `routeproof`, with the WebAssembly fallback in it, and the binary of one
// platform as a package of its own. Their version is Cargo's; no file here says one.
//
//   node pack.mjs --out FOLDER --fallback FOLDER
//   node pack.mjs --out FOLDER --platform linux-x64-gnu --binary FILE

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

// What a release has a binary for; npm installs the one that fits, and elsewhere the fallback answers.
const PLATFORMS = [
  ...["darwin-arm64", "darwin-x64", "linux-arm64-gnu", "linux-arm64-musl", "linux-x64-gnu", "linux-x64-musl"],
  "win32-x64-msvc",
];
const isOfPlatform = PLATFORMS.includes(platform) && binary;
if (!out || !(fallback || isOfPlatform)) {
  throw new Error(`usage: pack.mjs --out FOLDER (--fallback FOLDER | --platform ${PLATFORMS.join("|")} --binary FILE)`);
}

const metadata = execFileSync("cargo", ["metadata", "--format-version", "1", "--no-deps", "--locked"], {
  cwd: root,
  maxBuffer: 2 ** 28,
});
const { version } = JSON.parse(metadata).packages.find((it) => it.name === "routeproof-core");
const main = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const stage = join(out, "stage");
rmSync(stage, { recursive: true, force: true });

if (fallback) {
  const optionalDependencies = Object.fromEntries(PLATFORMS.map((it) => [`${main.name}-${it}`, version]));
  const files = ["lib", "index.d.ts", "index.d.mts", "types.d.ts", "README.md"].map((it) => [join(here, it), it]);
  pack({ ...main, version, optionalDependencies }, [...files, [fallback, "fallback"]]);
}
if (isOfPlatform) {
  const [os, cpu, libc] = platform.split("-");
  const native = {
    name: `${main.name}-${platform}`,
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
  writeFileSync(join(folderOf(native), "README.md"), `The binary of \`routeproof\` for ${platform}.\n`);
  pack(native, [[binary, "routeproof.node"]]);
}

function folderOf(manifest) {
  const folder = join(stage, manifest.name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function pack(manifest, files) {
  const folder = folderOf(manifest);
  for (const [from, to] of files) {
    cpSync(from, join(folder, to), { recursive: true });
  }
  for (const legal of ["LICENSE", "NOTICE"]) {
    cpSync(join(root, legal), join(folder, legal));
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
  // On Windows npm is a script, which a shell has to run.
  const shell = process.platform === "win32";
  execFileSync("npm", ["pack", "--silent", folder, "--pack-destination", out], { stdio: "inherit", shell });
}
