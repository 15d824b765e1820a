/** Findings of the engine as underlines, gutter marks and what they say under the pointer. */
import type { Diagnostic as Finding } from "@routeproof/web";
import { forEachDiagnostic, type Diagnostic } from "@codemirror/lint";
import type { EditorState, Text } from "@codemirror/state";
import { h } from "../dom.js";
import { rulePage } from "../docs.js";
import { inline, markdown } from "../markdown.js";
import { range } from "./places.js";

/** What is needed to show findings and to act on them. */
export interface Acts {
  /** Applies the fix with this place. */
  fix(finding: Finding, at: number): void;
  /** Shows the docs of a rule. */
  explain(code: string): void;
}

/** A finding in the editor. It moves with the text; the finding that it is now has the offsets of now. */
export interface Underline extends Diagnostic {
  readonly says: string;
  now: Finding;
}

/** The findings about `text` for the editor. */
export function underlines(text: Text, findings: readonly Finding[], acts: Acts): Underline[] {
  return findings.map((finding) => {
    const it: Underline = {
      ...range(text, finding.span),
      severity: finding.severity,
      source: finding.code,
      message: finding.message,
      says: words(finding),
      now: finding,
      renderMessage: () => tooltip(it.now, acts),
      actions: finding.fixes.map((fix, at) => ({
        name: sentence(fix.title).replaceAll("`", ""),
        apply: () => acts.fix(it.now, at),
      })),
    };
    return it;
  });
}

/** Whether the editor shows just these already, at the same places: then it only learns their offsets. */
export function shows(state: EditorState, wanted: readonly Underline[]): boolean {
  const there: Underline[] = [];
  const same = (it: Underline, from: number, to: number) => {
    const other = wanted[there.length];
    return other !== undefined && other.from === from && other.to === to && other.says === it.says;
  };
  let all = true;
  forEachDiagnostic(state, (it, from, to) => {
    all &&= same(it as Underline, from, to);
    there.push(it as Underline);
  });
  if (!all || there.length !== wanted.length) return false;
  for (const [at, it] of there.entries()) it.now = wanted[at]?.now ?? it.now;
  return true;
}

/** All about a finding except its place. */
export function words({ severity, message, help, code, fixes, related }: Finding): string {
  return JSON.stringify([severity, code, message, help, fixes.map((it) => [it.title, it.safety]), related.map((it) => it.message)]);
}

function tooltip(finding: Finding, { explain }: Acts): Node {
  const why = h("div", { class: "tip-why" });
  rulePage(finding.code).then(
    (page) => why.append(markdown(page?.why ?? "", 4)),
    () => why.remove(),
  );
  return h(
    "div",
    { class: "tip" },
    h("p", { class: "tip-message" }, inline(sentence(finding.message))),
    typeof finding.help === "string" && h("p", { class: "tip-help" }, inline(help(finding.help))),
    why,
    h(
      "button",
      { type: "button", class: "tip-rule", onclick: () => explain(finding.code) },
      `${finding.code} ${finding.name}`,
    ),
  );
}

/** What helps, in words of this page: it has a platform bar where a terminal has options. */
export function help(text: string): string {
  return sentence(text)
    .replace(/check with `--channel (\w+)`/i, "choose the channel $1 above")
    .replace("Name the tenant: setting `tenant`, or `--tenant`", "Name the tenant above");
}

/** Messages of the engine begin in lower case, as compilers' do; here they stand alone. Names stay as they are. */
export function sentence(text: string): string {
  return /^(kubectl\b|[a-z]+[A-Z])/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
