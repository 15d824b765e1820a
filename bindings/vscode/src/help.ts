/** Hover, completion, symbols, code lenses, and from references to what they name and back. */
import type { CompletionKind, SymbolKind as EngineSymbolKind } from "@routeproof/web";
import {
  CodeLens,
  CompletionItem,
  CompletionItemKind,
  DocumentSymbol,
  EventEmitter,
  Hover,
  Location,
  MarkdownString,
  SymbolKind,
  workspace,
  type CancellationToken,
  type CodeLensProvider,
  type CompletionItemProvider,
  type DefinitionProvider,
  type DocumentSymbolProvider,
  type HoverProvider,
  type Position,
  type ReferenceProvider,
  type TextDocument,
} from "vscode";
import { range } from "./places.js";
import type { Projects } from "./projects.js";

const KINDS: Record<CompletionKind, CompletionItemKind> = {
  name: CompletionItemKind.Reference,
  field: CompletionItemKind.Field,
  value: CompletionItemKind.Value,
};

const SYMBOLS: Record<EngineSymbolKind, SymbolKind> = {
  object: SymbolKind.Object,
  listener: SymbolKind.Interface,
  rule: SymbolKind.Function,
  port: SymbolKind.Constant,
};

/** The first lines of what a rule wants. */
const explained = (docs: string) => docs.split("## Example")[0]?.replaceAll(/^.*## .*$/gm, "").trim() ?? "";

export class Help implements HoverProvider, CompletionItemProvider, DefinitionProvider, ReferenceProvider, DocumentSymbolProvider, CodeLensProvider {
  readonly #projects: Projects;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
    projects.onChange(() => this.#changed.fire());
  }

  /** What the field means, what becomes of the requests of the rule around it, and what the rules want that found something there. */
  async provideHover(document: TextDocument, position: Position, token: CancellationToken): Promise<Hover | undefined> {
    const project = this.#projects.of(document);
    if (project === undefined) return undefined;
    const source = project.name(document.uri);
    const field = (await project.help(document, { op: "hover", source, offset: document.offsetAt(position) }, "hover", token))?.hover;
    const parts = field ? [field.text] : [];
    const outcomes = (await project.help(document, { op: "outcomes", source }, "outcomes", token))?.outcomes ?? [];
    const around = outcomes.find((it) => range(it.span).contains(position));
    if (around !== undefined) parts.push(`Requests of this rule: ${around.text}`);
    for (const it of project.found(document)?.findings ?? []) {
      if (!range(it.span).contains(position)) continue;
      const rule = await project.help(document, { op: "explain", rule: it.code }, "rule", token);
      parts.push(`**${it.code} ${it.name}**: ${explained(rule?.docs ?? "")}`);
    }
    const text = new MarkdownString(parts.join("\n\n"));
    return parts.length === 0 ? undefined : field ? new Hover(text, range(field.span)) : new Hover(text);
  }

  /** What can stand at the cursor, best first. */
  async provideCompletionItems(document: TextDocument, position: Position, token: CancellationToken): Promise<CompletionItem[] | undefined> {
    const project = this.#projects.of(document);
    const question = { op: "complete", source: project?.name(document.uri) ?? "", offset: document.offsetAt(position) } as const;
    const answer = await project?.help(document, question, "completions", token);
    return answer?.completions.map((it, number) => {
      const item = new CompletionItem(it.label, KINDS[it.kind]);
      item.detail = it.detail;
      if (it.docs !== "") item.documentation = new MarkdownString(it.docs);
      item.insertText = it.insert;
      item.range = range(it.span);
      item.filterText = it.insert;
      // Editors sort by this text, and the order of the engine is meant.
      item.sortText = String(number).padStart(5, "0");
      return item;
    });
  }

  provideDefinition(document: TextDocument, position: Position, token: CancellationToken): Promise<Location[] | undefined> {
    return this.#places("definitions", document, position, token);
  }

  async provideReferences(document: TextDocument, position: Position, context: { includeDeclaration: boolean }, token: CancellationToken): Promise<Location[]> {
    const found = (await this.#places("references", document, position, token)) ?? [];
    if (context.includeDeclaration) found.push(...((await this.#places("definitions", document, position, token)) ?? []));
    return found;
  }

  /** The objects of a document, with their listeners, rules and ports. */
  async provideDocumentSymbols(document: TextDocument, token: CancellationToken): Promise<DocumentSymbol[] | undefined> {
    const project = this.#projects.of(document);
    const answer = await project?.help(document, { op: "symbols", source: project.name(document.uri) }, "symbols", token);
    const all = answer?.symbols.map((it) => new DocumentSymbol(it.name, "", SYMBOLS[it.kind], range(it.span), range(it.title)));
    answer?.symbols.forEach(({ partOf }, at) => {
      const part = all?.[at];
      if (partOf !== null && part !== undefined) all?.[partOf]?.children.push(part);
    });
    return all?.filter((_, at) => answer?.symbols[at]?.partOf === null);
  }

  /** What becomes of the requests of each rule, above the rule. */
  async provideCodeLenses(document: TextDocument, token: CancellationToken): Promise<CodeLens[] | undefined> {
    const project = this.#projects.of(document);
    if (project === undefined || !workspace.getConfiguration("routeproof", document).get("codeLens", true)) return undefined;
    const answer = await project.help(document, { op: "outcomes", source: project.name(document.uri) }, "outcomes", token);
    return answer?.outcomes.map((it) => new CodeLens(range(it.span), { title: it.text, command: "routeproof.showGraph", tooltip: "Show the graph" }));
  }

  async #places(op: "definitions" | "references", document: TextDocument, position: Position, token: CancellationToken): Promise<Location[] | undefined> {
    const project = this.#projects.of(document);
    if (project === undefined) return undefined;
    const question = { op, source: project.name(document.uri), offset: document.offsetAt(position) };
    const answer = await project.help(document, question, "places", token);
    return answer?.places.map((it) => new Location(project.uri(it.source), range(it.span)));
  }
}
