"use strict";
// The engine as WebAssembly, with the functions of the binary: what takes long runs on a thread of its own.

const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Worker } = require("node:worker_threads");
const { RouteproofError, refused } = require("./errors.cjs");
const { files, nearest, reason, shown } = require("./files.cjs");
const { WasmSession, wasm } = require("./wasm-session.cjs");

/** The thread; it keeps the process alive only while a caller waits for an answer. */
let worker;
/** How many threads there were: one that ended took its sessions with it. */
let threads = 0;
let turns = 0;
const waiting = new Map();

function call(what, message) {
  return new Promise((resolve, reject) => {
    const turn = (turns += 1);
    waiting.set(turn, { resolve, reject });
    worker ??= start();
    worker.ref();
    worker.postMessage({ turn, what, ...message });
  });
}

function start() {
  threads += 1;
  const made = new Worker(join(__dirname, "fallback-worker.cjs"));
  made.on("message", ({ turn, answer, error }) => {
    const { resolve, reject } = waiting.get(turn);
    waiting.delete(turn);
    if (waiting.size === 0) {
      made.unref();
    }
    return error === undefined ? resolve(answer) : reject(new RouteproofError(error));
  });
  made.on("error", (cause) => {
    worker = undefined;
    const all = [...waiting.values()];
    waiting.clear();
    all.forEach(({ reject }) => reject(new RouteproofError("the engine's thread ended", { cause })));
  });
  made.unref();
  return made;
}

/** What a forgotten session holds on the thread is given back. */
const forgotten = new FinalizationRegistry(release);
let sessions = 0;

function release(session) {
  if (worker !== undefined) {
    // Where the thread ends meanwhile, there is nothing left to give back.
    call("free", { session }).catch(() => undefined);
  }
}

class Session {
  #inputs;
  #here;
  #id = (sessions += 1);
  /** What each side has not heard of, by the names of sources: here, and on the thread. */
  #unheard = { here: new Map(), there: new Map() };
  /** All sources, and the thread that has heard of them. */
  #sources = new Map();
  #thread = 0;

  constructor(inputs) {
    this.#inputs = inputs;
    this.#here = new WasmSession(inputs);
    forgotten.register(this, this.#id, this);
  }

  ask(edits, question) {
    const answer = this.#here.ask(this.#news("here", edits), question);
    this.#mended(question, answer, "there");
    return answer;
  }

  async askAsync(edits, question) {
    const news = this.#news("there", edits);
    const answer = await call("ask", { session: this.#id, inputs: this.#inputs, edits: news, question });
    this.#mended(question, answer, "here");
    return answer;
  }

  free() {
    this.#here.free();
    release(this.#id);
    forgotten.unregister(this);
  }

  #news(side, edits) {
    for (const edit of edits) {
      this.#unheard.here.set(edit.name, edit);
      this.#unheard.there.set(edit.name, edit);
      this.#keep(edit);
    }
    let news = this.#unheard[side];
    this.#unheard[side] = new Map();
    if (side === "there") {
      worker ??= start();
      news = this.#thread === threads ? news : this.#sources;
      this.#thread = threads;
    }
    return [...news.values()];
  }

  #keep(edit) {
    if (edit.text === undefined) {
      this.#sources.delete(edit.name);
    } else {
      this.#sources.set(edit.name, edit);
    }
  }

  /** Fixes change the sources of the side that applied them. */
  #mended(question, answer, other) {
    if (JSON.parse(question).op === "fix") {
      for (const { name, text } of JSON.parse(answer).changes ?? []) {
        const edit = { name, text, live: false };
        this.#unheard[other].set(name, edit);
        this.#keep(edit);
      }
    }
  }
}

function settingsText(text, folder = "") {
  const file = wasm.profileFile(text);
  return wasm.settingsText(text, file === undefined ? undefined : readProfile(join(folder, file)));
}

function readProfile(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new RouteproofError(`profile \`${shown(file)}\`: ${reason(error)}`, { cause: error });
  }
}

function settingsFile(file) {
  try {
    return settingsText(readFileSync(file, "utf8"), dirname(file));
  } catch (error) {
    if (error instanceof RouteproofError) {
      throw error;
    }
    const failure = typeof error === "string" ? refused(error) : undefined;
    const { kind, at } = failure ?? { kind: "settings" };
    const named = new RouteproofError(`\`${shown(file)}\`: ${failure?.message ?? reason(error)}`, { cause: error });
    throw Object.assign(named, { kind, at });
  }
}

function settingsNear(paths) {
  const file = nearest(paths);
  return file === undefined ? null : settingsFile(file);
}

module.exports = {
  kind: "wasm",
  VERSION: wasm.version(),
  Session,
  answer: wasm.answer,
  files,
  filesAsync: (paths) => call("files", { paths }),
  settingsFile,
  settingsNear,
  settingsText,
};
