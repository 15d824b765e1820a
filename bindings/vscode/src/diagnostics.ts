/** Findings as the editor shows them. */
import type { Diagnostic as Finding } from "@routeproof/web";
import {
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  languages,
  Location,
  Position,
  Range,
  Uri,
  workspace,
  type Disposable,
  type TextDocument,
} from "vscode";
import { range } from "./places.js";
import type { Project, Projects } from "./projects.js";

const SOURCE = "routeproof";
const SEVERITIES = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, info: DiagnosticSeverity.Information };

/** A finding, with the page of its rule. */
function diagnostic(finding: Finding, project: Project): Diagnostic {
  const message = typeof finding.help === "string" ? `${finding.message}\nhelp: ${finding.help}` : finding.message;
  const shown = new Diagnostic(range(finding.span), message, SEVERITIES[finding.severity]);
  shown.source = SOURCE;
  shown.code = { value: finding.code, target: Uri.parse(finding.url) };
  shown.relatedInformation = finding.related.map(
    (it) => new DiagnosticRelatedInformation(new Location(project.uri(it.source), range(it.span)), it.message),
  );
  return shown;
}

/** Whether a rule is about YAML or the schema, which a YAML language server may report as well. */
const isOfText = (code: string) => /^RP[01]/.test(code);

/** The lines where a YAML language server reports something in a file. */
export function linesOfYaml(uri: Uri): ReadonlySet<number> {
  if (workspace.getConfiguration("routeproof", uri).get("besideYaml") === "always") return new Set();
  // Its findings come from `YAML`, or from `yaml-schema: NAME`.
  const others = languages.getDiagnostics(uri).filter((it) => it.source !== SOURCE && /^yaml/i.test(it.source ?? ""));
  return new Set(others.map((it) => it.range.start.line));
}

/** Whether a YAML language server, which reports on `lines`, reports this as well. */
export function isTold({ code, range }: Pick<Diagnostic, "code" | "range">, lines: ReadonlySet<number>): boolean {
  return isOfText(String(typeof code === "object" ? code.value : code)) && lines.has(range.start.line);
}

/** Shows what is found in the documents that are shown. */
export class Diagnostics implements Disposable {
  readonly #shown = languages.createDiagnosticCollection(SOURCE);
  readonly #projects: Projects;
  /** What others reported when a file was shown last. */
  readonly #others = new Map<string, string>();
  readonly #subscriptions: Disposable[];

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#subscriptions = [
      projects.onChange((it) => this.#show(it)),
      projects.onClose((it) => {
        this.#shown.delete(it);
        this.#others.delete(it.toString());
      }),
      languages.onDidChangeDiagnostics(({ uris }) => {
        for (const uri of uris) {
          if (this.#others.get(uri.toString()) === undefined || this.#others.get(uri.toString()) === keyOf(linesOfYaml(uri))) continue;
          const document = workspace.textDocuments.find((it) => it.uri.toString() === uri.toString());
          const project = this.#projects.of(document);
          if (document !== undefined && project !== undefined) this.#showOne(project, document);
        }
      }),
    ];
  }

  dispose(): void {
    for (const it of this.#subscriptions) it.dispose();
    this.#shown.dispose();
  }

  #show(project: Project): void {
    for (const it of project.documents) this.#showOne(project, it);
    this.#shown.set(project.settings, project.fault === undefined ? [] : [faultOf(project.fault)]);
  }

  #showOne(project: Project, document: TextDocument): void {
    const found = project.found(document);
    // A check of the text of now is on its way.
    if (found === undefined || found.version !== document.version) return;
    const lines = linesOfYaml(document.uri);
    this.#others.set(document.uri.toString(), keyOf(lines));
    const findings = found.findings.map((it) => diagnostic(it, project));
    this.#shown.set(document.uri, findings.filter((it) => !isTold(it, lines)));
  }
}

/** Why settings cannot be used, where they say so. */
function faultOf(fault: string): Diagnostic {
  const [, line = "1", column = "1", message = fault] = /^settings line (\d+), column (\d+): ([^]*)$/.exec(fault) ?? [];
  const at = new Position(Number(line) - 1, Number(column) - 1);
  const shown = new Diagnostic(new Range(at, at), message, DiagnosticSeverity.Error);
  shown.source = SOURCE;
  return shown;
}

const keyOf = (lines: ReadonlySet<number>) => [...lines].sort((one, other) => one - other).join();
