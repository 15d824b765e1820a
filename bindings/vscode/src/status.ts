/** The status bar: what is wrong in the folder of the active document, and what was not judged. */
import { commands, MarkdownString, StatusBarAlignment, ThemeColor, window, type Disposable, type TextDocument } from "vscode";
import type { Project, Projects } from "./projects.js";

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** The status of a project that the engine judges: in a few words, and in full. */
function says(project: Pick<Project, "fault" | "summary" | "left">): { text: string; tooltip: string; isWarning: boolean } {
  const { fault, summary, left } = project;
  if (fault !== undefined) return { text: "$(error) routeproof: settings", tooltip: `Nothing is judged: ${fault}`, isWarning: true };
  if (summary === undefined) return { text: "$(sync~spin) routeproof", tooltip: "Manifests are read", isWarning: false };
  const { errors, warnings, sources, objects, notJudged } = summary;
  const unjudged = notJudged.reduce((sum, it) => sum + it.count, 0);
  const gaps = [...(unjudged > 0 ? [`${unjudged} not judged`] : []), ...(left > 0 ? [`${left} not read`] : [])];
  const lines = [
    `${count(objects, "object")} in ${count(sources, "file")}: ${count(errors, "error")}, ${count(warnings, "warning")}.`,
    ...(unjudged > 0 ? ["", "Not judged here, since this engine has no tables of their APIs:", ""] : []),
    ...notJudged.map((it) => `- ${it.count} ${it.kind}${it.group === "" ? "" : ` (${it.group})`}`),
    ...(left > 0 ? ["", `${count(left, "file")} not read: what is in them is unknown. \`routeproof.maxFiles\` says how many are read.`] : []),
  ];
  const icon = errors > 0 ? "$(error)" : warnings > 0 ? "$(warning)" : "$(pass)";
  return { text: [`${icon} routeproof`, ...gaps].join(" · "), tooltip: lines.join("\n"), isWarning: left > 0 };
}

/** The status where `routeproof lsp` judges. */
const SERVED = { text: "routeproof lsp", tooltip: "`routeproof lsp` judges. The graph and requests are those of the built-in engine.", isWarning: false };

export class Status implements Disposable {
  readonly #item = window.createStatusBarItem("routeproof", StatusBarAlignment.Right, 90);
  readonly #projects: Projects;
  readonly #isServed: boolean;
  #document: TextDocument | undefined;
  readonly #subscriptions: Disposable[];

  /** @param isServed whether a language server judges, so that what the engine does not judge says nothing */
  constructor(projects: Projects, isServed: boolean) {
    this.#projects = projects;
    this.#isServed = isServed;
    this.#item.name = "routeproof";
    this.#item.command = "routeproof.showGraph";
    this.#subscriptions = [projects.onChange(() => this.#show()), window.onDidChangeActiveTextEditor(() => this.#show())];
    this.#show();
  }

  dispose(): void {
    for (const it of this.#subscriptions) it.dispose();
    this.#item.dispose();
  }

  #show(): void {
    // While the panel has the focus, no editor is active: what was looked at last counts.
    if (window.activeTextEditor !== undefined || window.visibleTextEditors.length === 0) this.#document = window.activeTextEditor?.document;
    const project = this.#projects.of(this.#document);
    const isJudged = project !== undefined && (project.fault !== undefined || (project.summary?.objects ?? 0) > 0);
    void commands.executeCommand("setContext", "routeproof.judged", isJudged);
    if (project === undefined || !isJudged) {
      this.#item.hide();
      return;
    }
    const { text, tooltip, isWarning } = this.#isServed ? SERVED : says(project);
    this.#item.text = text;
    this.#item.tooltip = new MarkdownString(tooltip, true);
    this.#item.backgroundColor = isWarning ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    this.#item.show();
  }
}
