/** What is wrong, as a list: each entry leads to its place, shows its rule and offers its fixes. */
import type { Diagnostic } from "@routeproof/web";
import type { Result } from "../analysis.js";
import { byId, count, h, icon } from "../dom.js";
import { sentence, type Acts } from "../editor/findings.js";
import { inline } from "../markdown.js";

/** Entries that are shown before somebody asks for more. */
const FIRST = 50;

/** What an entry does. */
export interface ProblemActs extends Acts {
  reveal(finding: Diagnostic): void;
  fixAll(): void;
}

export class Problems {
  readonly #acts: ProblemActs;
  readonly #list = byId("problem-list");
  #shown = "";
  #all = false;
  #announce: number | undefined;

  constructor(acts: ProblemActs) {
    this.#acts = acts;
    byId("fix-all").addEventListener("click", () => acts.fixAll());
  }

  show({ findings }: Result): void {
    const { diagnostics, left, summary } = findings;
    const rank = { error: 0, warning: 1, info: 2 };
    const sorted = [...diagnostics].sort((one, other) => rank[one.severity] - rank[other.severity]);
    this.#summary(summary.errors, summary.warnings, summary.infos, summary.objects);
    const safe = sorted.filter((it) => it.fixes.some((fix) => fix.safety === "safe")).length;
    const button = byId<HTMLButtonElement>("fix-all");
    button.hidden = safe === 0;
    byId("fix-all-label").textContent = safe === 1 ? "Fix 1 safely" : `Fix ${safe} safely`;
    const shown = JSON.stringify([this.#all, left, summary.objects > 0, sorted.slice(0, this.#all ? undefined : FIRST)]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#render(sorted, left, summary.objects);
  }

  #render(sorted: readonly Diagnostic[], left: number, objects: number): void {
    const focused = this.#list.contains(document.activeElement) ? document.activeElement?.closest("li")?.dataset["key"] : undefined;
    const some = this.#all ? sorted : sorted.slice(0, FIRST);
    const rows = some.map((it) => this.#row(it));
    const hidden = sorted.length - some.length;
    if (hidden > 0) {
      const more = () => {
        this.#all = true;
        this.#render(sorted, left, objects);
      };
      rows.push(h("li", { class: "more" }, h("button", { type: "button", class: "plain", onclick: more }, `Show ${hidden} more`)));
    }
    if (left > 0) rows.push(h("li", { class: "more" }, `${count(left, "more")} are not listed. Mend some of these first.`.replace("mores", "more")));
    if (rows.length === 0) {
      const empty = objects === 0 ? "Nothing to check yet." : "No problem is known. What the files do not hold was not looked at.";
      rows.push(h("li", { class: "empty" }, objects > 0 && icon("yes"), h("span", {}, empty)));
    }
    this.#list.replaceChildren(...rows);
    if (focused !== undefined) {
      const again = rows.find((it) => it.dataset["key"] === focused) ?? rows[0];
      again?.querySelector("button")?.focus();
    }
  }

  #row(finding: Diagnostic): HTMLLIElement {
    const { severity, message, help, source, span, code, name, fixes, related } = finding;
    const acts = this.#acts;
    return h(
      "li",
      { class: `problem ${severity}`, "data-key": `${source} ${code} ${message}` },
      h(
        "button",
        { type: "button", class: "problem-main", onclick: () => acts.reveal(finding) },
        h("span", { class: "problem-icon" }, icon(severity), h("span", { class: "hidden" }, `${severity}: `)),
        h("span", { class: "problem-text" }, inline(sentence(message))),
        h("span", { class: "problem-place" }, `${source}:${span.start.line}`),
      ),
      typeof help === "string" && h("p", { class: "problem-help" }, inline(sentence(help))),
      h(
        "div",
        { class: "problem-acts" },
        ...fixes.map((fix, at) =>
          h(
            "button",
            {
              type: "button",
              class: `chip ${fix.safety}`,
              title: fix.safety === "safe" ? "Safe: it changes nothing that works" : "Look at it: it is a guess",
              onclick: () => acts.fix(finding, at),
            },
            icon("wand"),
            h("span", {}, inline(sentence(fix.title))),
          ),
        ),
        ...related.map((it) =>
          h(
            "button",
            { type: "button", class: "plain small", onclick: () => acts.reveal({ ...finding, source: it.source, span: it.span }) },
            inline(sentence(it.message)),
          ),
        ),
        h("button", { type: "button", class: "rule-link", title: "What this rule wants, and why", onclick: () => acts.explain(code) }, `${code} ${name}`),
      ),
    );
  }

  #summary(errors: number, warnings: number, infos: number, objects: number): void {
    const parts = [
      errors > 0 && h("span", { class: "count error" }, icon("error"), count(errors, "error")),
      warnings > 0 && h("span", { class: "count warning" }, icon("warning"), count(warnings, "warning")),
      infos > 0 && h("span", { class: "count info" }, icon("info"), count(infos, "note")),
    ].filter((it) => it !== false);
    const good = objects > 0 && errors + warnings === 0;
    if (good) parts.unshift(h("span", { class: "count good" }, icon("yes"), "No problem known"));
    byId("problem-count").replaceChildren(...parts);
    byId("nav-problems").dataset["count"] = errors + warnings > 0 ? String(errors + warnings) : "";
    clearTimeout(this.#announce);
    // Spoken when the typing pauses, not with every key.
    this.#announce = setTimeout(() => {
      byId("spoken").textContent = good ? "No problem known" : `${count(errors, "error")}, ${count(warnings, "warning")}`;
    }, 900);
  }
}
