/** Completion and hover help, both out of the engine. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { Prec } from "@codemirror/state";
import { hoverTooltip, type EditorView, type Tooltip } from "@codemirror/view";
import type { Engine } from "../engine/client.js";
import { h } from "../dom.js";
import { markdown } from "../markdown.js";
import { range } from "./places.js";

/** The file that the editor shows. */
export type Shown = () => { readonly name: string; readonly text: string } | undefined;

const KINDS = { name: "variable", field: "property", value: "enum" } as const;

/** Fields, values and names that fit at the cursor. */
export function completer(engine: Engine, shown: Shown) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const file = shown();
    if (file === undefined) return null;
    const before = context.matchBefore(/[\w.*/-]+/);
    // An empty line offers fields when it is asked, and after the space that follows a key or a dash.
    if (!context.explicit && before === null && context.matchBefore(/[:-] $/) === null) return null;
    const question = { op: "complete", source: file.name, offset: context.pos, unit: "utf16" } as const;
    const { completions } = await engine.ask(question, "completions");
    const [first] = completions;
    if (context.aborted || first === undefined) return null;
    const { from, to } = range(context.state.doc, first.span);
    const options = completions.map(
      (it, at): Completion => ({
        label: it.label,
        detail: it.detail,
        type: KINDS[it.kind],
        apply: it.insert,
        boost: -at / 10,
        info: () => (it.docs === "" ? null : h("div", { class: "tip" }, markdown(it.docs, 4))),
      }),
    );
    return { from, to: Math.max(to, context.pos), options, validFor: /^[\w.*/-]*$/ };
  };
}

/** What the field under the pointer means. */
export function fieldHelp(engine: Engine, shown: Shown) {
  const tooltip = hoverTooltip(
    async (view: EditorView, pos: number): Promise<Tooltip | null> => {
      const file = shown();
      if (file === undefined) return null;
      const question = { op: "hover", source: file.name, offset: pos, unit: "utf16" } as const;
      const { hover } = await engine.ask(question, "hover");
      if (hover === null || view.state.doc.toString() !== file.text) return null;
      const { from, to } = range(view.state.doc, hover.span);
      const dom = h("div", { class: "tip tip-field" }, markdown(hover.text, 4));
      return { pos: from, end: to, above: true, create: () => ({ dom }) };
    },
    { hoverTime: 250 },
  );
  // What is wrong stands above what the field means.
  return Prec.lowest(tooltip);
}
