"use strict";
// The engine as WebAssembly, with the functions of the binary: what takes long runs on a thread of its own.

const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Worker } = require("node:worker_threads");
const { RouteproofError } = require("./errors.cjs");
const { files, nearest, reason, shown } = require("./files.cjs");
const { WasmSession, wasm } = require("./wasm-session.cjs");

/** The thread; it keeps the process alive only while somebody waits for an answer. */
let worker;
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
const forgotten = new FinalizationRegistry((session) => worker?.postMessage({ turn: 0, what: "free", session }));
let sessions = 0;

class Session {
  #inputs;
  #here;
  #id = (sessions += 1);
  /** What each side has not heard of, by the names of sources: here, and on the thread. */
  #unheard = { here: new Map(), there: new Map() };

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
    if (worker !== undefined) {
      call("free", { session: this.#id });
    }
    forgotten.unregister(this);
  }

  #news(side, edits) {
    for (const edit of edits) {
      this.#unheard.here.set(edit.name, edit);
      this.#unheard.there.set(edit.name, edit);
    }
    const news = [...this.#unheard[side].values()];
    this.#unheard[side].clear();
    return news;
  }

  /** Fixes change the sources of the side that applied them. */
  #mended(question, answer, other) {
    if (JSON.parse(question).op === "fix") {
      for (const { name, text } of JSON.parse(answer).changes ?? []) {
        this.#unheard[other].set(name, { name, text, live: false });
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
    const message = typeof error === "string" ? error : reason(error);
    throw new RouteproofError(`\`${shown(file)}\`: ${message}`, { cause: error });
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
