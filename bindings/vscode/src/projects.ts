/**
 * Which manifests are judged together: those of the editor's folder, or of the folder with the nearest `routeproof.yaml` in
 * it, with the text of open documents in place of their files. A document outside of every folder is judged alone.
 */
import type { Diagnostic as Finding, Answer, Question, Summary } from "@routeproof/web";
import { EventEmitter, Uri, workspace, type CancellationToken, type Disposable, type LogOutputChannel, type TextDocument, type WorkspaceConfiguration } from "vscode";
import { Cancelled, type AnswerOf, type Engine } from "./engine/client.js";
import type { ProjectId } from "./engine/protocol.js";
import { mayBeManifest, nameIn, read, SETTINGS, walk } from "./files.js";

/** How long no key is pressed before findings are asked for, in milliseconds. */
const QUIET = 120;
/** How long nothing may happen to files before all are read anew. */
const SETTLED = 400;

/** What is found in a document, and in which version of it. */
export interface Found {
  readonly version: number;
  readonly findings: readonly Finding[];
}

/** Documents of other schemes are no files: versions of git, output, settings. */
const NO_FILES = new Set(["git", "output", "debug", "comment", "vscode-settings", "vscode-userdata", "vscode-chat-code-block", "walkThrough"]);

/** Files that say how others are judged. */
const DECIDING = new Set([SETTINGS, ".gitignore", "kustomization.yaml", "kustomization.yml", "Chart.yaml"]);

const isSettings = (uri: Uri) => uri.path.endsWith(`/${SETTINGS}`);

/** Whether a document matters: what never says `apiVersion` is worth no look at the folder around it. */
const matters = (document: TextDocument) =>
  ["yaml", "json"].includes(document.languageId) &&
  !NO_FILES.has(document.uri.scheme) &&
  (isSettings(document.uri) || document.getText().includes("apiVersion"));

/** Manifests that are judged together. */
export class Project {
  readonly id: ProjectId;
  /** The folder; the document itself where it is judged alone. */
  readonly root: Uri;
  readonly #base: Uri | undefined;
  readonly #engine: Engine;
  readonly #log: LogOutputChannel;
  readonly #documents = new Map<string, TextDocument>();
  readonly #dirty = new Set<TextDocument>();
  /** The documents that the engine has, each with the version of its text there. */
  readonly #judged = new Map<string, number>();
  readonly #found = new Map<string, Found>();
  readonly #changed = new EventEmitter<Project>();
  /** Called when findings, or why there are none, have changed. */
  readonly onChange = this.#changed.event;
  /** Resolves when all files are read. */
  #ready: Promise<void> = Promise.resolve();
  /** Resolves when the engine has the texts of now. */
  #handed: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #summary: Summary | undefined;
  #fault: string | undefined;
  #left = 0;
  /** The text of the settings, which may name other files. */
  #settings = "";
  #loads = 0;
  #closed = false;

  constructor(id: ProjectId, root: Uri, base: Uri | undefined, engine: Engine, log: LogOutputChannel) {
    this.#log = log;
    this.id = id;
    this.root = root;
    this.#base = base;
    this.#engine = engine;
  }

  /** How much was looked at; nothing before the first check, and where settings cannot be used. */
  get summary(): Summary | undefined {
    return this.#summary;
  }

  /** Why nothing is judged. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** How many files were not read. */
  get left(): number {
    return this.#left;
  }

