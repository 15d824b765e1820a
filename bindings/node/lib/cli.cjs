#!/usr/bin/env node
"use strict";
// `npx routeproof`: the command line.

const engine = require("./engine.cjs");

process.exitCode =
  engine.kind === "native"
    ? engine.run(["routeproof", ...process.argv.slice(2)])
    : require("./fallback-cli.cjs").run(process.argv.slice(2));
