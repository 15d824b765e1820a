/** The extension's end of the engine: a queue, one command on its way at a time, so that what is taken back costs nothing. */
import type { Answer, Question } from "@routeproof/web";
import type { CancellationToken } from "vscode";
import type { Command, FromWorker, ProjectId, Replies, ToWorker } from "./protocol.js";

/** An answer of one type. */
export type AnswerOf<T extends Answer["type"]> = Extract<Answer, { type: T }>;

/** A worker, of a browser or of Node. */
export interface Channel {
  post(message: ToWorker): void;
  stop(): void;
}

/** Starts a worker; `received` gets what it sends, and that it failed. */
export type Start = (received: (message: FromWorker) => void) => Channel;

interface Job {
  readonly command: Command;
  readonly token: CancellationToken | undefined;
  readonly resolve: (reply: never) => void;
  readonly reject: (error: Error) => void;
}

/** An engine that takes longer is stopped: no answer is worth an editor that hangs. */
const LONGEST = 60_000;
/** How often it is started again. */
const MOST_STARTS = 4;

/** The answer is not waited for any more. */
export class Cancelled extends Error {}

export class Engine {
  readonly #start: Start;
  readonly #wasm: Uint8Array;
  readonly #restarted: (message: string, again: boolean) => void;
  readonly #jobs: Job[] = [];
  #channel: Channel | undefined;
  #busy: { id: number; job: Job; timer: ReturnType<typeof setTimeout> } | undefined;
  #next = 1;
  #starts = 0;
  #closed = false;

  /** @param restarted called when the engine stopped, and whether it starts again: all that it held is lost */
  constructor(start: Start, wasm: Uint8Array, restarted: (message: string, again: boolean) => void) {
    this.#start = start;
    this.#wasm = wasm;
    this.#restarted = restarted;
  }

  /** Has a command done, unless `token` takes it back before its turn comes. */
  do<C extends Command>(command: C, token?: CancellationToken): Promise<Replies[C["type"]]> {
    if (this.#closed) return Promise.reject(new Cancelled());
    if (this.#starts >= MOST_STARTS && this.#channel === undefined) return Promise.reject(new Error("the engine has stopped"));
    if (this.#channel === undefined) this.#open();
    return this.#queue(command, token);
  }

  /** Answers a question; one that cannot be answered is an error. */
  async ask<T extends Answer["type"]>(project: ProjectId, question: Question, type: T, token?: CancellationToken): Promise<AnswerOf<T>> {
    const answer = await this.do({ type: "ask", project, question }, token);
    if (answer.type === type) return answer as AnswerOf<T>;
    throw new Error(answer.type === "failure" ? answer.message : `unexpected answer \`${answer.type}\``);
  }

  dispose(): void {
    this.#closed = true;
    this.#drop(new Cancelled());
  }

  #queue<C extends Command>(command: C, token?: CancellationToken): Promise<Replies[C["type"]]> {
    return new Promise((resolve, reject) => {
      this.#jobs.push({ command, token, resolve: resolve as Job["resolve"], reject });
      this.#turn();
    });
  }

  #open(): void {
    this.#starts += 1;
    const channel = this.#start((message) => this.#received(channel, message));
    this.#channel = channel;
    // The worker reports what fails here.
    void this.#queue({ type: "load", wasm: this.#wasm }).catch(() => undefined);
  }

  #turn(): void {
    if (this.#busy !== undefined || this.#channel === undefined) return;
    const job = this.#jobs.shift();
    if (job === undefined) return;
    if (job.token?.isCancellationRequested === true) {
      job.reject(new Cancelled());
      this.#turn();
      return;
    }
    const id = this.#next;
    this.#next += 1;
    const channel = this.#channel;
    const timer = setTimeout(() => this.#stopped(channel, "the engine took too long"), LONGEST);
    this.#busy = { id, job, timer };
    channel.post({ id, command: job.command });
  }

  #received(channel: Channel, message: FromWorker): void {
    if (channel !== this.#channel) return;
    if (message.type === "stopped") {
      this.#stopped(channel, message.message);
    } else if (message.id === this.#busy?.id) {
      const { job, timer } = this.#busy;
      clearTimeout(timer);
      this.#busy = undefined;
      job.resolve(message.reply as never);
      this.#turn();
    }
  }

  #stopped(channel: Channel, message: string): void {
    if (channel !== this.#channel) return;
    this.#drop(new Error(message));
    this.#restarted(message, this.#starts < MOST_STARTS);
  }

  #drop(error: Error): void {
    this.#channel?.stop();
    this.#channel = undefined;
    clearTimeout(this.#busy?.timer);
    const lost = [...(this.#busy === undefined ? [] : [this.#busy.job]), ...this.#jobs.splice(0)];
    this.#busy = undefined;
    for (const it of lost) it.reject(error);
  }
}
