/** Where everything stands: a layer for each kind, in the direction that shows it larger. Numbers only. */
import type { GraphNode } from "@routeproof/web";
import type { PictureEdge, PictureNode } from "../engine/protocol.js";
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
  readonly words: readonly { readonly text: string; readonly x: number; readonly y: number }[];
  readonly box: Box;
}

/** The picture in numbers. */
export interface Layout {
  /** Whether requests flow from top to bottom; else from left to right. */
  readonly down: boolean;
  readonly boxes: ReadonlyMap<number, Box>;
  /** The edges that are shown. */
  readonly edges: ReadonlySet<number>;
  readonly sayings: Sayings;
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
/** Lines at one node: what else there is to say is in the list of problems. */
const MOST_LINES = 8;

/** The layout of `shown`, in the direction in which more of it fits `space`. */
export function layout(model: Model, shown: Selection, space: { width: number; height: number }): Layout {
  // A long list reads from left to right; to know so it need not be laid out twice.
  if (shown.nodes.size > LONG) return arrange(model, shown, false);
  const [right, down] = [arrange(model, shown, false), arrange(model, shown, true)];
  const fit = (it: Layout) => Math.min(1, space.width / it.width, space.height / it.height);
  return fit(down) > fit(right) * 1.05 ? down : right;
}

function arrange(model: Model, shown: Selection, down: boolean): Layout {
  const sayings = new Sayings(model, shown);
  const layers = LAYERS.map((): number[] => []);
  for (const at of shown.nodes) layers[LAYERS.indexOf(model.nodes[at]?.kind ?? "route")]?.push(at);
  const width = (at: number) => nodeWidth(model.nodes[at]);
  // How much a node takes of its layer.
  const extents = new Map<number, number>();
  const extent = (at: number) => {
    const { lines, letters } = sayings.at(at);
    const beside = letters * REASON.letter;
    // Words stand at the right of the line down, or at both sides of the line to the right.
    const room = down ? 2 * beside + 40 - WIDTHS.least : 2 * (Math.floor(lines / 2) + 1) * REASON.line;
    const known = extents.get(at) ?? Math.max(down ? width(at) + 18 : HEIGHT + 10, lines === 0 ? 0 : room);
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
    along += deep + gapAfter(model, layer, shown, down, sayings);
  }
  let [right, bottom] = [0, 0];
  for (const [at, it] of boxes) {
    const words = down ? it.width / 2 + 8 + sayings.at(at).letters * REASON.letter : 0;
    right = Math.max(right, it.x + Math.max(it.width, words));
    bottom = Math.max(bottom, it.y + it.height);
  }
  return {
    down,
    boxes,
    edges: shown.edges,
    sayings,
    width: right + MARGIN,
    height: bottom + MARGIN + (down ? 0 : 14),
  };
}

function nodeWidth(node: PictureNode | undefined): number {
  if (node === undefined) return WIDTHS.least;
  const wish = Math.max(node.label.length * LETTER.label, node.detail.length * LETTER.detail) + 26;
  return Math.min(WIDTHS.most, Math.max(WIDTHS.least, wish));
}

function gapAfter(model: Model, layer: readonly number[], shown: Selection, down: boolean, sayings: Sayings): number {
  let [lines, letters] = [0, 0];
  for (const node of layer) {
    for (const at of model.out(node)) {
      if (!shown.edges.has(at)) continue;
      const there = sayings.at(sayings.anchor(at));
      lines = Math.max(lines, there.lines);
      letters = Math.max(letters, there.letters);
    }
  }
  return down ? 34 + Math.max(0, lines - 1) * REASON.line : Math.max(42, letters * REASON.letter + 24);
}

/** What is said at one node. */
interface Said {
  readonly lines: number;
  readonly letters: number;
}

const SILENT: Said = { lines: 0, letters: 0 };

/**
 * What edges say, each at one of its ends: at the hostname, of which there are many to a listener, else where it leads.
 * What several say at one node stands there one below the other, and the same is said once.
 */
export class Sayings {
  readonly #model: Model;
  readonly #said = new Map<number, Said>();
  readonly #edges = new Map<number, { readonly lines: readonly string[]; readonly row: number }>();

