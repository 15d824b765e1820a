/**
 * The picture: how requests flow, following the cursor. It is panned and zoomed, walked with arrow keys, and only what is
 * in sight is in the page; from far away, boxes and lines are drawn at once, without words.
 */
import type { Picturable } from "../engine/protocol.js";
import { byId, count, h, icon, s, type Icon } from "../dom.js";
import { edge, file, markers, node } from "./draw.js";
import { curve, layout, type Box, type Curve, type Layout } from "./layout.js";
import { Model, words, type Cursor, type Part, type Selection } from "./model.js";

/** Below this size words cannot be read. */
const FAR = 0.32;
const LEAST = 0.04;
const MOST = 2.5;
/** From so many routes on, the picture begins with those at the cursor. */
const MANY = 24;
/** From so many nodes on, each step is a task of its own. */
const LARGE = 1000;

const EMPTY = new Model({ nodes: [], edges: [] });
const NOTHING: Selection = { nodes: new Set(), edges: new Set() };

export class Picture {
  readonly #reveal: (source: string, offset: number) => void;
  readonly #host = byId("picture-panel");
  readonly #svg = s("svg", { class: "picture", role: "group", "aria-label": "How requests flow" });
  readonly #world = s("g");
  readonly #note = h("p", { class: "picture-note", "aria-live": "polite" });
  readonly #choice = h("select", { id: "part", "aria-label": "What the picture shows" });
  readonly #blank = h("p", { class: "picture-blank quiet" });
  readonly #drawn = new Map<string, SVGGElement>();
  #model = EMPTY;
  #shown = NOTHING;
  #curves = new Map<number, Curve | undefined>();
  #layout: Layout = layout(EMPTY, NOTHING, { width: 1, height: 1 });
  #lit = NOTHING;
  #given: Selection | undefined;
  #cursor: Cursor | undefined;
  #part: Part = "all";
  #chosen = false;
  #moved = false;
  #view = { x: 0, y: 0, scale: 1 };
  #current: number | undefined;
  #frame = 0;
  /** Listeners that are drawn elsewhere, to be in sight. */
  #stuck: ReadonlyMap<number, Box> = new Map();
  /** As it was seen last: asking for it in the middle of a change would lay out the page. */
  #size = { width: 0, height: 0 };

