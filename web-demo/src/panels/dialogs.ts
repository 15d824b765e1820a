/** Dialogs: the docs of a rule, the keys, a link to copy by hand. The browser keeps the focus and closes on Escape. */
import { byId, h, icon } from "../dom.js";
import { rulePage } from "../docs.js";
import { inline, markdown } from "../markdown.js";

/** Shows a dialog with a heading and a close button. */
export function dialog(title: string, ...content: (Node | string)[]): HTMLDialogElement {
  const box = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title" },
    h(
      "header",
      {},
      h("h2", { id: "dialog-title" }, title),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => box.close() }, icon("close")),
    ),
    h("div", { class: "dialog-body" }, ...content),
  );
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
  byId("dialogs").replaceChildren(box);
  box.showModal();
  return box;
}

/** The docs of a rule. */
export async function explain(code: string): Promise<void> {
  const page = await rulePage(code);
  if (page === undefined) return;
  dialog(page.title, h("div", { class: "prose" }, h("p", { class: "lead" }, inline(page.summary)), markdown(page.body)));
}

const KEYS: readonly (readonly [string, string])[] = [
  ["Ctrl or ⌘ + .", "Fixes for this line"],
  ["F8, Shift + F8", "Next and previous problem"],
  ["Ctrl + Space", "Complete fields, values and names"],
  ["Ctrl or ⌘ + F", "Find and replace"],
  ["Escape, then Tab", "Leave the editor"],
  ["F2 on a tab", "Rename the file"],
  ["Delete on a tab", "Delete the file"],
  ["Arrow keys in the picture", "Walk along the edges; Enter jumps to the text"],
];

/** Which keys do what. */
export function keys(): void {
  dialog(
    "Keyboard",
    h("dl", { class: "keys" }, ...KEYS.flatMap(([key, what]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)])),
  );
}
