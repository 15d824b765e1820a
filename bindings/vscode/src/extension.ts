/** What the extension brings, wherever the editor runs. */
import { commands, languages, Uri, window, workspace, type Disposable, type DocumentSelector, type ExtensionContext } from "vscode";
import { Actions } from "./actions.js";
import { Diagnostics } from "./diagnostics.js";
import { Engine, type Start } from "./engine/client.js";
import { Help } from "./help.js";
import { Panel } from "./panel/panel.js";
import { Projects } from "./projects.js";
import { Status } from "./status.js";

const SELECTOR: DocumentSelector = [{ language: "yaml" }, { language: "json" }];

/** Starts a language server that judges in place of the engine; `undefined` where none is installed. */
export type StartServer = () => Promise<Disposable | undefined>;

/**
 * Starts the extension.
 *
 * @param start starts the worker of the engine, whose script is at a place
 * @param serve starts a language server in its stead
 */
export async function run(context: ExtensionContext, start: (script: Uri) => Start, serve?: StartServer): Promise<void> {
  const log = window.createOutputChannel("routeproof", { log: true });
  const folder = Uri.joinPath(context.extensionUri, "dist");
  const wasm = await workspace.fs.readFile(Uri.joinPath(folder, "routeproof.wasm"));
  const engine = new Engine(start(folder), wasm, (message, again) => {
    log.error(message);
    if (again) projects.restart();
    else void window.showErrorMessage(`routeproof judges nothing any more: ${message}`);
  });
  const projects = new Projects(engine, log);
  const panel = new Panel(projects, folder);
  context.subscriptions.push(
    log,
    engine,
    projects,
    panel,
    commands.registerCommand("routeproof.showGraph", () => panel.show(false)),
    commands.registerCommand("routeproof.tryRequest", () => panel.show(true)),
    commands.registerCommand("routeproof.restart", () => projects.restart()),
  );
  const server = await serve?.();
  context.subscriptions.push(server ?? builtIn(projects), new Status(projects, server !== undefined));
}

/** What the engine of the extension does where no language server does it. */
function builtIn(projects: Projects): { dispose(): void } {
  const help = new Help(projects);
  const parts: Disposable[] = [
    new Diagnostics(projects),
    languages.registerHoverProvider(SELECTOR, help),
    languages.registerCompletionItemProvider(SELECTOR, help, " ", ":", "-", "{", "["),
    languages.registerDefinitionProvider(SELECTOR, help),
    languages.registerReferenceProvider(SELECTOR, help),
    languages.registerDocumentSymbolProvider(SELECTOR, help, { label: "routeproof" }),
    languages.registerCodeLensProvider(SELECTOR, help),
    languages.registerCodeActionsProvider(SELECTOR, new Actions(projects), { providedCodeActionKinds: Actions.kinds }),
  ];
  return { dispose: () => parts.forEach((it) => it.dispose()) };
}