  constructor(model: Model, shown: Selection) {
    this.#model = model;
    const heard = new Map<number, Set<string>>();
    for (const at of shown.edges) {
      const lines = saying(model.edges[at]);
      if (lines.length === 0) continue;
      const anchor = this.anchor(at);
      const before = heard.get(anchor) ?? new Set();
      heard.set(anchor, before);
      const text = lines.join("\n");
      const said = this.at(anchor);
      if (before.has(text) || said.lines + lines.length > MOST_LINES) continue;
      before.add(text);
      this.#edges.set(at, { lines, row: said.lines });
      const letters = lines.reduce((most, it) => Math.max(most, it.length), said.letters);
      this.#said.set(anchor, { lines: said.lines + lines.length, letters });
    }
  }

  /** The node at which an edge speaks. */
  anchor(edge: number): number {
    const { from = -1, to = -1 } = this.#model.edges[edge] ?? {};
    return this.#model.nodes[from]?.kind === "hostname" ? from : to;
  }

  /** How much is said at a node. */
  at(node: number): Said {
    return this.#said.get(node) ?? SILENT;
  }

  /** What an edge says, and from which line at its node on. */
  of(edge: number): { readonly lines: readonly string[]; readonly row: number } {
    return this.#edges.get(edge) ?? { lines: [], row: 0 };
  }
}

/** What an edge says: its label and, where it is broken, why. */
function saying(edge: PictureEdge | undefined): string[] {
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
export function curve(model: Model, { down, sayings }: Layout, boxes: Pick<ReadonlyMap<number, Box>, "get">, at: number): Curve | undefined {
  const edge = model.edges[at];
  const [from, to] = [boxes.get(edge?.from ?? -1), boxes.get(edge?.to ?? -1)];
  if (edge === undefined || from === undefined || to === undefined) return undefined;
  const { lines, row } = sayings.of(at);
  const all = sayings.at(sayings.anchor(at)).lines;
  const atStart = sayings.anchor(at) === edge.from;
  if (down) {
    const [x1, y1, x2, y2] = [from.x + from.width / 2, from.y + from.height, to.x + to.width / 2, to.y];
    const bend = (y2 - y1) / 2;
    return {
      path: `M${round(x1)} ${round(y1)}C${round(x1)} ${round(y1 + bend)} ${round(x2)} ${round(y2 - bend)} ${round(x2)} ${round(y2)}`,
      words: lines.map((text, line) =>
        atStart
          ? { text, x: x1 + 8, y: y1 + 14 + (row + line) * REASON.line }
          : { text, x: x2 + 8, y: y2 - 7 - (all - 1 - row - line) * REASON.line },
      ),
      box: { x: Math.min(x1, x2), y: y1, width: Math.abs(x2 - x1) + 180, height: y2 - y1 },
    };
  }
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2];
  const bend = (x2 - x1) / 2;
  // Half of the lines above the edge, half of them below.
  const above = Math.ceil(all / 2);
  const shift = (line: number) => (line < above ? -6 - (above - 1 - line) * REASON.line : REASON.line + (line - above) * REASON.line);
  const wide = Math.max(0, ...lines.map((it) => it.length)) * REASON.letter;
  const tall = (above + 1) * REASON.line;
  return {
    path: `M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1)} ${round(x2 - bend)} ${round(y2)} ${round(x2)} ${round(y2)}`,
    words: lines.map((text, line) => ({ text, x: atStart ? x1 + 10 : x2 - 12 - wide, y: (atStart ? y1 : y2) + shift(row + line) })),
    box: { x: x1, y: Math.min(y1, y2) - tall, width: x2 - x1, height: Math.abs(y2 - y1) + 2 * tall },
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, it) => sum + it, 0) / values.length;
}