  constructor(reveal: (source: string, offset: number) => void) {
    this.#reveal = reveal;
    this.#choice.append(
      h("option", { value: "all" }, "Every route"),
      h("option", { value: "cursor" }, "At the cursor"),
      h("option", { value: "problems" }, "Broken"),
    );
    this.#choice.addEventListener("change", () => {
      this.#part = this.#choice.value as Part;
      this.#chosen = true;
      this.#moved = false;
      this.#arrange();
    });
    const tool = (name: Icon, label: string, run: () => void) =>
      h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick: run }, icon(name));
    this.#svg.append(markers(), this.#world);
    this.#host.append(
      h(
        "div",
        { class: "picture-tools" },
        this.#choice,
        h("span", { class: "spring" }),
        tool("minus", "Smaller", () => this.#zoom(1 / 1.3)),
        tool("plus", "Larger", () => this.#zoom(1.3)),
        tool("fit", "Show all of it", () => this.#fitAll()),
        tool("download", "Save as SVG", () => this.#save()),
      ),
      this.#svg,
      this.#blank,
      this.#note,
    );
    this.#gestures();
    this.#svg.addEventListener("keydown", (event) => this.#key(event));
    this.#svg.addEventListener("focusin", (event) => {
      const at = this.#nodeOf(event.target);
      if (at !== undefined) this.#focus(at);
    });
    new ResizeObserver(([entry]) => {
      const { width, height } = entry?.contentRect ?? { width: 0, height: 0 };
      const hidden = !this.visible;
      this.#size = { width, height };
      if (!this.visible) return;
      // What is not visible is not drawn.
      if (hidden) dispatchEvent(new Event("picture"));
      if (!this.#moved) this.#arrange();
      else this.#paint();
    }).observe(this.#svg);
  }

  /** Whether it is visible. */
  get visible(): boolean {
    return this.#size.width > 0;
  }

  update(graph: Picturable): void {
    const drawn = this.#model;
    const before = this.#current === undefined ? undefined : drawn.nodes[this.#current]?.id;
    this.#model = new Model(graph);
    if (graph.nodes.length > 0 && this.#model.looksLike(drawn)) {
      // Only its places in the texts have changed.
      if (this.#cursor !== undefined) this.follow(this.#cursor);
      return;
    }
    this.#current = before === undefined ? undefined : this.#indexOf(before);
    if (!this.#chosen) {
      this.#part = this.#model.routes.length > MANY ? "cursor" : "all";
      this.#choice.value = this.#part;
    }
    this.#given = undefined;
    // A task of its own, where the graph is large.
    if (this.#model.nodes.length > LARGE) setTimeout(() => this.#arrange());
    else this.#arrange();
  }

  /** The cursor stands there: its path is lit, and brought in sight. */
  follow(cursor: Cursor): void {
    this.#cursor = cursor;
    const under = this.#model.under(cursor);
    const path = this.#model.path(under);
    const same = equal(path.nodes, this.#lit.nodes) && equal(path.edges, this.#lit.edges);
    if (this.#part === "cursor" && [...path.nodes].some((it) => !this.#shown.nodes.has(it))) this.#arrange();
    if (this.#given === undefined) this.#lit = path;
    const target = under?.type === "edge" ? this.#model.edges[under.at]?.to : under?.at;
    if (!same && target !== undefined) this.#bringIn(target);
    this.#tell(target);
    if (!same) this.#paint();
  }

  /** Lights the path of a request through these nodes; without any, the cursor's again. */
  highlight(ids: readonly string[] | undefined): void {
    const nodes = ids === undefined ? undefined : new Set(ids.map((it) => this.#indexOf(it)).filter((it) => it !== undefined));
    // Of a Gateway that is not in the files, no listener is named: then every one that leads there is lit.
    if (nodes !== undefined && ![...nodes].some((it) => this.#model.nodes[it]?.kind === "listener")) {
      for (const at of this.#model.edges) if (nodes.has(at.to) && this.#model.nodes[at.from]?.kind === "listener") nodes.add(at.from);
    }
    const between = (at: number) => {
      const it = this.#model.edges[at];
      return it !== undefined && nodes?.has(it.from) === true && nodes.has(it.to);
    };
    this.#given = nodes === undefined ? undefined : { nodes, edges: new Set([...this.#model.edges.keys()].filter(between)) };
    this.#lit = this.#given ?? this.#model.path(this.#model.under(this.#cursor));
    this.#paint();
  }

  #indexOf(id: string): number | undefined {
    const at = this.#model.nodes.findIndex((it) => it.id === id);
    return at < 0 ? undefined : at;
  }

  #arrange(): void {
    const path = this.#model.path(this.#model.under(this.#cursor));
    this.#shown = this.#model.part(this.#part, path);
    const { width, height } = this.#size;
    this.#layout = layout(this.#model, this.#shown, { width: width - 16, height: height - 16 });
    this.#curves = new Map();
    this.#lit = this.#given ?? path;
    for (const it of this.#drawn.values()) it.remove();
    this.#drawn.clear();
    const none = this.#shown.nodes.size === 0;
    this.#blank.hidden = !none;
    this.#blank.textContent = this.#model.nodes.length === 0 ? "A route in the files is drawn here: from its hostnames to what answers." : "No route is broken.";
    if (!this.#moved) this.#fit();
    else this.#paint();
    this.#svg.setAttribute("aria-label", `How requests flow: ${count(this.#model.routes.length, "route")}. Arrow keys walk from node to node.`);
  }

  #fitAll(): void {
    const { width, height } = this.#size;
    const scale = Math.max(LEAST, Math.min(1.15, width / this.#layout.width, height / this.#layout.height));
    this.#view = { scale, x: (width - this.#layout.width * scale) / 2, y: Math.max(0, (height - this.#layout.height * scale) / 2) };
    this.#moved = false;
    this.#paint();
  }

  /** All of it where that can be read; else the part at the cursor, at a size that can. */
  #fit(): void {
    this.#fitAll();
    if (this.#view.scale < 0.55) {
      this.#view = { scale: 0.8, x: 0, y: 0 };
      const nodes = this.#lit.nodes.size > 0 ? this.#lit.nodes : this.#shown.nodes;
      // Where its requests begin.
      const begins = (it: number) => {
        const { x = Infinity, y = 0 } = this.#layout.boxes.get(it) ?? {};
        return this.#layout.down ? y * 1e6 + x : x * 1e6 + y;
      };
      const first = [...nodes].reduce<number | undefined>((best, it) => (best === undefined || begins(it) < begins(best) ? it : best), undefined);
      if (first !== undefined) this.#bringIn(first);
    }
    this.#paint();
  }

  #zoom(by: number, at?: { x: number; y: number }): void {
    const { width, height } = this.#size;
    const { x, y } = at ?? { x: width / 2, y: height / 2 };
    const scale = Math.min(MOST, Math.max(LEAST, this.#view.scale * by));
    const ratio = scale / this.#view.scale;
    this.#view = { scale, x: x - (x - this.#view.x) * ratio, y: y - (y - this.#view.y) * ratio };
    this.#moved = true;
    this.#paint();
  }

  #pan(x: number, y: number): void {
    this.#view = { ...this.#view, x: this.#view.x + x, y: this.#view.y + y };
    this.#moved = true;
    this.#paint();
  }

  /** Moves as little as it takes to see the node. */
  #bringIn(at: number): void {
    const box = this.#layout.boxes.get(at);
    if (box === undefined) return;
    const { width, height } = this.#size;
    const { scale, x, y } = this.#view;
    const shift = (from: number, size: number, space: number) => {
      const edge = Math.min(40, space / 6);
      if (from < edge) return edge - from;
      return from + size > space - edge ? Math.max(edge - from, space - edge - from - size) : 0;
    };
    this.#view = {
      scale,
      x: x + shift(box.x * scale + x, box.width * scale, width),
      y: y + shift(box.y * scale + y, box.height * scale, height),
    };
  }

  #paint(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    const { scale, x, y } = this.#view;
    this.#world.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    const far = scale < FAR;
    this.#svg.classList.toggle("far", far);
    this.#svg.classList.toggle("lighting", this.#lit.nodes.size > 0);
    const { width, height } = this.#size;
    const view = { x: -x / scale - 60, y: -y / scale - 60, width: width / scale + 120, height: height / scale + 120 };
    const wanted = new Map<string, () => SVGGElement>();
    const { boxes, edges } = this.#layout;
    this.#stuck = far ? new Map() : this.#stick({ x: -x / scale, y: -y / scale, width: width / scale, height: height / scale });
    if (far) {
      for (const [name, path] of this.#fromFar()) wanted.set(name, () => s("g", { class: name.slice(4) }, s("path", { d: path })));
    } else {
      for (const at of edges) {
        const it = this.#mayBeSeen(at, view) ? this.#curve(at) : undefined;
        const { from = -1, to = -1 } = this.#model.edges[at] ?? {};
        // A line to where something sticks is drawn anew when that moves.
        const end = this.#stuck.get(from) ?? this.#stuck.get(to);
        if (it !== undefined && meets(it.box, view)) wanted.set(end === undefined ? `edge ${at}` : `edge ${at} ${end.y}`, () => edge(this.#model, at, it));
      }
      for (const [at, own] of boxes) {
        const it = this.#stuck.get(at) ?? own;
        this.#drawn.get(`node ${at}`)?.setAttribute("transform", `translate(${it.x} ${it.y})`);
        if (meets(it, view) || at === this.#current) wanted.set(`node ${at}`, () => node(this.#model, at, it));
      }
    }
    for (const [key, element] of this.#drawn) {
      if (wanted.has(key) && !far) continue;
      element.remove();
      this.#drawn.delete(key);
    }
    // Lines below, boxes above.
    for (const [key, make] of wanted) {
      if (this.#drawn.has(key)) continue;
      const element = make();
      this.#drawn.set(key, element);
      if (key.startsWith("edge")) this.#world.prepend(element);
      else this.#world.append(element);
    }
    for (const [key, element] of this.#drawn) {
      const [type, at] = key.split(" ");
      const set = type === "edge" ? this.#lit.edges : this.#lit.nodes;
      element.classList.toggle("lit", set.has(Number(at)));
    }
    this.#rove();
  }

  /**
   * A listener of many routes stands in the middle of them, often far away: it is kept in sight as long as what leads to
   * it or from it is.
   */
  #stick(view: Box): Map<number, Box> {
    const stuck = new Map<number, Box>();
    if (this.#layout.down || this.#shown.nodes.size < MANY) return stuck;
    const own = (at: number | undefined) => this.#layout.boxes.get(at ?? -1);
    let [top, bottom] = [view.y + 16, view.y + view.height - 16];
    for (const [at, box] of this.#layout.boxes) {
      if (this.#model.nodes[at]?.kind !== "listener") continue;
      const around = [...this.#model.in(at).map((it) => own(this.#model.edges[it]?.from)), ...this.#model.out(at).map((it) => own(this.#model.edges[it]?.to))];
      const ys = around.filter((it) => it !== undefined).map((it) => it.y);
      const [first, last] = ys.reduce(([least, most], it) => [Math.min(least, it), Math.max(most, it)], [box.y, box.y]);
      // Only while some of them can be seen.
      if (box.y < top && last > top) {
        stuck.set(at, { ...box, y: Math.round(Math.min(top, last)) });
        top += box.height + 10;
      } else if (box.y + box.height > bottom && first < bottom) {
        stuck.set(at, { ...box, y: Math.round(Math.max(bottom - box.height, first)) });
        bottom -= box.height + 10;
      }
    }
    return stuck;
  }

  /** All boxes and lines of one state as one path. */
  #fromFar(): Map<string, string> {
    const paths = new Map<string, string>();
    const add = (key: string, path: string) => paths.set(key, (paths.get(key) ?? "") + path);
    for (const at of this.#layout.edges) {
      const it = this.#model.edges[at];
      const [from, to] = [this.#layout.boxes.get(it?.from ?? -1), this.#layout.boxes.get(it?.to ?? -1)];
      if (it === undefined || from === undefined || to === undefined) continue;
      const lit = this.#lit.edges.has(at) ? " lit" : "";
      const line = `M${Math.round(from.x + from.width / 2)} ${Math.round(from.y + from.height / 2)}L${Math.round(to.x + to.width / 2)} ${Math.round(to.y + to.height / 2)}`;
      add(`far edge ${it.state}${lit}`, line);
    }
    for (const [at, { x, y, width, height }] of this.#layout.boxes) {
      const lit = this.#lit.nodes.has(at) ? " lit" : "";
      add(`far node ${this.#model.nodes[at]?.state ?? "ok"}${lit}`, `M${Math.round(x)} ${Math.round(y)}h${Math.round(width)}v${height}h${-Math.round(width)}z`);
    }
    return paths;
  }

  /** Whether an edge between its two boxes can be in `view`, with room for what it says. */
  #mayBeSeen(at: number, view: Box): boolean {
    const edge = this.#model.edges[at];
    const [from, to] = [this.#box(edge?.from), this.#box(edge?.to)];
    if (edge === undefined || from === undefined || to === undefined) return false;
    // What sticks is always in sight: its lines are drawn where their other end is too.
    if (this.#stuck.has(edge.from)) return meets(to, view);
    if (this.#stuck.has(edge.to)) return meets(from, view);
    const [left, top] = [Math.min(from.x, to.x), Math.min(from.y, to.y) - 60];
    return meets({ x: left, y: top, width: Math.abs(from.x - to.x) + 400, height: Math.abs(from.y - to.y) + 180 }, view);
  }

  #curve(at: number): Curve | undefined {
    const { from = -1, to = -1 } = this.#model.edges[at] ?? {};
    if (this.#stuck.has(from) || this.#stuck.has(to)) return curve(this.#model, this.#layout, { get: (it) => this.#box(it) }, at);
    if (!this.#curves.has(at)) this.#curves.set(at, curve(this.#model, this.#layout, this.#layout.boxes, at));
    return this.#curves.get(at);
  }

  /** Where a node is drawn. */
  #box(at: number | undefined): Box | undefined {
    return at === undefined ? undefined : (this.#stuck.get(at) ?? this.#layout.boxes.get(at));
  }

  /** One node is in the tab order: the one that had the focus last, else the first at the cursor. */
  #rove(): void {
    const first = this.#current ?? [...this.#lit.nodes].find((it) => this.#drawn.has(`node ${it}`));
    const current = first !== undefined && this.#drawn.has(`node ${first}`) ? `node ${first}` : [...this.#drawn.keys()].find((it) => it.startsWith("node"));
    for (const [key, element] of this.#drawn) if (key.startsWith("node")) element.setAttribute("tabindex", key === current ? "0" : "-1");
  }

  #nodeOf(target: EventTarget | null): number | undefined {
    const id = target instanceof Element ? target.closest<SVGGElement>("[data-node]")?.dataset["node"] : undefined;
    return id === undefined ? undefined : this.#indexOf(id);
  }

  #focus(at: number): void {
    this.#current = at;
    this.#bringIn(at);
    this.#tell(at);
    this.#paint();
  }

  #tell(at: number | undefined): void {
    const note = at === undefined ? "" : words(this.#model, at).replaceAll("`", "");
    if (this.#note.textContent !== note) this.#note.textContent = note;
  }

  #open(at: number): void {
    const spot = this.#model.nodes[at]?.spot;
    if (spot !== undefined) this.#reveal(spot.source, spot.from);
  }

  #key(event: KeyboardEvent): void {
    const at = this.#nodeOf(event.target);
    const arrows: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const arrow = arrows[event.key];
    if (event.key === "+" || event.key === "=") this.#zoom(1.3);
    else if (event.key === "-") this.#zoom(1 / 1.3);
    else if (event.key === "0") this.#fitAll();
    else if (at !== undefined && (event.key === "Enter" || event.key === " ")) this.#open(at);
    else if (at !== undefined && arrow !== undefined) this.#walk(at, arrow);
    else return;
    event.preventDefault();
  }

  /** Along an edge where one leads that way, else to the neighbour. */
  #walk(from: number, [x, y]: readonly [number, number]): void {
    const along = this.#layout.down ? y : x;
    const own = this.#layout.boxes.get(from);
    if (own === undefined) return;
    const edges = along > 0 ? this.#model.out(from) : along < 0 ? this.#model.in(from) : [];
    const linked = edges.filter((it) => this.#shown.edges.has(it)).map((it) => (along > 0 ? this.#model.edges[it]?.to : this.#model.edges[it]?.from) ?? from);
    const beside = [...this.#layout.boxes.keys()].filter((it) => {
      const box = this.#layout.boxes.get(it);
      return box !== undefined && this.#model.nodes[it]?.kind === this.#model.nodes[from]?.kind && ((box.x - own.x) * x > 0 || (box.y - own.y) * y > 0);
    });
    const distance = (it: number) => {
      const box = this.#layout.boxes.get(it) ?? own;
      return Math.abs(box.x - own.x) + Math.abs(box.y - own.y);
    };
    const [next] = (along === 0 ? beside : linked).sort((one, other) => distance(one) - distance(other));
    if (next === undefined) return;
    this.#current = next;
    this.#bringIn(next);
    this.#draw();
    this.#drawn.get(`node ${next}`)?.focus({ preventScroll: true });
  }

  #gestures(): void {
    const pointers = new Map<number, { x: number; y: number }>();
    let travelled = 0;
    this.#svg.addEventListener("pointerdown", (event) => {
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      travelled = 0;
    });
    this.#svg.addEventListener("pointermove", (event) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) return;
      const now = { x: event.clientX, y: event.clientY };
      const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, it]) => it);
      const [other] = others;
      travelled += Math.hypot(now.x - before.x, now.y - before.y);
      if (other !== undefined) {
        const { left, top } = this.#svg.getBoundingClientRect();
        const apart = (it: { x: number; y: number }) => Math.hypot(it.x - other.x, it.y - other.y);
        this.#zoom(apart(now) / Math.max(1, apart(before)), { x: (now.x + other.x) / 2 - left, y: (now.y + other.y) / 2 - top });
      } else if (travelled > 4) {
        this.#svg.setPointerCapture(event.pointerId);
        this.#pan(now.x - before.x, now.y - before.y);
      }
      pointers.set(event.pointerId, now);
    });
    const up = (event: PointerEvent) => pointers.delete(event.pointerId);
    this.#svg.addEventListener("pointerup", up);
    this.#svg.addEventListener("pointercancel", up);
    this.#svg.addEventListener("click", (event) => {
      const at = this.#nodeOf(event.target);
      if (at !== undefined && travelled <= 4) this.#open(at);
    });
    this.#svg.addEventListener("pointerover", (event) => {
      const at = this.#nodeOf(event.target);
      if (at !== undefined) this.#tell(at);
    });
    this.#svg.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const { left, top } = this.#svg.getBoundingClientRect();
        if (event.ctrlKey || event.metaKey) this.#zoom(Math.exp(-event.deltaY / 250), { x: event.clientX - left, y: event.clientY - top });
        else this.#pan(-event.deltaX, -event.deltaY);
      },
      { passive: false },
    );
  }

  #save(): void {
    this.#stuck = new Map();
    const { boxes, edges, width, height } = this.#layout;
    const lines = [...edges].flatMap((at) => {
      const it = this.#curve(at);
      return it === undefined ? [] : [edge(this.#model, at, it)];
    });
    const content = [...lines, ...[...boxes].map(([at, it]) => node(this.#model, at, it))];
    const url = URL.createObjectURL(new Blob([file(content, width, height)], { type: "image/svg+xml" }));
    h("a", { href: url, download: "routes.svg" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }
}

function meets(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}

function equal(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return one.size === other.size && [...one].every((it) => other.has(it));
}
