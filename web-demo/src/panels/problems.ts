/** What is wrong, as a list: each entry leads to its place, shows its rule and offers its fixes. */
import type { Diagnostic, Summary } from "@routeproof/web";
import type { Result } from "../analysis.js";
import { byId, count, h, icon } from "../dom.js";
import { help as helpOf, sentence, words, type Acts } from "../editor/findings.js";
import { inline } from "../markdown.js";

/** Entries that are shown at first, and how many follow when the user reaches the end. */
const STEP = 25;

/** What an entry does. */
export interface ProblemActs extends Acts {
  reveal(finding: Diagnostic): void;
  fixAll(): void;
  /** Leads to where the tenant is named. */
  nameTenant(): void;
}

/** An entry: it stays in the list while it says the same, also where its finding has moved. */
interface Row {
  readonly says: string;
  readonly item: HTMLLIElement;
  readonly place: HTMLElement;
  finding: Diagnostic;
}

export class Problems {
  readonly #acts: ProblemActs;
  readonly #list = byId("problem-list");
  readonly #end = h("li", { class: "more" });
  #rows: Row[] = [];
  #sorted: readonly Diagnostic[] = [];
  #left = 0;
  #objects = 0;
  #most = STEP;
  #announce: number | undefined;

  constructor(acts: ProblemActs) {
    this.#acts = acts;
    byId("fix-all").addEventListener("click", () => acts.fixAll());
    const seen = new IntersectionObserver((entries) => entries.some((it) => it.isIntersecting) && this.#more(), { root: this.#list });
    seen.observe(this.#end);
  }

  show({ findings }: Result): void {
    const { diagnostics, left, summary } = findings;
    const rank = { error: 0, warning: 1, info: 2 };
    this.#sorted = [...diagnostics].sort((one, other) => rank[one.severity] - rank[other.severity]);
    this.#left = left;
    this.#objects = summary.objects;
    if (this.#sorted.length <= STEP) this.#most = STEP;
    this.#summary(summary);
    const safe = diagnostics.filter((it) => it.fixes.some((fix) => fix.safety === "safe")).length;
    const button = byId<HTMLButtonElement>("fix-all");
    button.hidden = safe === 0;
    const label = safe === 1 ? "Fix 1 safely" : `Fix ${safe} safely`;
    if (byId("fix-all-label").textContent !== label) byId("fix-all-label").textContent = label;
    this.#render();
  }

  #more(): void {
    if (this.#sorted.length <= this.#most) return;
    this.#most += STEP;
    this.#render();
  }

  #render(): void {
    const focused = this.#rows.findIndex((it) => it.item.contains(document.activeElement));
    const known = new Map<string, Row[]>();
    for (const it of this.#rows) known.set(it.says, [...(known.get(it.says) ?? []), it]);
    this.#rows = this.#sorted.slice(0, this.#most).map((finding) => {
      const says = words(finding);
      const row = known.get(says)?.shift() ?? this.#row(says, finding);
      row.finding = finding;
      const place = placeOf(finding);
      if (row.place.textContent !== place) row.place.textContent = place;
      return row;
    });
    const items: HTMLElement[] = this.#rows.map((it) => it.item);
    const end = this.#ending();
    if (end !== undefined) items.push(end);
    put(this.#list, items);
    // Who has just mended something stands at what comes next.
    if (focused >= 0 && !this.#list.contains(document.activeElement)) {
      this.#rows[Math.min(focused, this.#rows.length - 1)]?.item.querySelector("button")?.focus();
    }
  }

  /** What stands below the entries. */
  #ending(): HTMLElement | undefined {
    const hidden = this.#sorted.length - this.#rows.length;
    if (hidden > 0) {
      this.#end.replaceChildren(h("button", { type: "button", class: "plain", onclick: () => this.#more() }, `Show more of ${this.#sorted.length}`));
      return this.#end;
    }
    if (this.#left > 0) return h("li", { class: "more" }, `${this.#left.toLocaleString("en")} more are not listed. Mend some of these first.`);
    if (this.#rows.length > 0) return undefined;
    const empty = this.#objects === 0 ? "Nothing to check yet." : "No problem is known. What the files do not hold was not looked at.";
    return h("li", { class: "empty" }, this.#objects > 0 && icon("yes"), h("span", {}, empty));
  }

  #row(says: string, finding: Diagnostic): Row {
    const { severity, message, help, code, name, fixes, related } = finding;
    const acts = this.#acts;
    const place = h("span", { class: "problem-place" });
    const item = h(
      "li",
      { class: `problem ${severity}` },
      h(
        "button",
        { type: "button", class: "problem-main", onclick: () => acts.reveal(row.finding) },
        h("span", { class: "problem-icon" }, icon(severity), h("span", { class: "hidden" }, `${severity}: `)),
        h("span", { class: "problem-text" }, inline(sentence(message))),
        place,
      ),
      typeof help === "string" && h("p", { class: "problem-help" }, inline(helpOf(help))),
      h(
        "div",
        { class: "problem-acts" },
        code === TENANT_UNKNOWN &&
          h("button", { type: "button", class: "chip", onclick: () => acts.nameTenant() }, icon("right"), h("span", {}, "Go to the tenant")),
        ...fixes.map((fix, at) =>
          h(
            "button",
            {
              type: "button",
              class: `chip ${fix.safety}`,
              title: fix.safety === "safe" ? "Safe: it changes nothing that works" : "Look at it: it is a guess",
              onclick: () => acts.fix(row.finding, at),
            },
            icon("wand"),
            h("span", {}, inline(sentence(fix.title))),
          ),
        ),
        ...related.map((it, at) => {
          const go = () => {
            const { source, span } = row.finding.related[at] ?? it;
            acts.reveal({ ...row.finding, source, span });
          };
          return h("button", { type: "button", class: "plain small", onclick: go }, inline(sentence(it.message)));
        }),
        h("button", { type: "button", class: "rule-link", title: "What this rule wants, and why", onclick: () => acts.explain(code) }, `${code} ${name}`),
      ),
    );
    const row: Row = { says, item, place, finding };
    return row;
  }

  #summary({ errors, warnings, infos, objects, notJudged }: Summary): void {
    const unjudged = notJudged.reduce((sum, it) => sum + it.count, 0);
    const kinds = notJudged.map((it) => `${it.kind}${it.group && `.${it.group}`} (${it.count})`).join(", ");
    const parts = [
      errors > 0 && h("span", { class: "count error" }, icon("error"), count(errors, "error")),
      warnings > 0 && h("span", { class: "count warning" }, icon("warning"), count(warnings, "warning")),
      infos > 0 && h("span", { class: "count info" }, icon("info"), count(infos, "note")),
      unjudged > 0 && h("span", { class: "count info", title: `Not judged in a browser, or by nothing that is here: ${kinds}` }, icon("unknown"), `${count(unjudged, "object")} not judged`),
    ].filter((it) => it !== false);
    const good = objects > 0 && errors + warnings === 0;
    if (good) parts.unshift(h("span", { class: "count good" }, icon("yes"), "No problem known"));
    const place = byId("problem-count");
    if (place.textContent !== parts.map((it) => it.textContent).join("")) place.replaceChildren(...parts);
    byId("nav-problems").dataset["count"] = errors + warnings > 0 ? String(errors + warnings) : "";
    clearTimeout(this.#announce);
    // Spoken when the typing pauses, not with every key.
    this.#announce = setTimeout(() => {
      byId("spoken").textContent = good ? "No problem known" : `${count(errors, "error")}, ${count(warnings, "warning")}`;
    }, 900);
  }
}

/** The rule that wants to know the tenant, which the platform bar names. */
const TENANT_UNKNOWN = "RP5015";

function placeOf({ source, span }: Diagnostic): string {
  return `${source}:${span.start.line}`;
}

/** Makes `items` the children of `list`; those that are there already are not touched, so that the focus stays. */
function put(list: HTMLElement, items: readonly HTMLElement[]): void {
  const wanted = new Set<Element>(items);
  for (const it of [...list.children]) if (!wanted.has(it)) it.remove();
  let next = list.firstElementChild;
  for (const it of items) {
    if (it === next) next = next.nextElementSibling;
    else list.insertBefore(it, next);
  }
}
