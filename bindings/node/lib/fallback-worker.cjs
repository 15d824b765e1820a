"use strict";
// The thread on which WebAssembly answers what is not to hold up the main one.

const { parentPort } = require("node:worker_threads");
const { files } = require("./files.cjs");
const { WasmSession } = require("./wasm-session.cjs");

const sessions = new Map();

const work = {
  files: ({ paths }) => files(paths),
  ask({ session, inputs, edits, question }) {
    if (!sessions.has(session)) {
      sessions.set(session, new WasmSession(inputs));
    }
    return sessions.get(session).ask(edits, question);
  },
  free({ session }) {
    sessions.get(session)?.free();
    sessions.delete(session);
  },
};

parentPort.on("message", ({ turn, what, ...rest }) => {
  try {
    parentPort.postMessage({ turn, answer: work[what](rest) });
  } catch (error) {
    parentPort.postMessage({ turn, error: String(error?.message ?? error) });
  }
});
