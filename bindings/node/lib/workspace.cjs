"use strict";
// A workspace: manifests and settings that are kept between questions.

const engine = require("./engine.cjs");
const { RouteproofError, owned, understood } = require("./errors.cjs");
const inputs = require("./inputs.cjs");
const objects = require("./objects.cjs");
const { Fixed, Implementations, Report, RequestAnswers, RouteTables, Statuses, Verification, json, taken } = require("./results.cjs");

/** The questions, with the options that each takes besides the inputs. */
const QUESTIONS = {
  check: { options: ["unit"], ask: ({ unit }) => ({ op: "check", unit }), result: Report },
  status: { options: [], ask: () => ({ op: "status" }), result: Statuses },
  verify: { options: ["routes", "unit"], ask: ({ routes, unit }) => ({ op: "verify", routes, unit }), result: Verification },
  fix: { options: ["safety"], ask: ({ safety = "safe" }) => ({ op: "fix", safety }), result: Fixed },
  requests: {
    options: ["requests"],
    ask: ({ requests = [] }) => ({
      op: "requests",
      requests: requests.map((it) => (typeof it === "string" ? { url: it } : it)),
    }),
    result: RequestAnswers,
  },
  routes: { options: ["gateway"], ask: ({ gateway }) => ({ op: "routes", gateway }), result: RouteTables },
  implementations: { options: ["unit"], ask: ({ unit }) => ({ op: "implementations", unit }), result: Implementations },
};

class Workspace {
  #start;
  #session;
  /** Texts by name, of manifests and of what a cluster reported. */
  #sources = new Map();
  /** What the session has not heard of yet. */
  #edits = [];
  /** The question that is being answered off this thread, and how many wait for it. */
  #last = Promise.resolve();
  #waiting = 0;

  /** `gathered` is what {@link Workspace.open} has read already. */
  constructor(options = {}, gathered = prepared(inputs.gatherSync, options)) {
    this.#start = gathered.start;
    this.#session = new engine.Session(gathered.start);
    gathered.edits.forEach((it) => this.#edit(it));
  }

  /** The same, with files that are read off this thread. */
  static async open(options = {}) {
    return new Workspace(options, await prepared(inputs.gather, options));
  }

  #open() {
    if (this.#session === undefined) {
      throw new RouteproofError("the workspace is closed");
    }
    return this.#session;
  }

  #edit(edit) {
    this.#open();
    this.#edits.push(edit);
    this.#sources.set(edit.name, edit);
  }

  setSource(name, text) {
    this.#edit({ ...source(name, text), live: false });
  }

  setLive(name, text) {
    this.#edit({ ...source(name, text), live: true });
  }

  removeSource(name) {
    this.#open();
    this.#edits.push({ name, live: false });
    return this.#sources.delete(name);
  }

  get sources() {
    const desired = [...this.#sources.values()].filter((it) => !it.live);
    return Object.fromEntries(desired.map(({ name, text }) => [name, text]));
  }

  get closed() {
    return this.#session === undefined;
  }

  close() {
    const session = this.#session;
    if (session === undefined) {
      return;
    }
    this.#session = undefined;
    // What was asked before is still answered.
    if (this.#waiting === 0) {
      session.free();
    } else {
      this.#last.then(() => session.free());
    }
    this.#sources.clear();
    this.#edits = [];
  }

  /** Asks off this thread: `workspace.check(options)` is `ask("check", options)`. Questions are answered in the order in which they were asked. */
  async ask(name, options) {
    const asked = this.#prepare(name, options);
    const session = this.#open();
    const edits = this.#taken();
    this.#waiting += 1;
    const turn = this.#last.then(() => session.askAsync(edits, asked.question));
    this.#last = turn.catch(() => undefined);
    try {
      return this.#result(asked, await turn);
    } catch (error) {
      throw owned(error);
    } finally {
      this.#waiting -= 1;
    }
  }

  askSync(name, options) {
    const asked = this.#prepare(name, options);
    const session = this.#open();
    if (this.#waiting > 0) {
      throw new RouteproofError("a question is being answered; await its answer first");
    }
    return this.#result(asked, understood(() => session.ask(this.#taken(), asked.question)));
  }

  #prepare(name, options = {}) {
    const { options: names, ask, result } = QUESTIONS[name];
    const question = JSON.stringify(ask(taken(options, names)));
    return { question, result, asked: { start: this.#start, edits: [...this.#sources.values()] } };
  }

  #taken() {
    const edits = this.#edits;
    this.#edits = [];
    return edits;
  }

  #result({ result: Of, asked }, answer) {
    const found = new Of(json(answer), asked);
    if (found instanceof Fixed) {
      this.#mended(found, asked);
    }
    return found;
  }

  /** A text that was replaced while it was mended stays as it was replaced. */
  #mended(fixed, asked) {
    const before = new Map(asked.edits.map((it) => [it.name, it]));
    for (const { name, text } of fixed) {
      if (this.#sources.get(name) === before.get(name) && !this.closed) {
        this.#sources.set(name, { name, text, live: false });
      }
    }
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.close();
  }
}

for (const name of Object.keys(QUESTIONS)) {
  define(name, function (options) {
    return this.ask(name, options);
  });
  define(`${name}Sync`, function (options) {
    return this.askSync(name, options);
  });
}

function define(name, value) {
  Object.defineProperty(Workspace.prototype, name, { value, writable: true, configurable: true });
}

/** What a workspace starts with; without manifests it is empty. */
function prepared(gather, options) {
  const { manifests = [], ...rest } = inputs.known(options, ["manifests"]);
  return gather(manifests, rest);
}

function source(name, text) {
  if (typeof name !== "string") {
    throw new TypeError(`the name of a source is a string, not ${objects.kind(name)}`);
  }
  inputs.wellFormed(name, "a name");
  const plain = typeof text === "string" || text instanceof Uint8Array;
  return { name, text: plain ? inputs.decoded(text, name) : objects.text(text, name) };
}

module.exports = { QUESTIONS, Workspace };
