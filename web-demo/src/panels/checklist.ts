/** After apply: the five questions about every route that a cluster reported, with evidence that leads to its place. */
import type { Evidence, RouteVerification, Span, Verdict } from "@routeproof/web";
import { byId, count, h, icon, type Icon } from "../dom.js";
import type { AnswerOf, Engine } from "../engine/client.js";
import { sentence } from "../editor/findings.js";
import { inline } from "../markdown.js";
import type { State } from "../state.js";
import { toast } from "../toast.js";

const COMMAND = "kubectl get gatewayclasses,gateways,httproutes,services,endpointslices,pods,deployments -A -o yaml";
const ICONS: Record<Verdict, Icon> = { yes: "yes", no: "no", cannotTell: "unknown" };
const WORDS: Record<Verdict, string> = { yes: "yes", no: "no", cannotTell: "cannot tell" };
/** Routes that are shown; a person reads the worst first. */
const MOST = 100;

export class Checklist {
  readonly #state: State;
  readonly #engine: Engine;
  readonly #reveal: (source: string, span: Span) => void;
  readonly #place = byId("checklist");
  readonly #open = new Map<string, boolean>();
  #shown = "";

  constructor(state: State, engine: Engine, reveal: (source: string, span: Span) => void) {
    this.#state = state;
    this.#engine = engine;
    this.#reveal = reveal;
    this.#invite();
  }

  async update(): Promise<void> {
    const live = this.#state.files.filter((it) => it.live && it.text.trim() !== "");
    if (live.length === 0) {
      this.#invite();
      return;
    }
    const verification = await this.#engine.ask({ op: "verify", unit: "utf16" }, "verification");
    const shown = JSON.stringify(verification.routes);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#render(verification);
  }

  #invite(): void {
    if (this.#shown === "invitation") return;
    this.#shown = "invitation";
    const paste = h("textarea", {
      id: "paste-live",
      class: "mono",
      rows: 7,
      spellcheck: "false",
      placeholder: "apiVersion: v1\nkind: List\nitems: …",
    });
    let taken = false;
    const take = () => {
      if (taken || paste.value.trim() === "") return;
      taken = true;
      const file = this.#state.add("live.yaml", paste.value, true);
      if (this.#state.files.length === 1) this.#state.open(file.id);
      toast(`Read as ${file.name}; it has a tab of its own.`);
    };
    // What is pasted is whole; what is typed is so when the field is left.
    paste.addEventListener("input", (event) => {
      if ((event as InputEvent).inputType !== "insertText") take();
    });
    paste.addEventListener("change", take);
    const copy = () =>
      navigator.clipboard.writeText(COMMAND).then(
        () => toast("The command is copied."),
        () => toast("The browser does not allow copying; select the command by hand."),
      );
    this.#place.replaceChildren(
      h("h2", {}, "Did it work?"),
      h("p", { class: "quiet" }, "After you applied the manifests, ask the cluster what became of them. Five questions are answered from what it says."),
      h("ol", { class: "steps" },
        h("li", {}, h("span", {}, "Run this"), h("div", { class: "command" }, h("code", { tabindex: 0, "aria-label": "command" }, COMMAND), h("button", { type: "button", class: "plain small", onclick: copy }, "Copy"))),
        h("li", {}, h("label", { for: "paste-live" }, "Paste what it prints"), paste),
      ),
    );
  }

  #render({ routes, summary }: AnswerOf<"verification">): void {
    const rank: Record<Verdict, number> = { no: 0, cannotTell: 1, yes: 2 };
    const sorted = [...routes].sort((one, other) => rank[one.verdict] - rank[other.verdict]);
    const parts = [
      summary.no > 0 && h("span", { class: "count error" }, icon("no"), `${count(summary.no, "route")} with a no`),
      summary.cannotTell > 0 && h("span", { class: "count warning" }, icon("unknown"), `${count(summary.cannotTell, "route")} undecided`),
      summary.yes > 0 && h("span", { class: "count good" }, icon("yes"), `${count(summary.yes, "route")} with five times yes`),
    ];
    this.#place.replaceChildren(
      h("h2", {}, "After apply"),
      h("p", { class: "counts" }, ...parts),
      ...(sorted.length === 0 ? [h("p", { class: "quiet" }, "The cluster reported no route. Ask for httproutes too, in every namespace.")] : []),
      ...sorted.slice(0, MOST).map((it, at) => this.#route(it, at)),
      ...(sorted.length > MOST ? [h("p", { class: "quiet" }, `${sorted.length - MOST} more routes, none of them worse.`)] : []),
    );
  }

  #route(route: RouteVerification, at: number): HTMLElement {
    const { object, verdict, answers } = route;
    const name = [object.kind, [object.namespace, object.name].filter(Boolean).join("/")].filter(Boolean).join(" ");
    const box = h(
      "details",
      { class: `route ${verdict}` },
      h("summary", {}, h("span", { class: `verdict ${verdict}` }, icon(ICONS[verdict])), h("strong", {}, name), h("span", { class: "hidden" }, `: ${WORDS[verdict]}`)),
      h(
        "ol",
        { class: "answers" },
        ...answers.map((it) =>
          h(
            "li",
            { class: it.verdict },
            h("p", { class: "answer" }, h("span", { class: `verdict ${it.verdict}` }, icon(ICONS[it.verdict])), h("span", {}, sentence(it.statement)), h("span", { class: "answer-word" }, WORDS[it.verdict])),
            h("ul", { class: "evidence" }, ...it.evidence.map((piece) => this.#evidence(piece))),
          ),
        ),
      ),
    );
    box.open = this.#open.get(name) ?? (verdict !== "yes" || at === 0);
    box.addEventListener("toggle", () => this.#open.set(name, box.open));
    return box;
  }

  #evidence({ text, source, span, verdict }: Evidence): HTMLLIElement {
    const words = h("span", {}, inline(sentence(text)));
    const kind = `piece ${verdict ?? "neutral"}`;
    if (typeof source !== "string" || span === null || span === undefined) return h("li", { class: kind }, words);
    const go = () => this.#reveal(source, span);
    return h("li", { class: kind }, words, " ", h("button", { type: "button", class: "place", onclick: go }, `${source}:${span.start.line}`));
  }
}
