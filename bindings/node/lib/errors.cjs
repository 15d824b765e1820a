"use strict";

/** What was handed over cannot be worked with, and why: settings, a text, an object, a question. */
class RouteproofError extends Error {
  get name() {
    return "RouteproofError";
  }
}

/** Runs `work`; what the engine throws as a text or a bare error becomes a {@link RouteproofError}. */
function understood(work) {
  try {
    return work();
  } catch (error) {
    throw owned(error);
  }
}

function owned(error) {
  if (error instanceof RouteproofError || error instanceof TypeError) {
    return error;
  }
  return new RouteproofError(typeof error === "string" ? error : error.message, { cause: error });
}

module.exports = { RouteproofError, owned, understood };
