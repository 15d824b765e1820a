/** The page: its parts, and who tells whom. */
import "./styles/page.css";
import "./styles/picture.css";
import type { Diagnostic, Span } from "@routeproof/web";
import { Analysis } from "./analysis.js";
import { byId, count } from "./dom.js";
import { Editor, fixable, type Hooks } from "./editor/editor.js";
import { sentence } from "./editor/findings.js";
import { Engine } from "./engine/client.js";
import { TOUR } from "./examples.js";
import { Afterwards, idle } from "./idle.js";
import { keep, kept } from "./keep.js";
import { offline } from "./offline.js";
import { Checklist } from "./panels/checklist.js";
import { explain, keys } from "./panels/dialogs.js";
import { menu } from "./panels/menu.js";
import { PlatformBar } from "./panels/platform.js";
import { Problems, type ProblemActs } from "./panels/problems.js";
import { RequestBar } from "./panels/request.js";
import { Start } from "./panels/start.js";
import { Tabs } from "./panels/tabs.js";
import { Views } from "./panels/views.js";
import type { Cursor } from "./picture/model.js";
import { Picture } from "./picture/picture.js";
import { restoreFromHash, share } from "./share.js";
import { settingsText } from "./settings.js";
import { State } from "./state.js";
import { theme } from "./theme.js";
import { toast } from "./toast.js";

const state = new State();
const engine = new Engine(
  () => ({ settings: settingsText(state.platform), files: state.files }),
  (message, again) => {
    if (again) analysis.open();
    else toast(`The engine stopped: ${message}. Reload the page; your files are kept.`);
  },
);
const analysis = new Analysis(state, engine);
const views = new Views();

const fix = (finding: Diagnostic, at: number) => {
  const chosen = finding.fixes[at];
  if (chosen !== undefined) editor.edit(chosen.edits);
};

const edit = () => {
  views.show("editor");
  editor.focus();
};

const reveal = (source: string, { start, end }: Span) => {
  views.show("editor");
  editor.reveal(source, start.offset, end.offset);
};

const acts: ProblemActs & Hooks = {
  fix,
  explain: (code) => void explain(code),
  reveal: (it) => reveal(it.source, it.span),
  fixAll: () => void fixAll(),
  nameTenant: () => platform.nameTenant(),
  quickFix,
  cursor: (file, offset) => follow({ source: file.name, offset }),
};

const afterwards = new Afterwards();
let following: number | undefined;

theme();
const editor = new Editor(byId("editor"), state, engine, acts);
const tabs = new Tabs(state, edit);
const problems = new Problems(acts);
const platform = new PlatformBar(state);
const picture = new Picture((source, offset) => {
  views.show("editor");
  editor.reveal(source, offset, offset);
});
const request = new RequestBar(state, engine, (ids) => picture.highlight(ids));
const checklist = new Checklist(state, engine, reveal);
const start = new Start(state, () => tabs.addEmpty(), edit);

analysis.listen((result) => {
  editor.show(result);
  // The underline is painted first.
  afterwards.run(() => {
    tabs.show(result);
    start.show(result);
    problems.show(result);
    const { summary, took } = result.findings;
    byId("took").textContent = summary.objects === 0 ? "" : `${count(summary.objects, "object")} checked in ${took.toFixed(1)} ms`;
  });
});
state.listen((change) => {
  if (change.type === "text") afterwards.wait();
});
analysis.whenQuiet(() => {
  void checklist.update();
  void draw().then(() => request.update());
});
addEventListener("picture", () => void draw());
analysis.whenSettings((problem) => platform.problem(problem));

share(state);
byId("keys").addEventListener("click", keys);

void restoreFromHash(state).then((shared) => {
  const snapshot = shared ? undefined : kept();
  if (snapshot !== undefined) state.restore(snapshot);
  keep(state);
  analysis.open();
});
void engine.ready.then(async () => {
  const { version, gatewayApi } = await engine.ask({ op: "version" }, "version");
  platform.releases(gatewayApi);
  byId("engine").textContent = `routeproof ${version}`;
  document.body.dataset["ready"] = "";
  performance.mark("ready");
  // Not before: what the page has loaded by then is not loaded again to be kept.
  offline();
  idle(() => void warm());
});

/** What the first key needs runs before it. */
async function warm(): Promise<void> {
  const text = TOUR.map((it) => it.text).join("---\n");
  const { diagnostics } = await engine.warm(text);
  editor.warm(text, diagnostics);
}

/** The picture goes where the cursor goes, when it rests for a moment. */
function follow(cursor: Cursor): void {
  clearTimeout(following);
  following = setTimeout(() => picture.follow(cursor), 60);
}

async function draw(): Promise<void> {
  if (!picture.visible) return;
  const graph = await engine.graph();
  // Keys that were pressed meanwhile come first.
  if (graph === undefined) return;
  await new Promise((resolve) => setTimeout(resolve));
  picture.update(graph);
}

async function fixAll(): Promise<void> {
  const before = new Map(state.files.map((it) => [it.name, it.text]));
  const { mended, changes } = await engine.ask({ op: "fix", safety: "safe" }, "fixed");
  for (const { name, text } of changes) {
    const file = state.named(name);
    // What was typed meanwhile stays.
    if (file !== undefined && file.text === before.get(name)) state.setText(file.id, text, "page");
  }
  toast(mended === 0 ? "There is nothing that can be mended safely." : `${count(mended, "problem")} mended.`);
}

/** The fixes for the line of the cursor, in a menu beside it. */
function quickFix(): void {
  const file = state.active;
  const { line, left, bottom } = editor.cursor;
  const found = file === undefined ? [] : fixable(analysis.result?.findings.diagnostics ?? [], file.name, line);
  const choices = found.flatMap((finding) =>
    finding.fixes.map((it, at) => ({
      label: sentence(it.title).replaceAll("`", ""),
      note: it.safety === "safe" ? `${finding.code}, safe` : finding.code,
      run: () => fix(finding, at),
    })),
  );
  if (choices.length === 0) {
    toast("There is no fix for this line.");
    return;
  }
  menu("Fixes", { left, top: bottom + 4 }, choices, () => editor.focus());
}
