/** Where everything stands: a layer for each kind, in the direction that shows it larger. Numbers only. */
import type { GraphEdge, GraphNode } from "@routeproof/web";
import type { Model, Selection } from "./model.js";

/** A box. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An edge as a curve, with the place of what it says. */
export interface Curve {
  readonly path: string;
  readonly label: { readonly x: number; readonly y: number };
  readonly lines: readonly string[];
  readonly box: Box;
}

/** The picture in numbers. */
export interface Layout {
  /** Whether requests flow from top to bottom; else from left to right. */
  readonly down: boolean;
  readonly boxes: ReadonlyMap<number, Box>;
  /** The edges that are shown. */
  readonly edges: ReadonlySet<number>;
  readonly width: number;
  readonly height: number;
}

const LAYERS: readonly GraphNode["kind"][] = ["hostname", "listener", "route", "rule", "service", "endpoints"];
const LONG = 80;
const HEIGHT = 40;
const MARGIN = 24;
/** What one letter takes at most, at the two sizes that nodes have. */
const LETTER = { label: 7.3, detail: 6.1 };
const WIDTHS = { least: 84, most: 236 };
const REASON = { letters: 27, lines: 4, line: 13, letter: 6 };

/** The layout of `shown`, in the direction in which more of it fits `space`. */
export function layout(model: Model, shown: Selection, space: { width: number; height: number }): Layout {
  // A long list reads from left to right; to know so it need not be laid out twice.
  if (shown.nodes.size > LONG) return arrange(model, shown, false);
  const [right, down] = [arrange(model, shown, false), arrange(model, shown, true)];
  const fit = (it: Layout) => Math.min(1, space.width / it.width, space.height / it.height);
  return fit(down) > fit(right) * 1.05 ? down : right;
}

function arrange(model: Model, shown: Selection, down: boolean): Layout {
  const layers = LAYERS.map((): number[] => []);
  for (const at of shown.nodes) layers[LAYERS.indexOf(model.nodes[at]?.kind ?? "route")]?.push(at);
  const width = (at: number) => nodeWidth(model.nodes[at]);
  // How much a node takes of its layer.
  const extents = new Map<number, number>();
  const extent = (at: number) => {
    const known = extents.get(at) ?? (down ? width(at) + 18 : HEIGHT + 10 + roomForReason(model, at, shown));
    extents.set(at, known);
    return known;
  };
  const place = new Map<number, number>();
  const [hostnames = [], listeners = [], routes = [], rules = [], services = [], endpoints = []] = layers;
  const ends = (at: number, side: "in" | "out") => {
    const edges = side === "in" ? model.in(at) : model.out(at);
    return edges.filter((it) => shown.edges.has(it)).map((it) => (side === "in" ? model.edges[it]?.from : model.edges[it]?.to) ?? at);
  };

  // Rules keep the order in which they are written; everything else gathers around them.
  let next = 0;
  for (const route of routes) {
    const own = ends(route, "out").filter((it) => model.nodes[it]?.kind === "rule");
    for (const rule of own.length === 0 ? [route] : own) {
      place.set(rule, next + extent(rule) / 2);
      next += extent(rule);
    }
    next += 12;
  }
  const gather = (nodes: readonly number[], near: (at: number) => number[]) => {
    const wish = (at: number) => mean(near(at).map((it) => place.get(it)).filter((it) => it !== undefined)) ?? 0;
    const sorted = nodes.map((at) => ({ at, wish: wish(at) })).sort((one, other) => one.wish - other.wish || one.at - other.at);
    spread(sorted, extent, place);
  };
  gather(routes, (it) => (place.has(it) && ends(it, "out").length === 0 ? [it] : ends(it, "out")));
  gather(rules, (it) => [it]);
  gather(services, (it) => ends(it, "in"));
  gather(endpoints, (it) => ends(it, "in"));
  gather(listeners, (it) => ends(it, "out"));
  gather(hostnames, (it) => model.out(it).flatMap((edge) => model.edges[edge]?.routes ?? []).filter((route) => shown.nodes.has(route)));

  let lowest = 0;
  for (const it of shown.nodes) lowest = Math.min(lowest, (place.get(it) ?? 0) - extent(it) / 2);
  const boxes = new Map<number, Box>();
  let along = MARGIN;
  for (const layer of layers) {
    if (layer.length === 0) continue;
    const deep = down ? HEIGHT : layer.reduce((most, it) => Math.max(most, width(it)), 0);
    for (const at of layer) {
      const middle = (place.get(at) ?? 0) - lowest + MARGIN;
      const own = width(at);
      boxes.set(
        at,
        down
          ? { x: middle - own / 2, y: along, width: own, height: HEIGHT }
          : { x: along, y: middle - HEIGHT / 2, width: deep, height: HEIGHT },
      );
    }
    along += deep + gapAfter(model, layer, shown, down);
  }
  let [right, bottom] = [0, 0];
  for (const it of boxes.values()) {
    right = Math.max(right, it.x + it.width);
    bottom = Math.max(bottom, it.y + it.height);
  }
  return {
    down,
    boxes,
    edges: shown.edges,
    width: right + MARGIN + (down ? 60 : 0),
    height: bottom + MARGIN + (down ? 0 : 14),
  };
}