  get documents(): readonly TextDocument[] {
    return [...this.#documents.values()];
  }

  /** What the engine calls a file. */
  name(uri: Uri): string {
    if (this.#base !== undefined) return nameIn(this.root, uri) ?? uri.path;
    // A document of its own may have no ending, by which the engine knows what may be a manifest.
    const name = uri.path.replace(/^.*\//, "");
    return mayBeManifest(name) ? name : `${name}.yaml`;
  }

  /** The file that the engine calls `name`. */
  uri(name: string): Uri {
    return this.#base === undefined ? this.root : Uri.joinPath(this.root, name);
  }

  /** What is found in a document that is shown. */
  found(document: TextDocument): Found | undefined {
    return this.#found.get(document.uri.toString());
  }

  /** The settings file. */
  get settings(): Uri {
    return Uri.joinPath(this.root, SETTINGS);
  }

  /** Whether a file says how others are judged, so that all are read anew when it is stored. */
  dependsOn(uri: Uri): boolean {
    const [, file = ""] = /([^/]*)$/.exec(uri.path) ?? [];
    return DECIDING.has(file) || this.#settings.includes(file);
  }

  open(document: TextDocument): void {
    this.#documents.set(document.uri.toString(), document);
    this.changed(document);
  }

  /** The text of a document is another now. */
  changed(document: TextDocument): void {
    if (isSettings(document.uri)) this.reload(SETTLED);
    else this.#dirty.add(document);
    this.#schedule(QUIET);
  }

  /** A document is not shown any more; says whether another one is. */
  close(document: TextDocument): boolean {
    this.#documents.delete(document.uri.toString());
    this.#dirty.delete(document);
    this.#judged.delete(document.uri.toString());
    this.#found.delete(document.uri.toString());
    if (this.#documents.size > 0) void this.refresh(document.uri);
    return this.#documents.size > 0;
  }

  /** Takes a file in as it is stored, or out where it is not there. */
  async refresh(uri: Uri): Promise<void> {
    const name = this.name(uri);
    if (this.#documents.has(uri.toString()) || !mayBeManifest(name)) return;
    const text = await read(uri);
    await this.#ready;
    await this.#quietly(
      text === undefined
        ? this.#engine.do({ type: "remove", project: this.id, name })
        : this.#engine.do({ type: "set", project: this.id, name, text, open: false }),
    );
    this.#schedule(QUIET);
  }

  /** Reads all files anew, `after` so many milliseconds without another call. */
  reload(after = 0): void {
    this.#loads += 1;
    const load = this.#loads;
    this.#ready = this.#ready
      .then(() => new Promise((resolve) => setTimeout(resolve, after)))
      .then(() => (load === this.#loads ? this.#load() : undefined));
    this.#schedule(QUIET);
  }

  /**
   * Answers a question about the texts as they are now.
   *
   * @throws where it cannot be answered, and {@link Cancelled} where `token` takes it back
   */
  async ask<T extends Answer["type"]>(question: Question, type: T, token?: CancellationToken): Promise<AnswerOf<T>> {
    await this.#flush();
    return this.#engine.ask(this.id, question, type, token);
  }

  /** The same about a document, for what an editor asks unasked: nothing where it is not judged, or where the question was cancelled. */
  async help<T extends Answer["type"]>(document: TextDocument, question: Question, type: T, token: CancellationToken): Promise<AnswerOf<T> | undefined> {
    await this.#flush();
    if (token.isCancellationRequested || !this.#judged.has(document.uri.toString())) return undefined;
    return this.#quietly(this.#engine.ask(this.id, question, type, token));
  }

  /** How requests flow; nothing where nothing is judged. */
  async graph(): Promise<AnswerOf<"graph"> | undefined> {
    await this.#flush();
    return this.#fault === undefined ? this.#quietly(this.#engine.ask(this.id, { op: "graph" }, "graph")) : undefined;
  }

  /** The text of a file with all safe fixes; nothing where none applies. */
  async mended(document: TextDocument): Promise<string | undefined> {
    await this.#flush();
    return this.#quietly(this.#engine.do({ type: "mend", project: this.id, name: this.name(document.uri) }));
  }

  dispose(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#changed.dispose();
    void this.#quietly(this.#engine.do({ type: "close", project: this.id }));
  }

  async #load(): Promise<void> {
    const base = this.#base;
    const options = workspace.getConfiguration("routeproof", this.root);
    const walked = base === undefined ? { files: [], left: 0 } : await walk(this.root, base, options.get("maxFiles", 2000));
    const files = new Map(walked.files.map((it) => [it.name, it.text]));
    for (const it of this.#documents.values()) files.set(this.name(it.uri), it.getText());
    const settings = workspace.textDocuments.find((it) => it.uri.toString() === this.settings.toString());
    if (settings !== undefined) files.set(SETTINGS, settings.getText());
    if (this.#closed) return;
    this.#settings = files.get(SETTINGS) ?? "";
    this.#left = walked.left;
    this.#fault = await this.#quietly(
      this.#engine.do({
        type: "open",
        project: this.id,
        files: [...files].map(([name, text]) => ({ name, text })),
        settings: settingsText(options),
        now: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
      }),
    );
    for (const it of this.#documents.values()) this.#dirty.add(it);
  }

  /** Hands over what was typed, behind what is on its way already. */
  #flush(): Promise<void> {
    this.#handed = this.#handed.then(() => this.#hand());
    return this.#handed;
  }

  async #hand(): Promise<void> {
    await this.#ready;
    const texts = [...this.#dirty].filter((it) => !isSettings(it.uri));
    this.#dirty.clear();
    await Promise.all(
      texts.map(async (it) => {
        const [key, { version }] = [it.uri.toString(), it];
        const taken = await this.#quietly(this.#engine.do({ type: "set", project: this.id, name: this.name(it.uri), text: it.getText(), open: true }));
        if (taken === true) this.#judged.set(key, version);
        else this.#judged.delete(key);
      }),
    );
  }

  #schedule(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), after);
  }

  async #check(): Promise<void> {
    await this.#flush();
    if (this.#closed) return;
    // What is no source has no findings, whatever its text.
    const shown = this.documents.map((it) => ({ key: it.uri.toString(), version: this.#judged.get(it.uri.toString()) ?? it.version, name: this.name(it.uri) }));
    const result = await this.#quietly(this.#engine.do({ type: "check", project: this.id, shown: shown.map((it) => it.name) }));
    if (this.#closed) return;
    this.#summary = result?.summary;
    for (const { key, version, name } of shown) {
      const findings = result?.diagnostics.filter((it) => it.source === name) ?? [];
      if (this.#documents.has(key)) this.#found.set(key, { version, findings });
    }
    this.#changed.fire(this);
  }

  /** A cancelled question has no answer, nor has an engine that stopped: the log says so. */
  async #quietly<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof Cancelled)) this.#log.warn(String(error));
      return undefined;
    }
  }
}

/** What the editor's own settings say, as the text of a `routeproof.yaml`. */
function settingsText(options: WorkspaceConfiguration): string {
  const [profile, tenant] = [options.get("profile", "none"), options.get("tenant", "")];
  // JSON is YAML too. Without a profile there are no tenants.
  return JSON.stringify({ profile, ...(profile === "none" || tenant === "" ? {} : { tenant }) });
}

/** All projects with documents that are shown. */
export class Projects implements Disposable {
  readonly #engine: Engine;
  readonly #log: LogOutputChannel;
  readonly #projects = new Map<string, Project>();
  readonly #owners = new Map<string, Project>();
  readonly #subscriptions: Disposable[] = [];
  readonly #changed = new EventEmitter<Project>();
  /** Called when what is found in a project has changed. */
  readonly onChange = this.#changed.event;
  readonly #gone = new EventEmitter<Uri>();
  /** Called when nothing is found in a file any more, since it is not shown. */
  readonly onClose = this.#gone.event;
  #next = 1;

  constructor(engine: Engine, log: LogOutputChannel) {
    this.#engine = engine;
    this.#log = log;
    const watched = ["**/*.{yaml,yml,json}", "**/.gitignore"].map((it) => workspace.createFileSystemWatcher(it));
    for (const watcher of watched) {
      watcher.onDidCreate((uri) => this.#stored(uri, true));
      watcher.onDidDelete((uri) => this.#stored(uri, true));
      watcher.onDidChange((uri) => this.#stored(uri, false));
    }
    this.#subscriptions.push(
      ...watched,
      workspace.onDidOpenTextDocument((it) => void this.#open(it)),
      workspace.onDidCloseTextDocument((it) => this.#close(it)),
      workspace.onDidChangeTextDocument((it) => {
        const project = this.of(it.document);
        if (it.contentChanges.length === 0) return;
        if (project === undefined) void this.#open(it.document);
        else project.changed(it.document);
      }),
      workspace.onDidChangeWorkspaceFolders(() => this.restart()),
      workspace.onDidChangeConfiguration((it) => {
        if (["profile", "tenant", "maxFiles"].some((key) => it.affectsConfiguration(`routeproof.${key}`))) this.restart();
      }),
    );
    this.restart();
  }

  /** All of them, the one that was opened first before the others. */
  get all(): readonly Project[] {
    return [...this.#projects.values()];
  }

  /** The project of a document. */
  of(document: TextDocument | undefined): Project | undefined {
    return document && this.#owners.get(document.uri.toString());
  }

  /** Reads everything anew. */
  restart(): void {
    for (const it of workspace.textDocuments) this.#close(it);
    for (const it of workspace.textDocuments) void this.#open(it);
  }

  dispose(): void {
    for (const it of this.#subscriptions) it.dispose();
    for (const it of this.#projects.values()) it.dispose();
    this.#changed.dispose();
    this.#gone.dispose();
  }

  async #open(document: TextDocument): Promise<void> {
    if (!matters(document)) return;
    const base = workspace.getWorkspaceFolder(document.uri)?.uri;
    const root = base === undefined ? document.uri : await rootOf(document.uri, base);
    if (document.isClosed || this.of(document) !== undefined) return;
    const key = root.toString();
    let project = this.#projects.get(key);
    if (project === undefined) {
      project = new Project(this.#next, root, base, this.#engine, this.#log);
      this.#next += 1;
      this.#projects.set(key, project);
      project.onChange((it) => this.#changed.fire(it));
      project.reload();
    }
    this.#owners.set(document.uri.toString(), project);
    project.open(document);
  }

  #close(document: TextDocument): void {
    const project = this.of(document);
    if (project === undefined) return;
    this.#owners.delete(document.uri.toString());
    if (!project.close(document)) {
      this.#projects.delete(project.root.toString());
      project.dispose();
      this.#gone.fire(project.settings);
    }
    this.#gone.fire(document.uri);
  }

  /** A file was stored: by another program, or by the editor. */
  #stored(uri: Uri, isNew: boolean): void {
    // A settings file that comes or goes makes other projects.
    if (isNew && isSettings(uri)) {
      this.restart();
      return;
    }
    for (const project of this.#projects.values()) {
      if (nameIn(project.root, uri) === undefined) continue;
      const isShown = project.documents.some((it) => it.uri.toString() === uri.toString());
      if (isNew || project.dependsOn(uri)) project.reload(SETTLED);
      else if (!isShown) void project.refresh(uri);
    }
  }
}

/** The folder that is judged with a file: that of the nearest settings file within the editor's folder, or that folder. */
async function rootOf(file: Uri, base: Uri): Promise<Uri> {
  for (let folder = Uri.joinPath(file, ".."); nameIn(base, folder) !== undefined; folder = Uri.joinPath(folder, "..")) {
    const isThere = await workspace.fs.stat(Uri.joinPath(folder, SETTINGS)).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
  }
  return base;
}

