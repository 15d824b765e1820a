"use strict";

/** What was handed over cannot be worked with, and why: settings, a text, an object, a question. */
class RouteproofError extends Error {
  /** What has to change, and where; `undefined` where the engine was not asked. */
  kind;
  at;

  get name() {
    return "RouteproofError";
  }
}

/** The error for an answer of the type `failure`, in JSON; nothing for any other text. */
function refused(text, options) {
  if (!text.startsWith('{"type":"failure",')) {
    return undefined;
  }
  const { message, kind, at } = JSON.parse(text);
  return Object.assign(new RouteproofError(message, options), { kind, at: at ?? undefined });
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
  const text = typeof error === "string" ? error : error.message;
  return refused(text) ?? new RouteproofError(text, { cause: error });
}

module.exports = { RouteproofError, owned, refused, understood };
