import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, transformWithOxc, type Plugin } from "vite";

/** What a first visit may download, compressed with gzip as every static host does. */
const MOST_BYTES = 900 * 1024;

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

/** Writes the service worker with the list of what it keeps, and holds the page to its budget. */
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
      const weigh = (it: (typeof files)[number]) => gzipSync(content(it), { level: 9 }).length;
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
      let gzip = 0;
      let brotli = 0;
      for (const file of files) {
        gzip += weigh(file);
        brotli += brotliCompressSync(content(file), quality).length;
        console.log(`${String(weigh(file)).padStart(8)} bytes gzip  ${file.fileName}`);
      }
      console.log(`${String(gzip).padStart(8)} bytes gzip in all (at most ${MOST_BYTES}), ${brotli} with brotli`);
      if (gzip > MOST_BYTES) this.error(`the page weighs ${gzip} bytes, more than ${MOST_BYTES}`);
    },
  };
}

export default defineConfig({
  // Relative, so that a static host may serve the folder under any path.
  base: "./",
  resolve: { alias: { "@routeproof/web": path("../dist/web/index.js"), "@examples": path("../examples") } },
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
  plugins: [policy(), offline()],
});
