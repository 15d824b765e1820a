"use strict";
// What questions are answered with: the answer's own fields, and what JavaScript expects of a result.

const engine = require("./engine.cjs");
const { RouteproofError, owned, understood } = require("./errors.cjs");

/** The answer as an object, and its JSON without the type. */
function read(answer) {
  const { type, ...data } = JSON.parse(answer);
  if (type === "failure") {
    throw new RouteproofError(data.message);
  }
  return { data, json: "{" + answer.slice(`{"type":"${type}",`.length) };
}

/** A whole answer. It keeps the engine's own JSON, so that it is the same on every host. */
class Result {
  #json;

  constructor({ data, json }) {
    Object.assign(this, data);
    this.#json = json;
  }

  toJson() {
    return this.#json;
  }
}

class Report extends Result {
  #asked;

  constructor(answer, asked) {
    super(answer);
    this.#asked = asked;
  }

  get ok() {
    return this.summary.errors === 0;
  }

  [Symbol.iterator]() {
    return this.diagnostics[Symbol.iterator]();
  }

  async render(format = "text") {
    const { start, edits } = this.#asked;
    try {
      return read(await new engine.Session(start).askAsync(edits, question(format))).data.text;
    } catch (error) {
      throw owned(error);
    }
  }

  renderSync(format = "text") {
    const { start, edits } = this.#asked;
    return read(understood(() => new engine.Session(start).ask(edits, question(format)))).data.text;
  }

  toSarif() {
    return this.render("sarif");
  }
}

function question(format) {
  return JSON.stringify({ op: "render", format });
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

class Implementations extends Result {
  [Symbol.iterator]() {
    return this.implementations[Symbol.iterator]();
  }
}

module.exports = { Fixed, Implementations, Report, Statuses, Verification, read };
