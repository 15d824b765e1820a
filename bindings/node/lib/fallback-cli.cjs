"use strict";
// `routeproof check` where there is no binary; every other command needs it.

const { writeFileSync, writeSync } = require("node:fs");
const { parseArgs } = require("node:util");
const routeproof = require("./index.cjs");

const OPTIONS = {
  format: { type: "string", default: "text" },
  output: { type: "string", short: "o" },
  "fail-on": { type: "string", default: "error" },
  strict: { type: "boolean" },
  // Every info is printed here anyway.
  verbose: { type: "boolean", short: "v" },
  complete: { type: "boolean" },
  live: { type: "string", multiple: true },
  profile: { type: "string" },
  tenant: { type: "string" },
  "gateway-api": { type: "string" },
  channel: { type: "string" },
  kubernetes: { type: "string" },
  implementation: { type: "string" },
  "api-only": { type: "boolean" },
  now: { type: "string" },
  settings: { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "V" },
};
const FORMATS = ["text", "json", "sarif", "github", "gitlab", "junit"];
const LEAST = { error: ["error"], warning: ["error", "warning"], never: [] };

const USAGE = `No binary of routeproof was built for this platform; WebAssembly checks, and that is all it does here.

Usage: routeproof check [PATH]... [--format ${FORMATS.join("|")}] [--output FILE] [--fail-on error|warning|never]
         [--strict] [--verbose] [--complete] [--live FILE]... [--profile P] [--tenant T] [--gateway-api V] [--channel C] [--kubernetes V] [--implementation I]
         [--api-only] [--now TIME] [--settings FILE]
`;

/** Runs one command line; returns its exit code. */
function run(args) {
  try {
    return dispatch(args);
  } catch (error) {
    write(2, `error: ${error.message}\n`);
    return 2;
  }
}

function dispatch(args) {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (values.version) {
    write(1, `routeproof ${routeproof.version}\n`);
    return 0;
  }
  const [verb, ...paths] = positionals;
  if (values.help) {
    write(1, USAGE);
    return 0;
  }
  if (verb !== "check" || !FORMATS.includes(values.format) || LEAST[values["fail-on"]] === undefined) {
    write(2, USAGE);
    return 2;
  }
  return check(paths.length === 0 ? ["."] : paths, values);
}

function check(paths, values) {
  const report = routeproof.checkSync({ paths }, options(values));
  let text = report.renderSync(values.format, { failOn: values["fail-on"] });
  if (values.format === "text") {
    text += summary(report);
  }
  if (values.output === undefined) {
    write(1, text);
  } else {
    writeFileSync(values.output, text);
  }
  if (report.diagnostics.some((it) => LEAST[values["fail-on"]].includes(it.severity))) {
    return 1;
  }
  // What cannot be parsed was not checked, whatever was asked to count.
  return report.diagnostics.some((it) => it.code.startsWith("RP0") && it.severity === "error") ? 2 : 0;
}

function options(values) {
  const { live, profile, tenant, channel, kubernetes, implementation, settings, strict, complete } = values;
  const given = {
    ...(live && { live: { paths: live } }),
    ...{ profile, tenant, channel, kubernetes, implementation, settings, strict, complete },
    gatewayApi: values["gateway-api"],
    apiOnly: values["api-only"],
    now: values.now ?? new Date(),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The last lines of a text report, as the binary writes them. */
function summary({ summary: it }) {
  const counted = (count, of) => `${count} ${of}${count === 1 ? "" : "s"}`;
  const all = [
    [it.errors, "error"],
    [it.warnings, "warning"],
    [it.infos, "info"],
  ];
  const found = all.filter(([count]) => count > 0).map(([count, of]) => counted(count, of));
  const head = `${found.join(", ") || "no findings"} in ${counted(it.sources, "file")}`;
  const objects = it.notJudged.reduce((sum, { count }) => sum + count, 0);
  if (objects === 0) {
    return `${head} (${counted(it.objects, "object")})\n`;
  }
  const named = it.notJudged.slice(0, 20).map(({ group, kind, count }) => `${kind}.${group} (${count})`);
  const more = it.notJudged.length - named.length;
  const were = `${counted(objects, "object")} of ${counted(it.notJudged.length, "kind")} ${objects === 1 ? "was" : "were"}`;
  const rest = more > 0 ? ` and ${counted(more, "more kind")}` : "";
  return `${head} (${counted(it.objects, "object")}, ${objects} not judged)\n${were} not judged: ${named.join(", ")}${rest}\n`;
}

/** All of it, also where the reader of a pipe is slow; a reader that has seen enough is no failure. */
function write(to, text) {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(to, bytes));
    } catch (error) {
      if (error.code === "EPIPE") {
        return;
      }
      if (error.code !== "EAGAIN") {
        throw error;
      }
    }
  }
}

module.exports = { run };
