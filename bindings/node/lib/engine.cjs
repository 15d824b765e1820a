"use strict";
// The engine of this process: the binary that was built for the platform, else WebAssembly. Both have the same functions.

const { RouteproofError } = require("./errors.cjs");

/** The packages whose binary may run here; npm installs the one that does. */
function candidates() {
  const { platform, arch } = process;
  const kinds = platform === "linux" ? ["-gnu", "-musl"] : platform === "win32" ? ["-msvc"] : [""];
  return kinds.map((kind) => `routeproof-${platform}-${arch}${kind}`);
}

function native() {
  for (const name of candidates()) {
    try {
      return require(name);
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") {
        process.emitWarning(`${name} cannot be loaded, so WebAssembly answers: ${error.message}`);
      }
    }
  }
  return undefined;
}

/** `ROUTEPROOF_NODE_ENGINE=wasm` takes WebAssembly where there is a binary, `native` wants the binary. */
function choose() {
  const wanted = process.env.ROUTEPROOF_NODE_ENGINE;
  const found = wanted === "wasm" ? undefined : native();
  if (found !== undefined) {
    return { ...found, kind: "native" };
  }
  if (wanted === "native") {
    throw new RouteproofError(`there is no binary for this platform: none of ${candidates().join(", ")} is installed`);
  }
  return require("./fallback.cjs");
}

module.exports = choose();
