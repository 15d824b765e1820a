"use strict";
// What questions are answered with: the answer's own fields, and what JavaScript expects of a result.

const engine = require("./engine.cjs");
const { owned, refused, understood } = require("./errors.cjs");

/** The JSON of an answer without its type, which comes first. */
function json(answer) {
  const error = refused(answer);
  if (error !== undefined) {
    throw error;
  }
  return "{" + answer.slice(answer.indexOf(",") + 1);
}

/** An answer as an object. */
function read(answer) {
  return JSON.parse(json(answer));
}

/** A whole answer. It keeps the engine's own JSON, so that it is the same on every host. */
class Result {
  #json;

  constructor(answer, asked, fields = JSON.parse(answer)) {
    Object.assign(this, fields);
    this.#json = answer;
  }

  toJson() {
    return this.#json;
  }
}

/** JSON without an object in it. */
const FLAT = String.raw`(?:[^"{}]|"(?:[^"\\]|\\.)*")*`;

/** What stands in front of a report's findings, which are most of it. */
const HEAD = new RegExp(String.raw`^\{"version":\d+,"summary":\{${FLAT}(?:\{${FLAT}\}${FLAT})*\}(?=,"diagnostics":\[)`);

/** The findings are read when they are asked for first: many only want to know whether there are any. */
class Report extends Result {
  #asked;

  constructor(answer, asked) {
    const head = HEAD.exec(answer);
    super(answer, asked, head === null ? undefined : JSON.parse(`${head[0]}}`));
    this.#asked = asked;
    if (head !== null) {
      this.#postpone(() => JSON.parse(answer).diagnostics);
    }
  }

  /** From its first use on, the field is one like any other; in a frozen report it answers like one. */
  #postpone(work) {
    const field = (value) => ({ value, writable: true, enumerable: true, configurable: true });
    let found;
    Object.defineProperty(this, "diagnostics", {
      get: () => {
        found ??= work();
        Reflect.defineProperty(this, "diagnostics", field(found));
        return found;
      },
      set: (value) => void Object.defineProperty(this, "diagnostics", field(value)),
      enumerable: true,
      configurable: true,
    });
  }

  /** `console.log` shows the findings, read or not. */
  [Symbol.for("nodejs.util.inspect.custom")](depth, options, inspect) {
    const shown = Object.assign(Object.create(Object.getPrototypeOf(this)), this);
    return inspect(shown, { ...options, depth, customInspect: false });
  }

  get ok() {
    return this.summary.errors === 0;
  }

  [Symbol.iterator]() {
    return this.diagnostics[Symbol.iterator]();
  }

  async render(format = "text", options = {}) {
    const { start, edits } = this.#asked;
    const asked = question(format, options);
    try {
      return read(await new engine.Session(start).askAsync(edits, asked)).text;
    } catch (error) {
      throw owned(error);
    }
  }

  renderSync(format = "text", options = {}) {
    const { start, edits } = this.#asked;
    const asked = question(format, options);
    return read(understood(() => new engine.Session(start).ask(edits, asked))).text;
  }

  toSarif() {
    return this.render("sarif");
  }
}

function question(format, options) {
  return JSON.stringify({ op: "render", format, ...taken(options, ["failOn"]) });
}

/** The options of a question; one that it does not take is refused, so that a typo is heard. */
function taken(options, names) {
  for (const key of Object.keys(options)) {
    if (!names.includes(key)) {
      throw new TypeError(`there is no option \`${key}\``);
    }
  }
  return options;
}

class Statuses extends Result {
  [Symbol.iterator]() {
    return this.statuses[Symbol.iterator]();
  }
}

class Verification extends Result {
  [Symbol.iterator]() {
    return this.routes[Symbol.iterator]();
  }
}

class Fixed extends Result {
  [Symbol.iterator]() {
    return this.changes[Symbol.iterator]();
  }

  get texts() {
    return Object.fromEntries(this.changes.map(({ name, text }) => [name, text]));
  }
}

class RequestAnswers extends Result {
  [Symbol.iterator]() {
    return this.answers[Symbol.iterator]();
  }
}

class RouteTables extends Result {
  [Symbol.iterator]() {
    return this.gateways[Symbol.iterator]();
  }
}

class Implementations extends Result {
  [Symbol.iterator]() {
    return this.implementations[Symbol.iterator]();
  }
}

module.exports = { Fixed, Implementations, Report, RequestAnswers, RouteTables, Statuses, Verification, json, read, taken };
