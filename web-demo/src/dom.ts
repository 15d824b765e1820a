/** Elements in one expression. Texts become text nodes, never markup. */

type Child = Node | string | number | false | null | undefined;
type Attributes = Record<string, string | number | boolean | undefined | ((event: never) => void)>;

/** An element with attributes and children; `onclick` and the like listen. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child !== false && child !== null && child !== undefined) element.append(child as Node | string);
  }
  return element;
}

/** The element with this id, which `index.html` promises. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`there is no element #${id}`);
  return found as E;
}

const ICONS = {
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  error: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  warning: "M8 2 1.6 13.4h12.8L8 2ZM8 6.4v3.4M8 11.6v.1",
  info: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 7.4v3.6M8 5v.1",
  yes: "M3 8.6 6.4 12 13 4.4",
  no: "M4 4l8 8M12 4l-8 8",
  unknown: "M5.6 6a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.8-1.1 1.7M8 12.3v.1",
  wand: "M3 13 10 6M11.5 2v2M13.5 4h-2M13 8.5v1M6 2.5v1M9.5 4.5l2 2",
  link: "M6.6 9.4a2.6 2.6 0 0 0 3.7 0l2.4-2.4a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.4 6.6a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.8-.8",
  moon: "M13 9.4A5.4 5.4 0 0 1 6.6 3a5.4 5.4 0 1 0 6.4 6.4Z",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  auto: "M8 1.6a6.4 6.4 0 1 0 0 12.8a6.4 6.4 0 1 0 0-12.8ZM8 3a5 5 0 1 1 0 10Z",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  minus: "M3 8h10",
  download: "M8 2.5v7.4M4.8 6.9 8 10.1l3.2-3.2M3 13.2h10",
  right: "M6 3.5 10.5 8 6 12.5",
  keyboard: "M1.8 4h12.4v8H1.8zM4.4 6.6h.1M7 6.6h.1M9.6 6.6h.1M12 6.6h.1M5 9.6h6",
  file: "M4 1.8h5l3.2 3.2v9.2H4zM9 1.8V5h3.2",
  pulse: "M1.5 8.5h3l2-5 3 9 2-4h3",
  examples: "M2.5 3.5h11v3h-11zM2.5 9.5h5v3h-5zM10.5 9.5h3v3h-3z",
} as const;

/** The name of an icon. */
export type Icon = keyof typeof ICONS;

/** An icon for the eye only: what carries it has a name of its own. */
export function icon(name: Icon): SVGSVGElement {
  return s("svg", { viewBox: "0 0 16 16", class: `icon icon-${name}`, "aria-hidden": "true" }, s("path", { d: ICONS[name] }));
}

/** `1 error`, `2 errors`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
