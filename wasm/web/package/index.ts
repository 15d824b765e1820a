/**
 * Proves Kubernetes Gateway API changes where they are typed: the engine of routeproof as WebAssembly, on the main
 * thread or in a worker. Nothing leaves the page.
 */
import load, { Session, version as engineVersion } from "./routeproof_web.js";
import type * as types from "./types.js";

export type * from "./types.js";

/** Where the engine's WebAssembly comes from. */
export type Engine = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/** What is asked about, before sources are added. */
export type Options = Pick<types.Inputs, "files" | "settings" | "now" | "complete" | "apiOnly">;

/** The answer to a question of one kind. */
export type AnswerOf<T extends types.Answer["type"]> = Extract<types.Answer, { type: T }>;

/** The engine could not do what was asked: settings that cannot be read, a rule that does not exist. */
export class RouteproofError extends Error {
  override readonly name = "RouteproofError";
  /** What has to change; `undefined` where the engine was not asked. */
  readonly kind: types.FailureKind | undefined;
  /** Where, as far as it is known. */
  readonly at: types.FailurePlace | undefined;

  constructor(message: string, failure?: AnswerOf<"failure">) {
    super(message);
    this.kind = failure?.kind;
    this.at = failure?.at ?? undefined;
  }
}

let loading: Promise<void> | undefined;
let loaded = false;

/**
 * Loads the engine. To be awaited once before the first {@link Workspace}; further calls wait for the first.
 *
 * @param engine where its WebAssembly comes from; beside this module, by default
 */
