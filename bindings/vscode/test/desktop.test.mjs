// What the desktop does with `routeproof lsp`: the packed extension's own client and a real server, on a small part of the
// editor's API. It needs `target/debug/routeproof`.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const path = (it) => fileURLToPath(new URL(it, import.meta.url));
const FOLDER = path("../../../examples/broken");

class Uri {
  constructor(url) {
    this.url = url;
    this.fsPath = fileURLToPath(url);
    [this.scheme, this.path, this.authority] = ["file", this.fsPath, ""];
  }
  toString() {
    return this.url;
  }
  static parse = (url) => (url.startsWith("file:") ? new Uri(url) : { toString: () => url });
  static file = (file) => new Uri(pathToFileURL(file).href);
  static joinPath = (uri, ...parts) => Uri.file([uri.fsPath, ...parts].join("/"));
}
class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}
class Range {
  constructor(...at) {
    [this.start, this.end] = at.length === 2 ? at : [new Position(at[0], at[1]), new Position(at[2], at[3])];
  }
}

/** Everything that the client asks of the editor and that does not matter here: classes, events, functions. */
const anything = (known) =>
  new Proxy(known, {
    get(target, name) {
      if (name in target || typeof name === "symbol" || name === "then") return target[name];
      if (/^on[A-Z]/.test(name)) return () => ({ dispose() {} });
      if (/^[A-Z]/.test(name)) return (target[name] = class {});
      return () => anything({ dispose() {} });
    },
  });

const document = { languageId: "yaml", version: 1, isClosed: false, getText: () => readFileSync(document.fileName, "utf8") };
const settings = { server: "auto", path: path("../../../target/debug/routeproof") };
const shown = [];
const others = [];
const configuration = { get: (key, otherwise) => settings[key] ?? otherwise, has: () => false, inspect: () => undefined };
const collection = (name) => anything({ name, set: (uri, list) => shown.push({ name, uri: String(uri), list }), forEach() {}, delete() {} });
class EventEmitter {
  #listeners = [];
  event = (listener) => {
    this.#listeners.push(listener);
    return { dispose() {} };
  };
  fire(event) {
    for (const it of this.#listeners) it(event);
  }
  dispose() {}
}
class Kind {
  constructor(value) {
    this.value = value;
  }
  append = (part) => new Kind(`${this.value}.${part}`);
}
class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}
const vscode = anything({
  version: "1.91.0",
  Uri,
  Position,
  Range,
  Diagnostic,
  EventEmitter,
  CancellationTokenSource: class {
    token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };
    cancel() {}
    dispose() {}
  },
  Disposable: class {
    static from = () => ({ dispose() {} });
    dispose() {}
  },
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  FileType: { File: 1, Directory: 2 },
  StatusBarAlignment: { Left: 1, Right: 2 },
  CompletionItemKind: {},
  CodeActionKind: Object.fromEntries(["Empty", "QuickFix", "Source", "SourceFixAll"].map((it) => [it, new Kind(it)])),
  env: anything({ language: "en", appName: "test", onDidChangeTelemetryEnabled: () => ({ dispose() {} }) }),
  commands: anything({ executeCommand: async () => undefined }),
  extensions: anything({ all: [] }),
  languages: anything({ createDiagnosticCollection: collection, getDiagnostics: () => others, match: () => 10 }),
  window: anything({ createOutputChannel: () => anything({ warn: console.error, error: console.error }), showErrorMessage: async (message) => assert.fail(message), visibleTextEditors: [], tabGroups: anything({ all: [] }), activeTextEditor: undefined }),
  workspace: anything({
    isTrusted: true,
    textDocuments: [document],
    notebookDocuments: [],
    workspaceFolders: [{ uri: Uri.file(FOLDER), name: "broken", index: 0 }],
    getWorkspaceFolder: () => ({ uri: Uri.file(FOLDER) }),
    getConfiguration: () => configuration,
    fs: anything({ readFile: async ({ fsPath }) => readFileSync(fsPath), readDirectory: async ({ fsPath }) => readdirSync(fsPath, { withFileTypes: true }).map((it) => [it.name, it.isDirectory() ? 2 : 1]), stat: async () => ({}) }),
  }),
});
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
const { activate } = createRequire(import.meta.url)("../dist/desktop.js");

const subscriptions = [];
after(async () => {
  for (const it of subscriptions) await it.dispose?.();
  // The server ends with its client; nothing else may keep this process.
  setTimeout(() => process.exit(), 2_000).unref();
});

/** Starts the extension with an example open; gives what it shows, by what it is called to the editor. */
async function show(name) {
  document.fileName = `${FOLDER}/${name}`;
  document.uri = Uri.file(document.fileName);
  shown.length = 0;
  await activate({ subscriptions, extensionUri: Uri.file(path("..")) });
  const end = Date.now() + 15_000;
  for (;;) {
    const found = shown.find((it) => it.uri === String(document.uri));
    if (found !== undefined) return found.list.map((it) => ({ code: String(it.code?.value ?? it.code), line: it.range.start.line }));
    if (Date.now() > end) assert.fail(`nothing was shown: ${JSON.stringify(shown)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("`routeproof lsp` judges where it is installed", { timeout: 60_000 }, async () => {
  assert.deepEqual(await show("wrong-port.yaml"), [{ code: "RP2003", line: 15 }]);
});

test("what a YAML language server reports is told once", { timeout: 60_000 }, async () => {
  const alone = await show("unknown-field.yaml");
  const { line } = alone.find((it) => it.code === "RP1010");
  others.push({ source: "yaml-schema: HTTPRoute", range: new Range(line, 2, line, 9) });
  assert.deepEqual(await show("unknown-field.yaml"), alone.filter((it) => it.code !== "RP1010"));
  others.length = 0;
});

test("a command that is not there is not missed: the built-in engine judges", { timeout: 60_000 }, async () => {
  settings.path = "/nowhere/routeproof";
  assert.deepEqual(await show("wrong-port.yaml"), [{ code: "RP2003", line: 15 }]);
});
