/** The request bar: a URL, what becomes of it and why, and its path lit up in the picture. */
import type { RequestAnswer, RequestBackend, RequestRoute } from "@routeproof/web";
import { byId, h, icon, type Icon } from "../dom.js";
import type { Engine } from "../engine/client.js";
import { inline } from "../markdown.js";
import type { State } from "../state.js";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const QUIET = 60;

/** Where the request is kept. */
type Requested = Pick<State, "request" | "setRequest" | "listen">;

/** Who knows what becomes of it. */
type Asked = Pick<Engine, "ask">;

export class RequestBar {
  readonly #state: Requested;
  readonly #engine: Asked;
  readonly #light: (ids: readonly string[] | undefined) => void;
  readonly #method = byId<HTMLSelectElement>("request-method");
  readonly #url = byId<HTMLInputElement>("request-url");
  readonly #answer = byId("request-answer");
  #open = false;
  #asked = 0;
  #timer: number | undefined;

  /** @param light shows the nodes of the picture that a request passes */
  constructor(state: Requested, engine: Asked, light: (ids: readonly string[] | undefined) => void) {
    this.#state = state;
    this.#engine = engine;
    this.#light = light;
    this.#method.append(...METHODS.map((it) => h("option", {}, it)));
    const changed = () => {
      state.setRequest({ method: this.#method.value, url: this.#url.value });
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.update(), QUIET);
    };
    this.#method.addEventListener("change", changed);
    this.#url.addEventListener("input", changed);
    byId("request").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.update();
    });
    state.listen((change) => {
      if (change.type !== "request") return;
      const { method, url } = state.request;
      if (this.#url.value !== url) this.#url.value = url;
      if (this.#method.value !== method) this.#method.value = method;
    });
  }

  /** Puts the cursor there. */
  focus(): void {
    this.#url.focus();
  }

  /** Asks again: the files may have changed. */
  async update(): Promise<void> {
    const { method, url } = this.#state.request;
    this.#asked += 1;
    const asked = this.#asked;
    if (url.trim() === "") {
      this.#answer.replaceChildren();
      this.#light(undefined);
      return;
    }
    const written = url.includes("://") ? url.trim() : `https://${url.trim()}`;
    let answer: RequestAnswer | undefined;
    let problem = "";
    try {
      [answer] = (await this.#engine.ask({ op: "requests", requests: [{ url: written, method }] }, "requests")).answers;
    } catch (error) {
      problem = error instanceof Error ? error.message.replace(/^requests\[0\]: /, "") : String(error);
    }
    // A newer question has its own answer.
    if (asked !== this.#asked) return;
    if (answer === undefined) {
      this.#answer.replaceChildren(h("p", { class: "request-line" }, icon("info"), " ", inline(problem)));
      this.#light(undefined);
      return;
    }
    this.#show(answer);
    this.#light(nodes(answer));
  }

  #show(answer: RequestAnswer): void {
    const { sign, kind, text } = headline(answer);
    const box = h(
      "details",
      { class: "request-details" },
      h("summary", { class: `request-line ${kind}` }, icon(sign), " ", inline(text)),
      steps(answer),
      ...answer.readings.map(({ assumes, answer: other }) =>
        h("div", { class: "request-reading" }, h("p", {}, inline(`If ${assumes}: ${headline(other).text}`)), steps(other)),
      ),
    );
    box.open = this.#open;
    box.addEventListener("toggle", () => {
      this.#open = box.open;
    });
    this.#answer.replaceChildren(box);
  }
}

/** The steps of the decision, then what did not get the request. */
function steps(answer: RequestAnswer): HTMLElement {
  const lines = [
    ...answer.reasons,
    ...(answer.forwarded ? [`the backend sees ${answer.forwarded.method} \`${answer.forwarded.path}\` for host \`${answer.forwarded.host}\``] : []),
    ...answer.mirrors.map((it) => `a copy goes to ${backend(it)}`),
    ...answer.lost.map((it) => `not ${place(it.route, it.rule)}: ${it.step}`),
  ];
  return h("ul", { class: "request-steps" }, ...lines.map((it) => h("li", {}, inline(it))));
}

function headline(answer: RequestAnswer): { sign: Icon; kind: string; text: string } {
  const status = typeof answer.status === "number" ? ` ${answer.status}` : "";
  switch (answer.outcome) {
    case "forward":
      return { sign: "yes", kind: "good", text: `goes to ${answer.backends.map(backend).join(", ")}` };
    case "redirect":
      return { sign: "right", kind: "good", text: `is redirected (${status.trim()}) to \`${answer.location ?? ""}\`` };
    case "respond":
      return { sign: "no", kind: "error", text: status === "" ? "is refused: the connection is closed" : `is answered by the Gateway itself:${status}` };
    case "depends":
      return { sign: "unknown", kind: "warning", text: "depends on the implementation" };
    default:
      return { sign: "unknown", kind: "warning", text: "cannot be decided by these files" };
  }
}

function backend(it: RequestBackend): string {
  const port = typeof it.port === "number" ? `:${it.port}` : "";
  const share = it.share === 1 ? "" : ` (${Math.round(it.share * 1000) / 10} %)`;
  const status = typeof it.status === "number" ? `, answered ${it.status}` : "";
  return `\`${it.namespace}/${it.name}${port}\`${share}${status}`;
}

function place({ kind, namespace, name }: RequestRoute, rule: number): string {
  return `${kind} \`${namespace}/${name}\`, rule ${rule}`;
}

/** The nodes of the picture that the request passes. */
function nodes(answer: RequestAnswer): string[] {
  const { route, rule, listener, hostname, backends } = answer;
  if (!route) return [];
  const named = `${route.kind}/${route.namespace}/${route.name}`;
  return [
    ...(typeof hostname === "string" ? [`hostname/${hostname === "" ? "*" : hostname}`] : []),
    ...(listener ? [`listener/${listener.kind}/${listener.namespace}/${listener.name}/${listener.section}`] : []),
    `route/${named}`,
    `rule/${named}/${rule ?? 0}`,
    ...backends.filter((it) => it.share > 0).flatMap((it) => [
      `service/${it.kind}/${it.namespace}/${it.name}`,
      `endpoints/${it.kind}/${it.namespace}/${it.name}/${it.port ?? 0}`,
    ]),
  ];
}
