/** The extension in a browser. */
import { Uri, type ExtensionContext } from "vscode";
import type { FromWorker } from "./engine/protocol.js";
import { run } from "./extension.js";

export function activate(context: ExtensionContext): Promise<void> {
  return run(context, (folder) => (received) => {
    const worker = new Worker(Uri.joinPath(folder, "worker.web.js").toString(true), { name: "routeproof" });
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => received(data));
    worker.addEventListener("error", ({ message }) => received({ type: "stopped", message }));
    return { post: (message) => worker.postMessage(message), stop: () => worker.terminate() };
  });
}
