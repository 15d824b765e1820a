/** The extension on the desktop: `routeproof lsp` judges where it is installed, since it knows more kinds than the built-in engine. */
import { execFile } from "node:child_process";
import { Worker } from "node:worker_threads";
import { Uri, workspace, type ExtensionContext } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { isTold, linesOfYaml } from "./diagnostics.js";
import type { FromWorker } from "./engine/protocol.js";
import { run, type StartServer } from "./extension.js";

export function activate(context: ExtensionContext): Promise<void> {
  const worker = (folder: Uri) => (received: (message: FromWorker) => void) => {
    const it = new Worker(Uri.joinPath(folder, "worker.desktop.js").fsPath, { name: "routeproof" });
    it.on("message", received);
    it.on("error", (error: Error) => received({ type: "stopped", message: error.message }));
    return { post: (message: unknown) => it.postMessage(message), stop: () => void it.terminate() };
  };
  return run(context, worker, serve);
}

/** Starts `routeproof lsp` where that command is installed, and where the folder is trusted. */
const serve: StartServer = async () => {
  const options = workspace.getConfiguration("routeproof");
  const command = options.get("path", "routeproof");
  if (!workspace.isTrusted || options.get("server") !== "auto" || !(await isInstalled(command))) return undefined;
  const client = new LanguageClient(
    "routeproof",
    { command, args: ["lsp"] },
    {
      // Not what git shows of other versions.
      documentSelector: ["file", "untitled"].flatMap((scheme) => ["yaml", "json"].map((language) => ({ scheme, language }))),
      middleware: {
        handleDiagnostics: (uri, diagnostics, next) => {
          const lines = linesOfYaml(uri);
          next(uri, diagnostics.filter((it) => !isTold(it, lines)));
        },
        provideCodeLenses: (document, token, next) =>
          workspace.getConfiguration("routeproof", document).get("codeLens", true) ? next(document, token) : [],
      },
    },
  );
  await client.start();
  return client;
};

/** Whether `command` is a routeproof that has `lsp`. */
function isInstalled(command: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, ["lsp", "--help"], { timeout: 5_000 }, (error) => resolve(error === null));
  });
}