export function init(engine?: Engine): Promise<void> {
  loading ??= load(engine === undefined ? undefined : { module_or_path: engine }).then(
    () => {
      loaded = true;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** The engine's version. */
export function version(): string {
  needEngine();
  return engineVersion();
}

/** Questions whose answers have places in texts. */
const WITH_PLACES = new Set(["check", "verify", "complete", "hover", "definitions", "references", "symbols", "outcomes", "implementations", "graph"]);

/**
 * Manifests, dumps and settings, and the questions that they answer together. A change of one source reads and judges
 * only that source again.
 *
 * Offsets and columns count UTF-16 units, as JavaScript's strings do, unless a question says otherwise.
 */
export class Workspace {
  #session: Session | undefined;

  /**
   * @throws {RouteproofError} where an option is not known, or the settings cannot be read
   */
  constructor(options: Options = {}) {
    needEngine();
    try {
      this.#session = new Session(options);
    } catch (failure) {
      throw isFailure(failure) ? new RouteproofError(failure.message, failure) : failure;
    }
  }

  /** Adds a source of manifests, or replaces its text. */
  setSource(name: string, text: string): void {
    this.#open.setSource(needText(name, "the name"), needText(text, "the text"));
  }

  /** Adds what a cluster reported (`kubectl get … -o yaml`), or replaces its text. */
  setLive(name: string, text: string): void {
    this.#open.setLive(needText(name, "the name"), needText(text, "the text"));
  }

  /** Takes a source away; says whether it was there. */
  removeSource(name: string): boolean {
    return this.#open.removeSource(needText(name, "the name"));
  }

  /** Answers any question, as the engine does: what it does not understand gets an answer of type `failure`. */
  ask(question: types.Question): types.Answer {
    const open = this.#open;
    const asked: unknown =
      question !== null && typeof question === "object" && WITH_PLACES.has(question.op)
        ? { unit: "utf16", ...question }
        : question;
    return open.ask(asked) as types.Answer;
  }

  /** What is wrong. */
  check(): AnswerOf<"report"> {
    return this.#answer({ op: "check" }, "report");
  }

  /** The status that every conformant controller writes. */
  status(): types.ObjectStatus[] {
    return this.#answer({ op: "status" }, "statuses").statuses;
  }

  /** The five questions after apply, about these routes, or about every one. */
  verify(routes: string[] = []): AnswerOf<"verification"> {
    return this.#answer({ op: "verify", routes }, "verification");
  }

  /** The texts with fixes applied; the workspace holds them from now on. */
  fix(safety: types.Safety = "safe"): AnswerOf<"fixed"> {
    return this.#answer({ op: "fix", safety }, "fixed");
  }

  /** What can stand at the cursor, best first. */
  complete(source: string, offset: number): types.Completion[] {
    return this.#answer({ op: "complete", source, offset }, "completions").completions;
  }

  /** What the field under the cursor means; `null` where nothing is known. */
  hover(source: string, offset: number): types.Hover | null {
    return this.#answer({ op: "hover", source, offset }, "hover").hover;
  }

  /**
   * Takes in the new text of a file of the folder that {@link Options.files} began with; says whether it is a source. A
   * build without what editors ask refuses this, and the four that follow.
   *
   * @param open whether an editor shows it: then it can be asked about although it holds no manifests
   */
  setFile(name: string, text: string, open = false): boolean {
    return this.#answer({ op: "file", name, text, open }, "file").taken;
  }

  /** What the reference under the cursor names. */
  definitions(source: string, offset: number): types.GraphPlace[] {
    return this.#answer({ op: "definitions", source, offset }, "places").places;
  }

  /** What refers to the thing that is named under the cursor. */
  references(source: string, offset: number): types.GraphPlace[] {
    return this.#answer({ op: "references", source, offset }, "places").places;
  }

  /** The objects of a source, each with its listeners, rules and ports behind it. */
  symbols(source: string): types.Symbol[] {
    return this.#answer({ op: "symbols", source }, "symbols").symbols;
  }

  /** What becomes of the requests of each rule in a source. */
  outcomes(source: string): types.Outcome[] {
    return this.#answer({ op: "outcomes", source }, "outcomes").outcomes;
  }

  /** Which implementations report all that the sources need. */
  implementations(): AnswerOf<"implementations"> {
    return this.#answer({ op: "implementations" }, "implementations");
  }

  /** What becomes of requests: which backend answers, and why no other does. */
  requests(requests: types.RequestText[]): AnswerOf<"requests"> {
    return this.#answer({ op: "requests", requests }, "requests");
  }

  /** The matches of every Gateway, or of `NAMESPACE/NAME`, in the order in which they are tried. */
  routes(gateway?: string): AnswerOf<"routes"> {
    return this.#answer({ op: "routes", gateway: gateway ?? null }, "routes");
  }

  /** How requests flow: hostnames, listeners, routes, rules, Services, endpoints; the path of `request` is marked. */
  graph(request?: types.RequestText): AnswerOf<"graph"> {
    return this.#answer({ op: "graph", request: request ?? null }, "graph");
  }

  /** What one rule wants, in a sentence, by its code or its name; its page in the docs says more. */
  explain(rule: string): AnswerOf<"rule"> {
    return this.#answer({ op: "explain", rule }, "rule");
  }

  /** Every rule there is or ever was. */
  rules(): types.Rule[] {
    return this.#answer({ op: "rules" }, "rules").rules;
  }

  /** The engine's version, and the releases of Gateway API that it knows. */
  version(): AnswerOf<"version"> {
    return this.#answer({ op: "version" }, "version");
  }

  /** Gives the memory back. The workspace answers nothing afterwards; closing twice is no mistake. */
  close(): void {
    this.#session?.free();
    this.#session = undefined;
  }

  /** As {@link close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  get #open(): Session {
    if (this.#session === undefined) throw new RouteproofError("the workspace is closed");
    return this.#session;
  }

  #answer<T extends types.Answer["type"]>(question: types.Question, type: T): AnswerOf<T> {
    const answer = this.ask(question);
    if (answer.type === type) return answer as AnswerOf<T>;
    if (answer.type === "failure") throw new RouteproofError(answer.message, answer);
    throw new RouteproofError(`the engine answered \`${question.op}\` with \`${answer.type}\``);
  }
}

function needEngine(): void {
  if (!loaded) throw new RouteproofError("the engine is not loaded: await `init()` first");
}

function needText(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${what} must be a string, not ${value === null ? "null" : typeof value}`);
}

function isFailure(value: unknown): value is AnswerOf<"failure"> {
  return value !== null && typeof value === "object" && "type" in value && value.type === "failure";
}
