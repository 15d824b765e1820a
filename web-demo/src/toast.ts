/** A line at the bottom that says what happened, and takes it back. */
import { byId, h } from "./dom.js";

const SHOWN = 8000;
let timer: number | undefined;

export function toast(message: string, action?: { readonly label: string; readonly run: () => void }): void {
  const place = byId("toast");
  const gone = () => place.replaceChildren();
  clearTimeout(timer);
  place.replaceChildren(
    h(
      "div",
      { class: "toast" },
      h("span", {}, message),
      action !== undefined &&
        h("button", { type: "button", class: "plain", onclick: () => (gone(), action.run()) }, action.label),
    ),
  );
  // It stays while the user is about to press the button.
  const later = () => {
    timer = setTimeout(() => (place.matches(":hover, :focus-within") ? later() : gone()), SHOWN);
  };
  later();
}
