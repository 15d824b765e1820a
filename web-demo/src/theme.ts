/** Light, dark, or as the system says; remembered. */
import { byId, icon, type Icon } from "./dom.js";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const ICONS: Record<Theme, Icon> = { system: "auto", light: "sun", dark: "moon" };
const KEY = "routeproof.theme";

export function theme(): void {
  const button = byId<HTMLButtonElement>("theme");
  const set = (theme: Theme) => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
    button.replaceChildren(icon(ICONS[theme]));
    button.setAttribute("aria-label", `Colours: ${theme}`);
    button.title = `Colours: ${theme}`;
  };
  const kept = localStorage.getItem(KEY);
  let now: Theme = THEMES.find((it) => it === kept) ?? "system";
  set(now);
  button.addEventListener("click", () => {
    now = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] ?? "system";
    set(now);
    localStorage.setItem(KEY, now);
  });
}
