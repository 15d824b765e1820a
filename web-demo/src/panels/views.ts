/** What is beside the editor, and on a narrow screen instead of it. */
import { byId } from "../dom.js";

const VIEWS = ["editor", "problems", "picture", "after"] as const;
export type View = (typeof VIEWS)[number];

export class Views {
  readonly #side = new Map<View, HTMLElement>([
    ["picture", byId("side-picture")],
    ["after", byId("side-after")],
  ]);
  readonly #panels = new Map<View, HTMLElement>([
    ["picture", byId("picture-panel")],
    ["after", byId("after-panel")],
  ]);

  constructor() {
    for (const view of VIEWS) byId(`nav-${view}`).addEventListener("click", () => this.show(view));
    for (const [view, tab] of this.#side) {
      tab.addEventListener("click", () => this.#turn(view));
      tab.addEventListener("keydown", (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        const other = view === "picture" ? "after" : "picture";
        this.#turn(other);
        this.#side.get(other)?.focus();
      });
    }
    this.show("editor");
    this.#turn("picture");
    // Where there is room the platform is always open; where there is none it is folded until the user opens it.
    const narrow = matchMedia("(max-width: 820px)");
    const fold = () => {
      byId<HTMLDetailsElement>("platform-fold").open = !narrow.matches;
    };
    narrow.addEventListener("change", fold);
    fold();
  }

  /** Shows a view; on a wide screen all but the two at the side are there anyway. */
  show(view: View): void {
    document.body.dataset["view"] = view;
    for (const it of VIEWS) byId(`nav-${it}`).setAttribute("aria-pressed", it === view ? "true" : "false");
    if (view === "picture" || view === "after") this.#turn(view);
  }

  #turn(view: View): void {
    for (const [it, tab] of this.#side) {
      tab.setAttribute("aria-selected", it === view ? "true" : "false");
      tab.tabIndex = it === view ? 0 : -1;
    }
    for (const [it, panel] of this.#panels) panel.hidden = it !== view;
  }
}
