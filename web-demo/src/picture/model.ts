/** The graph of the engine as the picture needs it: who leads where, what is shown, and what lies on one path. */
import type { GraphNode } from "@routeproof/web";
import type { Picturable, PictureEdge, PictureNode, Spot } from "../engine/protocol.js";

/** What of the graph is shown. */
export type Part = "all" | "cursor" | "problems";

/** Where the cursor is. */
export interface Cursor {
  readonly source: string;
  readonly offset: number;
}

/** A set of nodes and edges, by their places in the graph. */
export interface Selection {
  readonly nodes: ReadonlySet<number>;
  readonly edges: ReadonlySet<number>;
}

const NOTHING: Selection = { nodes: new Set(), edges: new Set() };

export class Model {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly routes: readonly number[];
  readonly #out: number[][];
  readonly #in: number[][];
  /** From hostnames, by the route that wants them. */
  readonly #wanted = new Map<number, number[]>();

  constructor(graph: Picturable) {
    this.nodes = graph.nodes;
    this.edges = graph.edges;
    this.routes = [...graph.nodes.keys()].filter((it) => graph.nodes[it]?.kind === "route");
    this.#out = graph.nodes.map(() => []);
    this.#in = graph.nodes.map(() => []);
    for (const [at, edge] of graph.edges.entries()) {
      this.#out[edge.from]?.push(at);
      this.#in[edge.to]?.push(at);
      for (const route of edge.routes ?? []) {
        const wanted = this.#wanted.get(route);
        if (wanted === undefined) this.#wanted.set(route, [at]);
        else wanted.push(at);
      }
    }
  }

  /** Whether a picture of `other` shows the same. */
  looksLike(other: Model): boolean {
    const same = <T extends object>(ones: readonly T[], others: readonly T[], keys: readonly (keyof T)[]) =>
      ones.length === others.length && ones.every((one, at) => keys.every((key) => String(one[key]) === String(others[at]?.[key])));
    return (
      same(this.nodes, other.nodes, ["id", "kind", "label", "detail", "state", "reason"]) &&
      same(this.edges, other.edges, ["from", "to", "label", "state", "reason", "routes"])
    );
  }

  out(node: number): readonly number[] {
    return this.#out[node] ?? [];
  }

  in(node: number): readonly number[] {
    return this.#in[node] ?? [];
  }

  /** What `part` shows; at the cursor, the routes on the path that goes through it. */
  part(part: Part, path: Selection): Selection {
    if (part === "all") return { nodes: new Set(this.nodes.keys()), edges: new Set(this.edges.keys()) };
    if (part === "problems") {
      const bad = this.routes.filter((it) => {
        const { nodes, edges } = this.ofRoutes([it]);
        return [...edges].some((at) => this.edges[at]?.state === "broken") || [...nodes].some((at) => this.nodes[at]?.state === "broken");
      });
      return this.ofRoutes(bad);
    }
    const routes = [...path.nodes].filter((it) => this.nodes[it]?.kind === "route");
    return this.ofRoutes(routes.length > 0 ? routes : this.routes.slice(0, 1));
  }

  /** Everything that these routes take part in. */
  ofRoutes(routes: readonly number[]): Selection {
    const nodes = new Set<number>();
    const edges = new Set<number>();
    for (const route of routes) {
      nodes.add(route);
      this.#forward(route, nodes, edges);
      for (const at of this.in(route)) this.#backward(at, [route], nodes, edges);
    }
    return { nodes, edges };
  }

