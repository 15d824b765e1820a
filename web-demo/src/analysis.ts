/**
 * Keeps the engine up to date with the state, and asks it what is wrong as soon as anything changes: one question is on
 * its way at a time, and what changes meanwhile is asked about next.
 */
import type { Engine } from "./engine/client.js";
import type { Findings } from "./engine/protocol.js";
import type { State } from "./state.js";

/** What is known of the files as they are now. */
export interface Result {
  readonly findings: Findings;
  /** The texts that it is about, by file id. */
  readonly texts: ReadonlyMap<number, string>;
}

/** How long nothing may change before the slower questions are asked, in milliseconds. */
const QUIET = 120;

export class Analysis {
  readonly #state: State;
  readonly #engine: Engine;
  readonly #listeners = new Set<(result: Result) => void>();
  readonly #quiet = new Set<() => void>();
  readonly #settings = new Set<(problem: string | undefined) => void>();
  #result: Result | undefined;
  #busy = false;
  #again = false;
  #timer: number | undefined;

  constructor(state: State, engine: Engine) {
    this.#state = state;
    this.#engine = engine;
    state.listen((change) => {
      switch (change.type) {
        case "added":
        case "text":
          engine.set(change.file);
          break;
        case "removed":
          engine.remove(change.file.name);
          break;
        case "renamed":
          engine.remove(change.before.name);
          engine.set(change.file);
          break;
        case "platform":
          this.open();
          return;
        case "active":
          break;
        case "request":
          return;
      }
      this.check();
    });
  }

  /** The newest result. */
  get result(): Result | undefined {
    return this.#result;
  }

  /** Called with what is wrong, after each change. */
  listen(listener: (result: Result) => void): void {
    this.#listeners.add(listener);
  }

  /** Called when nothing has changed for a moment: the time for pictures and checklists. */
  whenQuiet(listener: () => void): void {
    this.#quiet.add(listener);
  }

  /** Called with whether the settings can be used. */
  whenSettings(listener: (problem: string | undefined) => void): void {
    this.#settings.add(listener);
  }

  /** Hands everything to the engine anew. */
  open(): void {
    this.#busy = false;
    void this.#engine.open().then((problem) => {
      for (const listener of this.#settings) listener(problem);
    });
    this.check();
  }

  /** Asks what is wrong. */
  check(): void {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    this.#again = false;
    const texts = new Map(this.#state.files.map((it) => [it.id, it.text]));
    void this.#engine.check(this.#state.active?.name).then((findings) => {
      this.#busy = false;
      this.#result = { findings, texts };
      for (const listener of this.#listeners) listener(this.#result);
      if (this.#again) this.check();
      else this.#settle();
    });
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const listener of this.#quiet) listener();
    }, QUIET);
  }
}
