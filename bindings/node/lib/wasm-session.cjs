"use strict";

const wasm = require("../fallback/routeproof_node_wasm.js");

/** Inputs that are kept between questions; like the binary's `Session`, on the thread that asks. */
class WasmSession {
  #inputs;
  #session;

  constructor(inputs) {
    this.#inputs = inputs;
  }

  ask(edits, question) {
    try {
      this.#session ??= new wasm.Session(this.#inputs);
    } catch (failure) {
      // What is wrong with the inputs is an answer; anything else is a mistake of the engine.
      if (typeof failure === "string") return failure;
      throw failure;
    }
    for (const { name, text, live } of edits) {
      if (text === undefined) {
        this.#session.removeSource(name);
      } else if (live) {
        this.#session.setLive(name, text);
      } else {
        this.#session.setSource(name, text);
      }
    }
    return this.#session.ask(question);
  }

  free() {
    this.#session?.free();
    this.#session = undefined;
  }
}

module.exports = { WasmSession, wasm };
