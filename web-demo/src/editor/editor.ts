/**
 * The editor: one view, and a state of CodeMirror for every file, so that each keeps its own history and selection.
 * It stands in a shadow root, where its styles are objects: a page whose policy allows no inline style can show it.
 */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type ChangeSpec, type Extension } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  rectangularSelection,
  tooltips,
} from "@codemirror/view";
import type { Diagnostic, Edit } from "@routeproof/web";
import type { Result } from "../analysis.js";
import type { Engine } from "../engine/client.js";
import type { SourceFile, State } from "../state.js";
import { completer, fieldHelp } from "./assist.js";
import { shows, underlines, type Acts } from "./findings.js";
import { look } from "./look.js";
import { range } from "./places.js";
import { rehearse } from "./rehearse.js";
import { yaml } from "./yaml.js";
import tips from "../styles/tips.css?inline";

/** Characters up to which a text is coloured: several thousand lines. */
const COLOURED = 200_000;

/**
 * What is typed over a selection. The browser would put it in a span with a style of its own, which the page's policy
 * forbids and reports; the editor does it without.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { main, ranges } = view.state.selection;
    const { data } = event;
    if (event.inputType !== "insertText" || data === null || main.empty || ranges.length > 1 || view.composing) return false;
    const insert = () => view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    const { from, to } = main;
    if (!view.state.facet(EditorView.inputHandler).some((it) => it(view, from, to, data, insert))) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

/** What the editor tells the page, and asks of it. */
export interface Hooks extends Acts {
  /** Shows the fixes for the line of the cursor. */
  quickFix(): void;
  /** The cursor moved in the file that is open. */
  cursor(file: SourceFile, offset: number): void;
}

export class Editor {
  readonly #host: HTMLElement;
  readonly #state: State;
  readonly #hooks: Hooks;
  readonly #extensions: Extension;
  readonly #kept = new Map<number, EditorState>();
  readonly #view: EditorView;
  readonly #colours = new Compartment();
  #shown: number | undefined;
  #resting: number | undefined;