function nodeWidth(node: GraphNode | undefined): number {
  if (node === undefined) return WIDTHS.least;
  const wish = Math.max(node.label.length * LETTER.label, node.detail.length * LETTER.detail) + 26;
  return Math.min(WIDTHS.most, Math.max(WIDTHS.least, wish));
}

/** A reason stands beside its edge, which needs room between rows. */
function roomForReason(model: Model, at: number, shown: Selection): number {
  let lines = 0;
  for (const it of model.in(at)) if (shown.edges.has(it)) lines = Math.max(lines, saying(model.edges[it]).length);
  return Math.max(0, lines * REASON.line - HEIGHT + 6);
}

function gapAfter(model: Model, layer: readonly number[], shown: Selection, down: boolean): number {
  let [lines, letters] = [0, 0];
  for (const node of layer) {
    for (const at of model.out(node)) {
      if (!shown.edges.has(at)) continue;
      const said = saying(model.edges[at]);
      lines = Math.max(lines, said.length);
      for (const line of said) letters = Math.max(letters, line.length);
    }
  }
  return down ? 34 + Math.max(0, lines - 1) * REASON.line : Math.max(42, letters * REASON.letter + 24);
}

/** What an edge says: its label and, where it is broken, why. */
export function saying(edge: GraphEdge | undefined): string[] {
  if (edge === undefined) return [];
  const label = edge.label === "" ? [] : [edge.label];
  if (edge.state !== "broken" || typeof edge.reason !== "string") return label;
  return [...label, ...wrap(edge.reason.replaceAll("`", ""))];
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > REASON.letters) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  const cut = (it: string) => (it.length > REASON.letters + 4 ? `${it.slice(0, REASON.letters + 3)}…` : it);
  const some = lines.slice(0, REASON.lines).map(cut);
  return lines.length > REASON.lines ? [...some.slice(0, -1), `${some.at(-1)} …`] : some;
}

/** Puts nodes as near as possible to where they want to be, none over another. */
function spread(sorted: readonly { at: number; wish: number }[], extent: (at: number) => number, place: Map<number, number>): void {
  // Groups of touching nodes stand where their members on average want to.
  const groups: { first: number; count: number; size: number; start: number }[] = [];
  for (const [first, it] of sorted.entries()) {
    const size = extent(it.at);
    let group = { first, count: 1, size, start: it.wish - size / 2 };
    for (let before = groups.at(-1); before !== undefined && before.start + before.size > group.start; before = groups.at(-1)) {
      groups.pop();
      const count = before.count + group.count;
      // Where the whole would stand if each member had its wish.
      const start = (before.count * before.start + group.count * (group.start - before.size)) / count;
      group = { first: before.first, count, size: before.size + group.size, start };
    }
    groups.push(group);
  }
  for (const { first, count, start } of groups) {
    let at = start;
    for (const node of sorted.slice(first, first + count)) {
      const size = extent(node.at);
      place.set(node.at, at + size / 2);
      at += size;
    }
  }
}

/** How the edge `at` runs. */
export function curve(model: Model, { boxes, down }: Layout, at: number): Curve | undefined {
  const edge = model.edges[at];
  const [from, to] = [boxes.get(edge?.from ?? -1), boxes.get(edge?.to ?? -1)];
  if (edge === undefined || from === undefined || to === undefined) return undefined;
  const lines = saying(edge);
  if (down) {
    const [x1, y1, x2, y2] = [from.x + from.width / 2, from.y + from.height, to.x + to.width / 2, to.y];
    const bend = (y2 - y1) / 2;
    return {
      path: `M${round(x1)} ${round(y1)}C${round(x1)} ${round(y1 + bend)} ${round(x2)} ${round(y2 - bend)} ${round(x2)} ${round(y2)}`,
      label: { x: x2 + 8, y: y2 - 7 - (lines.length - 1) * REASON.line },
      lines,
      box: { x: Math.min(x1, x2), y: y1, width: Math.abs(x2 - x1) + 180, height: y2 - y1 },
    };
  }
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2];
  const bend = (x2 - x1) / 2;
  return {
    path: `M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1)} ${round(x2 - bend)} ${round(y2)} ${round(x2)} ${round(y2)}`,
    label: { x: x2 - 10 - Math.max(0, ...lines.map((it) => it.length)) * REASON.letter, y: y2 - 6 },
    lines,
    box: { x: x1, y: Math.min(y1, y2) - 16, width: x2 - x1, height: Math.abs(y2 - y1) + 80 },
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, it) => sum + it, 0) / values.length;
}

/** The line height of what edges say. */
export const LINE = REASON.line;
