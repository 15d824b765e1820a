import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, transformWithOxc, type Plugin } from "vite";

/** What a first visit may download, in KB compressed with gzip as every static host does: all of it, and by kind. */
const BUDGET: Record<string, number> = { all: Number(process.env["DEMO_BUDGET"] ?? 900), ".js": 210, ".css": 10, ".html": 5, ".wasm": 690 };

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Nothing but this page's own files; WebAssembly may be compiled, text may not be run. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

/** Writes the policy into the page, where every static host serves it. */
function policy(): Plugin {
  return {
    name: "policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}

/** Writes the service worker with the list of what it keeps. */
function offline(): Plugin {
  return {
    name: "offline",
    apply: "build",
    async generateBundle(_, bundle) {
      const files = Object.values(bundle).filter((it) => !it.fileName.endsWith(".map"));
      const content = (it: (typeof files)[number]) => Buffer.from(it.type === "chunk" ? it.code : it.source);
      const sum = createHash("sha256");
      for (const file of files) sum.update(file.fileName).update(content(file));
      const code = await transformWithOxc(readFileSync(path("src/sw.ts"), "utf8"), "sw.ts");
      const keep = ["./", "icon.svg", "manifest.webmanifest", ...files.map((it) => it.fileName).filter((it) => it !== "index.html")];
      this.emitFile({
        type: "asset",
        fileName: "sw.js",
        source: code.code
          .replace('"__FILES__"', JSON.stringify(keep.sort()))
          .replace("__VERSION__", sum.digest("hex").slice(0, 16)),
      });
    },
  };
}

/** Holds the page to its budget: a build that weighs more fails. */
function budget(): Plugin {
  return {
    name: "budget",
    apply: "build",
    writeBundle({ dir = "" }) {
      const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
      const weights: Record<string, number> = { all: 0 };
      let smallest = 0;
      const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
      for (const { parentPath, name } of files) {
        const content = readFileSync(join(parentPath, name));
        const weight = gzipSync(content, { level: 9 }).length;
        smallest += brotliCompressSync(content, brotli).length;
        for (const kind of ["all", extname(name)]) weights[kind] = (weights[kind] ?? 0) + weight;
        console.log(`${String(weight).padStart(8)} bytes gzip  ${name}`);
      }
      for (const [kind, weight] of Object.entries(weights)) {
        const most = (BUDGET[kind] ?? 5) * 1024;
        console.log(`${String(weight).padStart(8)} bytes gzip  ${kind} (at most ${most})`);
        if (weight > most) this.error(`${kind} weighs ${weight} bytes, more than ${most}`);
      }
      console.log(`${String(smallest).padStart(8)} bytes with brotli`);
    },
  };
}

export default defineConfig({
  // Relative, so that a static host may serve the folder under any path.
  base: "./",
  resolve: { alias: { "@routeproof/web": path("../dist/web-all/index.js"), "@examples": path("../examples") } },
  server: { fs: { allow: [path("..")] } },
  worker: { format: "es" },
  build: {
    outDir: path("../dist/demo"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
  },
  plugins: [policy(), offline(), budget()],
});
