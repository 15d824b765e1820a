/** A menu at a place on the screen, worked with arrow keys, Enter and Escape. */
import { h } from "../dom.js";

/** One thing to choose. */
export interface Choice {
  readonly label: string;
  readonly note?: string;
  readonly danger?: boolean;
  readonly run: () => void;
}

/** Opens a menu; `after` gets the focus back. */
export function menu(label: string, at: { left: number; top: number }, choices: readonly Choice[], after: () => void): void {
  document.querySelector(".menu")?.remove();
  const items = choices.map((it) =>
    h(
      "button",
      { type: "button", role: "menuitem", tabindex: -1, class: it.danger === true ? "danger" : undefined, onclick: () => choose(it) },
      h("span", {}, it.label),
      it.note !== undefined && h("small", {}, it.note),
    ),
  );
  const box = h("div", { class: "menu", role: "menu", "aria-label": label }, ...items);
  const close = (back: boolean) => {
    document.removeEventListener("pointerdown", outside, true);
    box.remove();
    if (back) after();
  };
  const choose = (choice: Choice) => {
    close(true);
    choice.run();
  };
  const outside = (event: Event) => {
    if (!event.composedPath().includes(box)) close(false);
  };
  box.addEventListener("keydown", (event) => {
    const now = items.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  (document.querySelector("main") ?? document.body).append(box);
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(at.top, innerHeight - height - 8))}px`;
  document.addEventListener("pointerdown", outside, true);
  items[0]?.focus();
}
