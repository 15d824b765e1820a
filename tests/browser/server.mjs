// A static host, as dull as they come: files of one folder below a base path, types by ending, gzip, one policy.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Serves `folder` below `base`; `headers` come with every answer. `sent` counts the bytes of bodies. */
export async function serve(folder, base = "/", headers = {}) {
  const zipped = new Map();
  const sent = { bytes: 0, paths: [] };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    const inside = pathname.startsWith(base) ? normalize(pathname.slice(base.length) || "index.html") : "..";
    const path = join(folder, inside);
    try {
      if (inside.startsWith("..")) throw new Error("outside");
      if (!zipped.has(path)) zipped.set(path, gzipSync(await readFile(path), { level: 9 }));
      const body = zipped.get(path);
      sent.bytes += body.length;
      sent.paths.push(pathname);
      response.writeHead(200, {
        "content-type": TYPES[extname(path)] ?? "application/octet-stream",
        "content-encoding": "gzip",
        ...headers,
      });
      response.end(body);
    } catch {
      sent.paths.push(`404 ${pathname}`);
      response.writeHead(404, { "content-type": "text/plain" });
      response.end("not here");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}${base}`;
  // What changed in the folder is read anew.
  const forget = () => zipped.clear();
  return { url, sent, forget, close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))) };
}