  /** The path through a node or an edge, from hostnames to what answers. */
  path(focus: Focus | undefined): Selection {
    if (focus === undefined) return NOTHING;
    const nodes = new Set<number>();
    const edges = new Set<number>();
    const edge = focus.type === "edge" ? this.edges[focus.at] : undefined;
    if (focus.type === "edge") edges.add(focus.at);
    const start = edge?.to ?? focus.at;
    const end = edge?.from ?? focus.at;
    nodes.add(start).add(end);
    this.#forward(start, nodes, edges);
    // Backwards, up to the routes that lead here; before them, only what those routes want.
    const before = [end];
    const routes = new Set<number>();
    for (let node = before.pop(); node !== undefined; node = before.pop()) {
      const kind = this.nodes[node]?.kind;
      if (kind === "route") {
        routes.add(node);
      } else if (kind === "hostname" || kind === "listener") {
        for (const it of nodes) if (this.nodes[it]?.kind === "route") routes.add(it);
        for (const at of this.in(node)) this.#backward(at, undefined, nodes, edges);
      } else {
        for (const at of this.in(node)) {
          const from = this.edges[at]?.from;
          edges.add(at);
          if (from !== undefined && !nodes.has(from)) {
            nodes.add(from);
            before.push(from);
          }
        }
      }
    }
    const isBefore = this.nodes[end]?.kind === "hostname" || this.nodes[end]?.kind === "listener";
    if (!isBefore) for (const route of routes) for (const at of this.in(route)) this.#backward(at, [route], nodes, edges);
    return { nodes, edges };
  }

  /** The smallest thing whose text the cursor is in. */
  under(cursor: Cursor | undefined): Focus | undefined {
    if (cursor === undefined) return undefined;
    let best: Focus | undefined;
    let size = Infinity;
    const look = (type: Focus["type"], at: number, spot: Spot | undefined) => {
      if (spot === undefined) return;
      const { source, from, to } = spot;
      if (from <= cursor.offset && cursor.offset <= to && to - from < size && source === cursor.source) {
        size = to - from;
        best = { type, at };
      }
    };
    for (const [at, it] of this.nodes.entries()) look("node", at, it.spot);
    for (const [at, it] of this.edges.entries()) look("edge", at, it.spot);
    return best;
  }

  #forward(start: number, nodes: Set<number>, edges: Set<number>): void {
    const next = [start];
    const wanted = this.nodes[start]?.kind === "hostname" ? start : undefined;
    for (let node = next.pop(); node !== undefined; node = next.pop()) {
      for (const at of this.out(node)) {
        const edge = this.edges[at];
        if (edge === undefined || edges.has(at)) continue;
        // A hostname leads to the routes that want it, not to all that its listener has.
        if (wanted !== undefined && this.nodes[edge.to]?.kind === "route" && !this.#wants(wanted, edge.from, edge.to)) continue;
        edges.add(at);
        nodes.add(edge.to);
        next.push(edge.to);
      }
    }
  }

  #wants(hostname: number, listener: number, route: number): boolean {
    return this.out(hostname).some((at) => this.edges[at]?.to === listener && this.edges[at]?.routes?.includes(route));
  }

  /** From the listener that the edge `at` leaves back to hostnames: those that `routes` want, or all. */
  #backward(at: number, routes: Iterable<number> | undefined, nodes: Set<number>, edges: Set<number>): void {
    const edge = this.edges[at];
    if (edge === undefined) return;
    edges.add(at);
    nodes.add(edge.from);
    const before = routes === undefined ? this.in(edge.from) : [...routes].flatMap((it) => this.#wanted.get(it) ?? []);
    for (const it of before) {
      const hostname = this.edges[it];
      if (hostname === undefined || hostname.to !== edge.from) continue;
      edges.add(it);
      nodes.add(hostname.from);
    }
  }
}

/** A node or an edge. */
export interface Focus {
  readonly type: "node" | "edge";
  readonly at: number;
}

const KINDS: Record<GraphNode["kind"], string> = {
  hostname: "hostname",
  listener: "listener",
  route: "route",
  rule: "rule",
  service: "backend",
  endpoints: "what answers",
};

/** What a node is, in words; also why it does not work. */
export function words(model: Model, at: number): string {
  const node = model.nodes[at];
  if (node === undefined) return "";
  const name = `${[node.label, node.detail].filter((it) => it !== "").join(" ")} (${KINDS[node.kind]})`;
  const reasons = new Set<string>();
  for (const edge of model.in(at)) {
    const { state, reason } = model.edges[edge] ?? {};
    if (state !== "ok" && typeof reason === "string") reasons.add(`${state === "broken" ? "broken" : "in doubt"}: ${reason}`);
  }
  if (typeof node.reason === "string") reasons.add(`${node.state === "broken" ? "broken" : "in doubt"}: ${node.reason}`);
  return [name, ...reasons].join(". ");
}
