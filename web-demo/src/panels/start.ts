/** The start screen, and the tour through what people get wrong first. */
import type { Result } from "../analysis.js";
import { byId, h, icon } from "../dom.js";
import { EXAMPLES, snapshotOf, TOUR, type Stop } from "../examples.js";
import { isDump } from "../files.js";
import { inline } from "../markdown.js";
import type { State } from "../state.js";
import { toast } from "../toast.js";

export class Start {
  readonly #state: State;
  readonly #focusEditor: () => void;
  readonly #screen = byId("start");
  readonly #bar = byId("tour");
  #stop: number | undefined;
  #solved = false;

  constructor(state: State, addEmpty: () => void, focusEditor: () => void) {
    this.#state = state;
    this.#focusEditor = focusEditor;
    this.#screen.append(this.#content(addEmpty));
    byId("examples").addEventListener("click", () => this.#toggle(this.#screen.hidden !== false));
    state.listen((change) => {
      if (change.type === "added") this.#toggle(false);
      if (change.type === "removed" && state.files.length === 0) this.#toggle(true);
    });
    this.#screen.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.files.length > 0) this.#toggle(false);
    });
    // A manifest that is pasted where no field takes it is a file.
    document.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (this.#screen.hidden || text.trim() === "" || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      const live = isDump(text);
      const { id } = state.add(live ? "live.yaml" : "pasted.yaml", text, live);
      // A task of its own: a large text takes the editor a moment.
      setTimeout(() => {
        state.open(id);
        requestAnimationFrame(() => setTimeout(focusEditor));
      });
    });
    this.#toggle(state.files.length === 0);
  }

  /** Sees whether the mistake of this stop is gone. */
  show({ findings }: Result): void {
    const { errors, warnings, objects } = findings.summary;
    const solved = errors + warnings === 0 && objects > 0;
    if (this.#stop === undefined || solved === this.#solved) return;
    this.#solved = solved;
    this.#tell();
  }

  #content(addEmpty: () => void): DocumentFragment {
    const out = document.createDocumentFragment();
    const card = (title: string, about: string, run: () => void, name: "examples" | "right" | "plus" | "file" = "right") =>
      h("button", { type: "button", class: "card", onclick: run }, icon(name), h("span", {}, h("strong", {}, title), h("span", { class: "quiet" }, about)));
    const picker = byId("picker");
    out.append(
      h("h2", { class: "headline" }, "Will this route work?"),
      h("p", { class: "lead" }, "Paste Kubernetes manifests, and see while you type what becomes of them: who refuses the route, which line is wrong, and what mends it. Everything happens in this page; nothing you type leaves it."),
      h("h3", {}, "Routes that work"),
      h("div", { class: "cards" }, ...EXAMPLES.map((it) => card(it.title, it.about, () => this.#load(it.text)))),
      h("h3", {}, "Routes that do not"),
      h("div", { class: "cards" }, card("Take the tour", `${TOUR.length} mistakes that everybody makes once, and how to mend each`, () => this.#go(0)), ...TOUR.map((it, at) => card(it.title, it.about, () => this.#go(at)))),
      h("h3", {}, "Your own"),
      h(
        "div",
        { class: "cards" },
        card("Empty file", "Type or paste a manifest", addEmpty, "plus"),
        card("Open files", "Or drop files and folders anywhere", () => picker.click(), "file"),
      ),
    );
    return out;
  }

  #toggle(shown: boolean): void {
    this.#screen.hidden = !shown;
    document.body.classList.toggle("starting", shown);
    byId("examples").setAttribute("aria-expanded", shown ? "true" : "false");
    if (shown && this.#state.files.length > 0) this.#screen.querySelector<HTMLElement>("button")?.focus();
  }

  #load(text: string): void {
    this.#leave();
    this.#replace(text);
  }

  #replace(text: string, together = false): void {
    const before = this.#state.snapshot();
    this.#state.restore(snapshotOf(text, together));
    this.#toggle(false);
    this.#focusEditor();
    if (before.files.length > 0 && this.#stop === undefined) {
      toast("The files before are put aside.", { label: "Bring them back", run: () => this.#state.restore(before) });
    }
  }

  #go(at: number): void {
    const stop = TOUR[at];
    if (stop === undefined) return;
    if (this.#stop === undefined && this.#state.files.length > 0) {
      const before = this.#state.snapshot();
      toast("The files before are put aside.", { label: "Bring them back", run: () => (this.#leave(), this.#state.restore(before)) });
    }
    this.#stop = at;
    this.#solved = false;
    this.#replace(stop.text, true);
    this.#tell();
  }

  #leave(): void {
    this.#stop = undefined;
    this.#bar.hidden = true;
    this.#bar.replaceChildren();
  }

  #tell(): void {
    const at = this.#stop;
    const stop = at === undefined ? undefined : TOUR[at];
    if (at === undefined || stop === undefined) return;
    const last = at === TOUR.length - 1;
    const button = (label: string, run: () => void, kind = "plain") => h("button", { type: "button", class: kind, onclick: run }, label);
    this.#bar.hidden = false;
    this.#bar.replaceChildren(
      h("div", { class: "tour-head" },
        h("span", { class: "tour-step" }, `${at + 1} of ${TOUR.length}`),
        h("h2", {}, stop.title),
        this.#solved && h("span", { class: "count good" }, icon("yes"), "Mended"),
      ),
      h("p", {}, inline(this.#solved ? (last ? "That was the last one. The same checks run in CI and on your terminal." : "No problem is known any more. On to the next.") : stop.story)),
      h("div", { class: "tour-acts" },
        at > 0 && button("Back", () => this.#go(at - 1)),
        !this.#solved && button("Show me", () => this.#answer(stop)),
        last ? button(this.#solved ? "Done" : "Leave the tour", () => this.#leave(), this.#solved ? "primary" : "plain") : button("Next", () => this.#go(at + 1), this.#solved ? "primary" : "plain"),
        !last && button("Leave the tour", () => this.#leave()),
      ),
    );
  }

  #answer(stop: Stop): void {
    this.#state.restore(snapshotOf(stop.answer(stop.text), true));
    this.#focusEditor();
  }
}
