/** The page's end of the engine: promises, and a new worker where the old one can do no more. */
import type { Answer, Question } from "@routeproof/web";
import type { Command, EngineFile, Findings, FromWorker, Picturable, Replies, ToWorker } from "./protocol.js";

/** An answer of one type. */
export type AnswerOf<T extends Answer["type"]> = Extract<Answer, { type: T }>;

/** What a new worker has to be sent. */
export interface World {
  readonly settings: string;
  readonly files: readonly EngineFile[];
}

export class Engine {
  readonly #world: () => World;
  readonly #stopped: (message: string, again: boolean) => void;
  readonly #waiting = new Map<number, (reply: never) => void>();
  #worker: Worker;
  #pieces: Picturable[] = [];
  #next = 1;
  #stops = 0;
  /** Resolves when the engine has loaded for the first time. */
  readonly ready: Promise<void>;
  #loaded: () => void = () => undefined;

  /**
   * @param world what is held now
   * @param stopped called when the engine stopped, and whether it was started again
   */
  constructor(world: () => World, stopped: (message: string, again: boolean) => void) {
    this.#world = world;
    this.#stopped = stopped;
    this.ready = new Promise((resolve) => {
      this.#loaded = resolve;
    });
    this.#worker = this.#start();
  }

  /** Starts anew with all that is held; says why the settings cannot be used. */
  open(): Promise<string | undefined> {
    return this.#send({ type: "open", ...this.#world() });
  }

  set(file: EngineFile): void {
    const { name, text, live } = file;
    this.#post({ type: "set", file: { name, text, live } });
  }

  remove(name: string): void {
    this.#post({ type: "remove", name });
  }

  check(focus: string | undefined): Promise<Findings> {
    return this.#send({ type: "check", focus });
  }

  /** How requests flow; nothing where that is as before. */
  async graph(): Promise<Picturable | undefined> {
    const changed = await this.#send({ type: "graph" });
    if (!changed) return undefined;
    const pieces = this.#pieces;
    this.#pieces = [];
    return { nodes: pieces.flatMap((it) => it.nodes), edges: pieces.flatMap((it) => it.edges) };
  }

  /** Says what is wrong in an example, again and again: what runs often is compiled better. What is held stays as it is. */
  warm(text: string): Promise<Findings> {
    return this.#send({ type: "warm", text });
  }

  /** Answers a question; one that cannot be answered is an error. */
  async ask<T extends Answer["type"]>(question: Question, type: T): Promise<AnswerOf<T>> {
    const answer = await this.#send({ type: "ask", question });
    if (answer.type === type) return answer as AnswerOf<T>;
    throw new Error(answer.type === "failure" ? answer.message : `unexpected answer \`${answer.type}\``);
  }

  #send<C extends Extract<Command, { type: keyof Replies }>>(command: C): Promise<Replies[C["type"]]> {
    return new Promise((resolve) => {
      this.#waiting.set(this.#post(command), resolve as (reply: never) => void);
    });
  }

  /** Sends a command, and says with which number. */
  #post(command: Command): number {
    const id = this.#next;
    this.#next += 1;
    const message: ToWorker = { id, command };
    this.#worker.postMessage(message);
    return id;
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "routeproof" });
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === "ready") {
        this.#loaded();
      } else if (data.type === "piece") {
        this.#pieces.push(data.piece);
      } else if (data.type === "reply") {
        this.#waiting.get(data.id)?.(data.reply as never);
        this.#waiting.delete(data.id);
      } else {
        this.#restart(worker, data.message);
      }
    });
    worker.addEventListener("error", (event) => this.#restart(worker, event.message));
    return worker;
  }

  #restart(worker: Worker, message: string): void {
    if (worker !== this.#worker) return;
    worker.terminate();
    // What was asked gets no answer any more: the caller asks again after `stopped`.
    this.#waiting.clear();
    this.#pieces = [];
    this.#stops += 1;
    const again = this.#stops <= 3;
    if (again) this.#worker = this.#start();
    this.#stopped(message, again);
  }
}
