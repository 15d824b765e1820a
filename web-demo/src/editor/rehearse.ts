/** Simulated keys in a hidden editor: the code that they run is compiled before the user waits for it. */
import { deleteCharBackward } from "@codemirror/commands";
import { setDiagnostics, type Diagnostic } from "@codemirror/lint";
import type { EditorState, Text as Doc } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { h } from "../dom.js";
import { idle } from "../idle.js";

/** Enough that what keys run is compiled, few enough to be over soon. */
const KEYS = 24;

/** Types into `state` while the page has nothing else to do, and stops when the user types. */
export function rehearse(state: EditorState, found: (doc: Doc) => Diagnostic[]): void {
  const host = h("div", { class: "rehearsal", "aria-hidden": "true", inert: true });
  // Closed: to everybody else there is one editor.
  const root = host.attachShadow({ mode: "closed" });
  document.body.append(host);
  const view = new EditorView({ parent: root, root, state });
  view.dispatch({ selection: { anchor: view.state.doc.line(Math.min(8, view.state.doc.lines)).to } });
  let keys = 0;
  const stop = () => (keys = KEYS);
  addEventListener("keydown", stop, { once: true, capture: true });
  const step = () => {
    if (keys >= KEYS) {
      removeEventListener("keydown", stop, { capture: true });
      view.destroy();
      host.remove();
      return;
    }
    if (keys % 2 === 0) type(view, "1");
    else deleteCharBackward(view);
    keys += 1;
    // What was typed reaches the editor by then, as do findings.
    setTimeout(() => {
      view.dispatch(setDiagnostics(view.state, keys % 2 === 0 ? [] : found(view.state.doc)));
      idle(step);
    });
  };
  idle(step);
}

/** As the browser does: it changes the page, and the editor sees what became of it. */
function type(view: EditorView, text: string): void {
  const { node, offset } = view.domAtPos(view.state.selection.main.head);
  if (node instanceof Text) node.insertData(offset, text);
  else view.dispatch(view.state.replaceSelection(text));
}