  constructor(host: HTMLElement, state: State, engine: Engine, hooks: Hooks) {
    this.#host = host;
    this.#state = state;
    this.#hooks = hooks;
    const shown = () => state.active;
    this.#extensions = [
      lintGutter({ hoverTime: 150 }),
      lineNumbers(),
      highlightActiveLineGutter(),
      foldGutter(),
      history(),
      drawSelection(),
      rectangularSelection(),
      crosshairCursor(),
      indentOnInput(),
      indentUnit.of("  "),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      autocompletion({ override: [completer(engine, shown)], activateOnTypingDelay: 60, icons: false }),
      fieldHelp(engine, shown),
      tooltips({ position: "fixed" }),
      this.#colours.of([]),
      typeOver,
      look,
      EditorView.contentAttributes.of({
        "aria-label": "Manifest. Escape, then Tab leaves the editor.",
        // It takes the focus without this too, which not every tool knows.
        tabindex: "0",
        spellcheck: "false",
        autocapitalize: "off",
      }),
      keymap.of([
        { key: "Mod-.", run: () => this.#quickFix() },
        { key: "Alt-Enter", run: () => this.#quickFix() },
        { key: "F8", run: nextDiagnostic },
        { key: "Shift-F8", run: previousDiagnostic },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...foldKeymap,
        ...defaultKeymap,
        { key: "Tab", run: indentMore, shift: indentLess },
      ]),
      EditorView.updateListener.of((update) => {
        const file = state.active;
        if (file === undefined || file.id !== this.#shown || update.view !== this.#view) return;
        if (update.docChanged) this.#colour(update.state);
        if (update.docChanged || update.selectionSet) {
          this.#blinkLater();
          hooks.cursor(state.active ?? file, update.state.selection.main.head);
        }
      }),
    ];
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(tips);
    this.#view = new EditorView({
      parent: root,
      root,
      state: this.#fresh(""),
      dispatchTransactions: (transactions, view) => {
        // Before the view draws it: the engine reads it meanwhile.
        const doc = transactions.at(-1)?.newDoc;
        if (doc !== undefined && doc !== view.state.doc && this.#shown !== undefined) state.setText(this.#shown, doc.toString(), "editor");
        view.update(transactions);
      },
    });
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    state.listen((change) => {
      if (change.type === "active") this.#show();
      else if (change.type === "removed") this.#kept.delete(change.file.id);
      else if (change.type === "text" && change.by === "page") this.#replaceText(change.file);
    });
  }

  /** Shows what was found, as long as it is about the text that is shown. */
  show({ findings, texts }: Result): void {
    const file = this.#state.active;
    if (file === undefined || file.id !== this.#shown) return;
    const source = texts.get(file.id);
    // A newer answer is on its way.
    if (source === undefined || source !== file.text) return;
    const own = findings.diagnostics.filter((it) => it.source === file.name);
    const { state } = this.#view;
    const wanted = underlines(state.doc, own, this.#hooks);
    if (!shows(state, wanted)) this.#view.dispatch(setDiagnostics(state, wanted));
  }

  /** Opens the file and selects the place. */
  reveal(name: string, from: number, to: number): void {
    const file = this.#state.named(name);
    if (file === undefined) return;
    this.#state.open(file.id);
    const { length } = this.#view.state.doc;
    const [anchor, head] = [Math.min(from, length), Math.min(to, length)];
    this.#view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    this.#view.focus();
  }

  /** Applies edits, each to its file; what the file's own history undoes. */
  edit(edits: readonly Edit[]): void {
    const sources = new Set(edits.map((it) => it.source));
    for (const name of sources) {
      const file = this.#state.named(name);
      if (file === undefined) continue;
      const state = file.id === this.#shown ? this.#view.state : this.#stateOf(file);
      const changes = edits
        .filter((it) => it.source === name)
        .map((it): ChangeSpec => ({ ...range(state.doc, it.span), insert: it.text }));
      this.#apply(file, changes);
    }
  }

  focus(): void {
    this.#view.focus();
  }

  /** Runs once what keys run, out of sight, while the user does nothing: the first key is as fast as the others then. */
  warm(text: string, findings: readonly Diagnostic[]): void {
    const state = EditorState.create({ doc: text, extensions: [this.#extensions, yaml()] });
    rehearse(state, (doc) => underlines(doc, findings, this.#hooks));
  }

  /** Where the cursor is, in the file and on the screen. */
  get cursor(): { offset: number; line: number; left: number; bottom: number } {
    const offset = this.#view.state.selection.main.head;
    const { left, bottom } = this.#view.coordsAtPos(offset) ?? this.#view.dom.getBoundingClientRect();
    return { offset, line: this.#view.state.doc.lineAt(offset).number, left, bottom };
  }

  /** The cursor blinks while nothing is typed: to begin anew with every key would make a frame more each time. */
  #blinkLater(): void {
    this.#host.classList.remove("resting");
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#host.classList.add("resting"), 500);
  }

  #quickFix(): boolean {
    this.#hooks.quickFix();
    return true;
  }

  #fresh(doc: string): EditorState {
    return EditorState.create({ doc, extensions: this.#extensions });
  }

  #stateOf(file: SourceFile): EditorState {
    return this.#kept.get(file.id) ?? this.#fresh(file.text);
  }

  #show(): void {
    if (this.#shown !== undefined && this.#state.file(this.#shown) !== undefined) {
      this.#kept.set(this.#shown, this.#view.state);
    }
    const file = this.#state.active;
    // While the states change, the view belongs to no file.
    this.#shown = undefined;
    this.#view.setState(file === undefined ? this.#fresh("") : this.#stateOf(file));
    this.#shown = file?.id;
    this.#colour(this.#view.state);
    if (file !== undefined) this.#hooks.cursor(file, this.#view.state.selection.main.head);
  }

  /** Colours a text, unless it is so large that reading it for colours alone would keep the page busy. */
  #colour(state: EditorState): void {
    const wanted = state.doc.length <= COLOURED;
    const has = Array.isArray(this.#colours.get(state)) === false;
    if (wanted === has) return;
    // Not while the view is being updated.
    queueMicrotask(() => {
      if (this.#view.state.doc.length <= COLOURED !== wanted) return;
      this.#view.dispatch({ effects: this.#colours.reconfigure(wanted ? yaml() : []) });
    });
  }

  #replaceText(file: SourceFile): void {
    const state = file.id === this.#shown ? this.#view.state : this.#stateOf(file);
    const [before, after] = [state.doc.toString(), file.text];
    let from = 0;
    while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
    let end = 0;
    while (end < before.length - from && end < after.length - from && before.at(-1 - end) === after.at(-1 - end)) end += 1;
    this.#apply(file, { from, to: before.length - end, insert: after.slice(from, after.length - end) });
  }

  #apply(file: SourceFile, changes: ChangeSpec): void {
    if (file.id === this.#shown) {
      this.#view.dispatch({ changes, userEvent: "input.fix" });
    } else {
      const { state } = this.#stateOf(file).update({ changes, userEvent: "input.fix" });
      this.#kept.set(file.id, state);
      this.#state.setText(file.id, state.doc.toString(), "editor");
    }
  }
}

/** Findings on the line of the cursor that can be mended. */
export function fixable(diagnostics: readonly Diagnostic[], name: string, line: number): Diagnostic[] {
  const onLine = (it: Diagnostic) => it.span.start.line <= line && line <= it.span.end.line;
  return diagnostics.filter((it) => it.source === name && onLine(it) && it.fixes.length > 0);
}
