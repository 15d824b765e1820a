/** The panel beside the editor: how requests flow, and what becomes of one. */
import type { Question } from "@routeproof/web";
import { Selection, Uri, ViewColumn, window, workspace, type Disposable, type TextDocument, type WebviewPanel } from "vscode";
import { picturable } from "../../../../web-demo/src/engine/picturable.js";
import type { Project, Projects } from "../projects.js";
import type { FromPanel, ToPanel } from "./protocol.js";

/** Scripts and styles of the extension only, nothing inline, and no way to the network. */
const policy = (source: string) =>
  ["default-src 'none'", `script-src ${source}`, `style-src ${source}`, "form-action 'none'", "base-uri 'none'"].join("; ");

export class Panel implements Disposable {
  readonly #projects: Projects;
  readonly #folder: Uri;
  readonly #subscriptions: Disposable[];
  #panel: WebviewPanel | undefined;
  #project: Project | undefined;
  #wantsRequest = false;

  /** @param folder what the extension brings for pages */
  constructor(projects: Projects, folder: Uri) {
    this.#projects = projects;
    this.#folder = folder;
    this.#subscriptions = [
      projects.onChange((it) => {
        if (it === this.#project) void this.#draw();
      }),
      window.onDidChangeActiveTextEditor((it) => this.#follow(it?.document)),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.#point(textEditor.document, textEditor.selection.active)),
    ];
  }

  /** Shows the panel, ready for a request where one is wanted. */
  show(wantsRequest: boolean): void {
    this.#wantsRequest = wantsRequest;
    const editor = window.activeTextEditor;
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined, !wantsRequest);
      if (wantsRequest) this.#tell({ type: "request" });
      this.#follow(editor?.document);
      return;
    }
    this.#project = this.#projects.of(editor?.document) ?? this.#projects.all[0];
    const options = { enableScripts: true, localResourceRoots: [this.#folder] };
    const panel = window.createWebviewPanel("routeproof", "How requests flow", { viewColumn: ViewColumn.Beside, preserveFocus: !wantsRequest }, options);
    this.#panel = panel;
    panel.webview.onDidReceiveMessage((message: FromPanel) => void this.#received(message));
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    // A page that is hidden is gone: it says `ready` again when it is shown.
    panel.webview.html = this.#page(panel);
  }

  dispose(): void {
    for (const it of this.#subscriptions) it.dispose();
    this.#panel?.dispose();
  }

  #page({ webview }: WebviewPanel): string {
    const file = (name: string) => webview.asWebviewUri(Uri.joinPath(this.#folder, name)).toString();
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(webview.cspSource)}">
<link rel="stylesheet" href="${file("view.css")}">
<title>How requests flow</title>
</head>
<body>
<form id="request" class="request" aria-label="A request" novalidate>
<select id="request-method" aria-label="Method"></select>
<input id="request-url" type="url" aria-label="URL" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="Where does https://app.example.com/api go?">
<div id="request-answer" class="request-answer" role="status"></div>
</form>
<main id="picture-panel" class="picture-panel"></main>
<script src="${file("view.js")}"></script>
</body>
</html>`;
  }

  #tell(message: ToPanel): void {
    void this.#panel?.webview.postMessage(message);
  }

  async #received(message: FromPanel): Promise<void> {
    if (message.type === "ready") {
      await this.#draw();
      const editor = window.activeTextEditor;
      if (editor !== undefined) this.#point(editor.document, editor.selection.active);
      if (this.#wantsRequest) this.#tell({ type: "request" });
      this.#wantsRequest = false;
    } else if (message.type === "ask") {
      await this.#answer(message.id, message.question);
    } else {
      await this.#reveal(message.source, message.offset);
    }
  }

  async #answer(id: number, question: Question): Promise<void> {
    try {
      if (question.op !== "requests") throw new Error("the panel asks about requests only");
      const answer = await this.#project?.ask(question, "requests");
      this.#tell({ type: "answer", id, answer: answer ?? { type: "failure", kind: "notFound", message: "no manifests are open", at: null } });
    } catch (error) {
      this.#tell({ type: "answer", id, answer: { type: "failure", kind: "internal", message: error instanceof Error ? error.message : String(error), at: null } });
    }
  }

  async #reveal(source: string, offset: number): Promise<void> {
    if (this.#project === undefined) return;
    const document = await workspace.openTextDocument(this.#project.uri(source));
    const beside = window.visibleTextEditors.find((it) => it.document === document)?.viewColumn ?? ViewColumn.One;
    const editor = await window.showTextDocument(document, { viewColumn: beside });
    const at = document.positionAt(offset);
    editor.selection = new Selection(at, at);
    editor.revealRange(editor.selection);
  }

  /** The document that is looked at decides whose picture is shown. */
  #follow(document: TextDocument | undefined): void {
    const project = this.#projects.of(document);
    if (project === undefined || project === this.#project) return;
    this.#project = project;
    void this.#draw();
  }

  #point(document: TextDocument, position: Parameters<TextDocument["offsetAt"]>[0]): void {
    const project = this.#projects.of(document);
    if (this.#panel === undefined || project === undefined || project !== this.#project) return;
    this.#tell({ type: "cursor", source: project.name(document.uri), offset: document.offsetAt(position) });
  }

  async #draw(): Promise<void> {
    if (this.#panel === undefined || !this.#panel.visible || this.#project === undefined) return;
    const graph = await this.#project.graph();
    this.#tell({ type: "graph", graph: picturable(graph ?? { nodes: [], edges: [] }) });
  }
}
