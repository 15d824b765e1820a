/** Work that can wait. */

/** Runs it when the page has nothing else to do. */
export const idle: (run: () => void) => void =
  "requestIdleCallback" in globalThis ? (run) => requestIdleCallback(run) : (run) => setTimeout(run, 30);

/** Two frames, in which what was typed and found is painted, in milliseconds. */
const REST = 32;
/** How long it may take where key follows key faster than that. */
const MOST = 200;

/** What can wait until keys and underlines are painted: the newest of what it was given. */
export class Afterwards {
  #run: (() => void) | undefined;
  #timer: number | undefined;
  #since = 0;

  /** Runs this soon, and not what waits still. */
  run(run: () => void): void {
    if (this.#run === undefined) this.#since = performance.now();
    this.#run = run;
    this.wait();
  }

  /** Something more urgent has come. */
  wait(): void {
    if (this.#run === undefined) return;
    clearTimeout(this.#timer);
    const left = this.#since + MOST - performance.now();
    this.#timer = setTimeout(() => {
      const run = this.#run;
      this.#run = undefined;
      run?.();
    }, Math.min(REST, Math.max(0, left)));
  }
}
