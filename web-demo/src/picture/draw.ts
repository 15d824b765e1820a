/** The elements of the picture: the same for the page and for the file that is exported. */
import { s } from "../dom.js";
import type { Box, Curve } from "./layout.js";
import { words, type Model } from "./model.js";

/** Cut to what fits the box. */
function fitting(text: string, width: number, letter: number): string {
  const most = Math.floor((width - 20) / letter);
  return text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;
}

export function node(model: Model, at: number, box: Box): SVGGElement {
  const it = model.nodes[at];
  if (it === undefined) return s("g");
  const worst = model.in(at).reduce((state, edge) => (model.edges[edge]?.state === "broken" ? "broken" : state), it.state);
  const single = it.detail === "";
  return s(
    "g",
    {
      class: `node ${it.kind} ${worst}`,
      transform: `translate(${box.x} ${box.y})`,
      role: "button",
      tabindex: -1,
      "aria-label": words(model, at),
      "data-node": it.id,
    },
    s("rect", { width: box.width, height: box.height, rx: it.kind === "hostname" || it.kind === "rule" ? 20 : 7 }),
    // One text in two lines, as it is read out.
    s(
      "text",
      {},
      s("tspan", { x: box.width / 2, y: single ? 25 : 18, class: "name" }, fitting(it.label, box.width, 7)),
      " ",
      !single && s("tspan", { x: box.width / 2, y: 32, class: "detail" }, fitting(it.detail, box.width, 5.9)),
    ),
  );
}

export function edge(model: Model, at: number, curve: Curve): SVGGElement {
  const it = model.edges[at];
  const state = it?.state ?? "ok";
  const mark = state === "broken" ? "url(#stop)" : "url(#arrow)";
  return s(
    "g",
    { class: `edge ${state}` },
    typeof it?.reason === "string" && s("title", {}, it.reason),
    s("path", { d: curve.path, "marker-end": mark, class: "line" }),
    ...curve.words.map(({ text, x, y }) => s("text", { x, y, class: "saying" }, text)),
  );
}

/** Arrow heads; ids are the picture's own. */
export function markers(): SVGDefsElement {
  const marker = (id: string, path: string) =>
    s("marker", { id, viewBox: "0 0 10 10", refX: id === "stop" ? 6 : 9, refY: 5, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" }, s("path", { d: path, class: `mark-${id}` }));
  return s("defs", {}, marker("arrow", "M1 1 9 5 1 9"), marker("stop", "M2 1 9 9M9 1 2 9"));
}

/** The styles of an exported file, which has no page around it: always on white. */
const STYLES = `
svg{font-family:system-ui,sans-serif;background:#fff}
.node rect{fill:#fff;stroke:#9aa5a1}.node.broken rect{stroke:#bb2525;stroke-width:1.6;fill:#fdf0ef}.node.unknown rect{stroke:#8a5a00;stroke-dasharray:4 3}
.node text{text-anchor:middle;fill:#1d2321}.name{font-size:12px;font-weight:600}.detail{font-size:10.5px;fill:#5b6461}
.line{fill:none;stroke:#82908b;stroke-width:1.4}.broken .line{stroke:#bb2525;stroke-width:2}.unknown .line{stroke:#8a5a00;stroke-dasharray:5 4}
.saying{font-size:11px;fill:#5b6461}.broken .saying{fill:#bb2525}
.mark-arrow{fill:none;stroke:#82908b;stroke-width:1.6}.mark-stop{fill:none;stroke:#bb2525;stroke-width:2}`;

/** A file of its own. */
export function file(content: Iterable<SVGElement>, width: number, height: number): string {
  const root = s("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height });
  root.append(markers(), ...content);
  for (const it of root.querySelectorAll("[tabindex]")) it.removeAttribute("tabindex");
  const text = new XMLSerializer().serializeToString(root);
  return text.replace("<defs>", `<style>${STYLES}</style><defs>`);
}
