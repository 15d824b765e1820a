/** Fixes, all safe fixes at once, and comments that put up with a finding. */
import type { Diagnostic as Finding, Fix } from "@routeproof/web";
import {
  CodeAction,
  CodeActionKind,
  Position,
  Range,
  WorkspaceEdit,
  type CancellationToken,
  type CodeActionContext,
  type CodeActionProvider,
  type TextDocument,
} from "vscode";
import { range } from "./places.js";
import type { Project, Projects } from "./projects.js";

/** All safe fixes of a document at once. */
export const FIX_ALL = CodeActionKind.SourceFixAll.append("routeproof");

export class Actions implements CodeActionProvider {
  static readonly kinds = [CodeActionKind.QuickFix, FIX_ALL];
  readonly #projects: Projects;

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  async provideCodeActions(document: TextDocument, asked: Range, { only }: CodeActionContext, token: CancellationToken): Promise<CodeAction[]> {
    const project = this.#projects.of(document);
    const found = project?.found(document);
    if (project === undefined || found === undefined || found.version !== document.version) return [];
    const wants = (kind: CodeActionKind) => only === undefined || only.contains(kind);
    const actions: CodeAction[] = [];
    let isMendable = only !== undefined;
    for (const finding of found.findings.filter((it) => range(it.span).intersection(asked) !== undefined)) {
      isMendable ||= finding.fixes.some((it) => it.safety === "safe");
      if (!wants(CodeActionKind.QuickFix)) continue;
      actions.push(...finding.fixes.map((it) => mending(project, it)));
      const ignoring = ignore(document, finding);
      if (ignoring !== undefined) actions.push(ignoring);
    }
    if (isMendable && wants(FIX_ALL) && !token.isCancellationRequested) {
      const all = await mendingAll(project, document);
      if (all !== undefined) actions.push(all);
    }
    return actions;
  }
}

function mending(project: Project, { title, safety, edits }: Fix): CodeAction {
  const isSafe = safety === "safe";
  const action = new CodeAction(`${title}${isSafe ? "" : " (not safe: read it first)"}`, CodeActionKind.QuickFix);
  action.isPreferred = isSafe;
  action.edit = new WorkspaceEdit();
  for (const it of edits) action.edit.replace(project.uri(it.source), range(it.span), it.text);
  return action;
}

/**
 * A comment above the line that silences the rule there. JSON has no comments, and what cannot be read is not fine because
 * a comment says so.
 */
function ignore(document: TextDocument, { code, span }: Finding): CodeAction | undefined {
  if (document.languageId === "json" || code.startsWith("RP0")) return undefined;
  const { line } = range(span).start;
  const [indent = ""] = /^ */.exec(document.lineAt(line).text) ?? [];
  const action = new CodeAction(`ignore ${code} here, with a reason`, CodeActionKind.QuickFix);
  action.edit = new WorkspaceEdit();
  action.edit.insert(document.uri, new Position(line, 0), `${indent}# routeproof: ignore ${code} -- say why\n`);
  return action;
}

async function mendingAll(project: Project, document: TextDocument): Promise<CodeAction | undefined> {
  const before = document.getText();
  const after = await project.mended(document);
  if (after === undefined || after === before) return undefined;
  const action = new CodeAction("apply all safe fixes of routeproof in this file", FIX_ALL);
  action.edit = new WorkspaceEdit();
  const { from, to, text } = difference(before, after);
  action.edit.replace(document.uri, new Range(document.positionAt(from), document.positionAt(to)), text);
  return action;
}

/** The part of `before` that `after` differs in, and what stands there now. */
export function difference(before: string, after: string): { from: number; to: number; text: string } {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let tail = 0;
  while (tail < most - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) };
}
