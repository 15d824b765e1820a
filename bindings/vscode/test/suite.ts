/** Every feature of the extension, by the API of the editor that it runs in. */
import {
  CodeActionKind,
  commands,
  ConfigurationTarget,
  DiagnosticSeverity,
  languages,
  Position,
  Range,
  Selection,
  Uri,
  ViewColumn,
  window,
  workspace,
  WorkspaceEdit,
  type CodeAction,
  type CodeLens,
  type CompletionList,
  type Diagnostic,
  type DocumentSymbol,
  type Hover,
  type Location,
  type TextDocument,
} from "vscode";

const ROOT = Uri.parse("tmp:/work");
const at = (name: string) => Uri.joinPath(ROOT, name);
const GATEWAY = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: shared
  listeners:
    - {name: http, port: 80, protocol: HTTP}
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: 8080}]
`;
const ROUTE = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  namespace: shop
spec:
  parentRefs:
    - name: edge
  hostnames: [shop.example.com]
  rules:
    - matches: [{path: {value: /api}}]
      backendRefs:
        - name: web
          port: 8080
`;

const tests: [name: string, run: () => Promise<void>][] = [];
const test = (name: string, run: () => Promise<void>) => tests.push([name, run]);

function equal(found: unknown, wanted: unknown, what: string): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${what}: ${one}, not ${other}`);
}

/** Waits until `see` gives what is wanted. */
async function eventually<T>(what: string, see: () => T | PromiseLike<T>, wanted: (it: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const seen = await see();
    if (wanted(seen)) return seen;
    if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const write = (name: string, text: string) => workspace.fs.writeFile(at(name), new TextEncoder().encode(text));

async function open(name: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(at(name));
  await window.showTextDocument(document, { preview: false, viewColumn: ViewColumn.One });
  return document;
}

async function replace(document: TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  if (start < 0) throw new Error(`no ${from} in ${document.getText()}`);
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(start + from.length)), to);
  await workspace.applyEdit(edit);
}

const own = (uri: Uri) => languages.getDiagnostics(uri).filter((it) => it.source === "routeproof");
const code = ({ code }: Diagnostic) => (typeof code === "object" ? String(code.value) : String(code));
const codes = (uri: Uri) => own(uri).map(code);
const found = (uri: Uri, wanted: string) => eventually(`${wanted} in ${uri.path}`, () => codes(uri), (it) => it.includes(wanted));
const gone = (uri: Uri, unwanted: string) => eventually(`${unwanted} still in ${uri.path}`, () => codes(uri), (it) => !it.includes(unwanted));
const behind = (document: TextDocument, text: string) => document.positionAt(document.getText().indexOf(text) + text.length);

/** What a provider answers, asked until it has something. */
async function ask<T>(command: string, uri: Uri, position: Position, ...rest: unknown[]): Promise<T> {
  return eventually(command, () => commands.executeCommand<T>(command, uri, position, ...rest), (it) => JSON.stringify(it) !== "[]");
}

async function actions(document: TextDocument, position: Position, kind?: CodeActionKind): Promise<CodeAction[]> {
  return (await commands.executeCommand<CodeAction[]>("vscode.executeCodeActionProvider", document.uri, new Range(position, position), kind?.value)) ?? [];
}

async function configure(key: string, value: unknown): Promise<void> {
  await workspace.getConfiguration("routeproof").update(key, value, ConfigurationTarget.Global);
}

test("a finding needs a file that is not open", async () => {
  const route = await open("route.yaml");
  await found(route.uri, "RP2003");
  const finding = own(route.uri).find((it) => code(it) === "RP2003");
  equal(finding?.range, new Range(13, 16, 13, 20), "its place");
  equal(typeof finding?.code === "object" && /^https:.*\/rules\/RP2003\b/.test(String(finding.code.target)), true, "the page of its rule");
  equal(finding?.severity, DiagnosticSeverity.Error, "its severity");
  equal(finding?.relatedInformation?.some((it) => it.location.uri.path === "/work/base/service.yaml"), true, "the Service is named");
});

test("what is typed is judged, and what is mended is gone", async () => {
  const route = await open("route.yaml");
  await replace(route, "port: 8080", "port: 80");
  await gone(route.uri, "RP2003");
  await replace(route, "  rules:", "  ruls:");
  await found(route.uri, "RP1010");
  await replace(route, "  ruls:", "  rules:");
  await gone(route.uri, "RP1010");
  await replace(route, "port: 80", "port: 8080");
  await found(route.uri, "RP2003");
});

test("fixes, all safe fixes, and a comment with a reason", async () => {
  const route = await open("route.yaml");
  await found(route.uri, "RP2003");
  const position = behind(route, "port: ");
  const titles = (await actions(route, position)).map((it) => it.title);
  equal(titles.some((it) => it.startsWith("ignore RP2003")), true, `an action to ignore it: ${titles}`);
  const [all] = await actions(route, position, CodeActionKind.SourceFixAll);
  if (all?.edit === undefined) throw new Error(`nothing fixes all: ${titles}`);
  await workspace.applyEdit(all.edit);
  equal(route.getText().includes("port: 80\n"), true, "the port is mended");
  await gone(route.uri, "RP2003");
  await replace(route, "port: 80", "port: 8080");
  await found(route.uri, "RP2003");
  const fix = (await actions(route, position, CodeActionKind.QuickFix)).find((it) => it.isPreferred);
  if (fix?.edit === undefined) throw new Error("there is no safe fix");
  await workspace.applyEdit(fix.edit);
  equal(route.getText().includes("port: 80\n"), true, "the port is mended by its own fix");
  await gone(route.uri, "RP2003");
  await replace(route, "port: 80", "port: 8080");
  await found(route.uri, "RP2003");
  const ignore = (await actions(route, position, CodeActionKind.QuickFix)).find((it) => it.title.startsWith("ignore"));
  if (ignore?.edit === undefined) throw new Error("nothing ignores it");
  await workspace.applyEdit(ignore.edit);
  await gone(route.uri, "RP2003");
  await replace(route, "          # routeproof: ignore RP2003 -- say why\n", "");
  await found(route.uri, "RP2003");
});

test("hover, completion, code lenses", async () => {
  const route = await open("route.yaml");
  const text = (hovers: Hover[]) => hovers.flatMap((it) => it.contents).map((it) => (typeof it === "string" ? it : it.value)).join("\n");
  const hovers = await ask<Hover[]>("vscode.executeHoverProvider", route.uri, behind(route, "port: 80"));
  equal([/port/i, /Requests of this rule: shop\/edge http/, /RP2003/].map((it) => it.test(text(hovers))), [true, true, true], text(hovers));
  const list = await ask<CompletionList>("vscode.executeCompletionItemProvider", route.uri, behind(route, "- name: edge\n  hostnames: ".slice(0, 8)));
  equal(list.items.some((it) => it.label === "edge"), true, `names that exist: ${list.items.map((it) => it.label).slice(0, 9)}`);
  const lenses = await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", route.uri, 20);
  equal(lenses.map((it) => it.command?.title), ["shop/edge http → status 500"], "what becomes of requests");
});

test("from a reference to what it names, and back", async () => {
  const route = await open("route.yaml");
  const definitions = await ask<Location[]>("vscode.executeDefinitionProvider", route.uri, behind(route, "- name: ed"));
  equal(definitions.map((it) => it.uri.path), ["/work/gateway.yaml"], "the Gateway");
  const gateway = await open("gateway.yaml");
  const references = await ask<Location[]>("vscode.executeReferenceProvider", gateway.uri, behind(gateway, "{name: ed"));
  equal(references.some((it) => it.uri.path === "/work/route.yaml"), true, "the route refers to it");
});

test("the outline has objects and their parts", async () => {
  const route = await open("route.yaml");
  const symbols = await eventually("symbols", () => commands.executeCommand<DocumentSymbol[]>("vscode.executeDocumentSymbolProvider", route.uri), (it) => it?.length > 0);
  equal(symbols.map((it) => [it.name, it.children.map((it) => it.name)]), [["HTTPRoute shop/web", ["rule 0"]]], "the outline");
});

test("files without manifests have no findings, those that git ignores do not count", async () => {
  const compose = await open("compose.yaml");
  // The same Gateway once more would be told.
  const gateway = await open("gateway.yaml");
  await new Promise((resolve) => setTimeout(resolve, 600));
  equal(codes(compose.uri), [], "in a compose file");
  equal(codes(gateway.uri).filter((it) => it === "RP2030"), [], "in the Gateway");
});

test("a file that another program stores counts", async () => {
  const route = await open("route.yaml");
  await found(route.uri, "RP2003");
  await write("base/service.yaml", SERVICE.replace("port: 80,", "port: 8080,"));
  await gone(route.uri, "RP2003");
  await write("base/service.yaml", SERVICE);
  await found(route.uri, "RP2003");
  await workspace.fs.delete(at("base/service.yaml"));
  await gone(route.uri, "RP2003");
  await write("base/service.yaml", SERVICE);
  await found(route.uri, "RP2003");
});

test("settings of the folder count, and say where they are wrong", async () => {
  const route = await open("route.yaml");
  await write("routeproof.yaml", "rules:\n  RP2003: off\n");
  await gone(route.uri, "RP2003");
  await write("routeproof.yaml", "profile: none\nrulse: {}\n");
  const settings = at("routeproof.yaml");
  const [fault] = await eventually("the settings are wrong", () => own(settings), (it) => it.length > 0);
  equal([fault?.range.start.line, /rulse/.test(fault?.message ?? "")], [1, true], `where: ${fault?.message}`);
  equal(codes(route.uri), [], "nothing is judged");
  await workspace.fs.delete(settings);
  await found(route.uri, "RP2003");
  equal(own(settings), [], "the fault is gone");
});

test("a profile that the settings name is read, and read again when it is stored", async () => {
  const route = await open("route.yaml");
  await write("own/platform.yaml", "name: own\nroutes: {hostnames: nothing}\n");
  await write("routeproof.yaml", "profile: ./own/platform.yaml\n");
  const settings = at("routeproof.yaml");
  await eventually("the profile cannot be used", () => own(settings).map((it) => it.message), (it) => it.some((it) => it.includes("own/platform.yaml")));
  await write("own/platform.yaml", `name: own\ngateways: [{namespace: infra, name: edge}]\nroutes: {kinds: [HTTPRoute]}\nhostnames: {templates: ["<app>.<tenant>.example.com"]}\n`);
  await eventually("it can be used now", () => own(settings), (it) => it.length === 0);
  await workspace.fs.delete(settings);
  await found(route.uri, "RP2003");
});

test("the profile of the editor's settings counts where the folder has none", async () => {
  const route = await open("route.yaml");
  await configure("tenant", "acme");
  await configure("profile", "kupe");
  await eventually("the platform refuses it", () => codes(route.uri), (it) => it.some((code) => code.startsWith("RP5")));
  await configure("profile", undefined);
  await configure("tenant", undefined);
  await eventually("the platform is gone", () => codes(route.uri), (it) => it.includes("RP2003") && !it.some((code) => code.startsWith("RP5")));
});

test("what a YAML language server reports is told once", async () => {
  const route = await open("route.yaml");
  await replace(route, "  hostnames:", "  hostname:");
  await found(route.uri, "RP1010");
  const line = own(route.uri).find((it) => code(it) === "RP1010")?.range.start.line ?? 0;
  const other = languages.createDiagnosticCollection("yaml");
  const theirs = { range: new Range(line, 2, line, 10), message: "Property hostname is not allowed.", severity: DiagnosticSeverity.Error, source: "yaml-schema: HTTPRoute" };
  other.set(route.uri, [theirs as Diagnostic]);
  await gone(route.uri, "RP1010");
  equal(codes(route.uri).includes("RP2003"), true, "what they do not know stays");
  const titles = (await actions(route, new Position(line, 4))).map((it) => it.title);
  equal(titles.length > 0, true, `the fix stays: ${titles}`);
  await configure("besideYaml", "always");
  await replace(route, "name: web\n  namespace", "name:  web\n  namespace");
  await found(route.uri, "RP1010");
  await configure("besideYaml", undefined);
  other.dispose();
  await replace(route, "  hostname:", "  hostnames:");
  await replace(route, "name:  web\n  namespace", "name: web\n  namespace");
  await gone(route.uri, "RP1010");
});

test("a document outside of the folder is judged alone", async () => {
  const document = await workspace.openTextDocument({ language: "yaml", content: ROUTE.replace("rules:", "ruls:") });
  await window.showTextDocument(document, { viewColumn: ViewColumn.One });
  await found(document.uri, "RP1010");
  await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await eventually("its findings go with it", () => codes(document.uri), (it) => it.length === 0);
});

test("no more files than allowed are read, and what was not read is unknown", async () => {
  const route = await open("route.yaml");
  await configure("maxFiles", 1);
  // The Service is in none of the files that count, so that its ports are not known.
  await gone(route.uri, "RP2003");
  await configure("maxFiles", undefined);
  await found(route.uri, "RP2003");
});

test("the panel opens", async () => {
  await open("route.yaml");
  await commands.executeCommand("routeproof.tryRequest");
  await eventually("a tab", panels, (it) => it.length === 1);
  const route = await open("route.yaml");
  const position = behind(route, "- name: we");
  if (window.activeTextEditor !== undefined) window.activeTextEditor.selection = new Selection(position, position);
});

const panels = () => window.tabGroups.all.flatMap((it) => it.tabs).map((it) => it.label).filter((it) => it === "How requests flow");

/** Runs all tests; the editor calls this. */
export async function run(): Promise<void> {
  await workspace.fs.createDirectory(at("base"));
  await Promise.all([
    write("gateway.yaml", GATEWAY),
    write("base/service.yaml", SERVICE),
    write("route.yaml", ROUTE),
    write("compose.yaml", "services: {web: {image: nginx}}\n"),
    write(".gitignore", "/rendered/\n"),
    workspace.fs.createDirectory(at("rendered")).then(() => write("rendered/gateway.yaml", GATEWAY)),
  ]);
  const failures: string[] = [];
  for (const [name, run] of tests) {
    const begun = Date.now();
    try {
      await run();
      console.log(`suite: ok ${name} (${Date.now() - begun} ms)`);
    } catch (error) {
      failures.push(name);
      console.log(`suite: FAILED ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  // With the tests the extension ends: what a person does comes before, who closes the panel at last.
  console.log(`suite: ${tests.length - failures.length} of ${tests.length} passed`);
  const end = Date.now() + 60_000;
  while (panels().length > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
  if (failures.length > 0) throw new Error(`${failures.length} of ${tests.length} failed`);
}
