"use strict";
// Questions that are asked once, and the workspace that is asked again and again.

const engine = require("./engine.cjs");
const { RouteproofError, understood } = require("./errors.cjs");
const inputs = require("./inputs.cjs");
const { kind } = require("./objects.cjs");
const { Fixed, Implementations, Report, RequestAnswers, RouteTables, Statuses, Verification, read } = require("./results.cjs");
const { QUESTIONS, Workspace } = require("./workspace.cjs");

/** Splits the options of a question from those of its inputs. */
function split(name, manifests, options) {
  const own = QUESTIONS[name].options;
  inputs.known(options, own);
  const [asked, rest] = [{}, {}];
  for (const [key, value] of Object.entries(options)) {
    (own.includes(key) ? asked : rest)[key] = value;
  }
  return { asked, rest, manifests };
}

async function once(name, manifests, options = {}) {
  const { asked, rest } = split(name, manifests, options);
  const workspace = new Workspace({}, await inputs.gather(manifests, rest));
  try {
    return await workspace.ask(name, asked);
  } finally {
    workspace.close();
  }
}

function onceSync(name, manifests, options = {}) {
  const { asked, rest } = split(name, manifests, options);
  const workspace = new Workspace({}, inputs.gatherSync(manifests, rest));
  try {
    return workspace.askSync(name, asked);
  } finally {
    workspace.close();
  }
}

/** `verify` is asked about what is live; manifests are an option. */
function about(live, { manifests = [], ...options } = {}) {
  if (live === undefined || live === null) {
    throw new TypeError(`live are paths, a text or objects, not ${live}`);
  }
  return [manifests, { ...options, live }];
}

function ask(question) {
  return read(understood(() => engine.answer(JSON.stringify({ question }))));
}

function explain(rule) {
  if (typeof rule !== "string") {
    throw new TypeError(`a rule is named by a string, not by ${kind(rule)}`);
  }
  return ask({ op: "explain", rule: inputs.wellFormed(rule, "the name of a rule") });
}

function answerJson(request) {
  if (typeof request !== "string") {
    throw new TypeError(`a request is JSON in a string, not ${kind(request)}`);
  }
  return understood(() => engine.answer(inputs.wellFormed(request, "the request")));
}

module.exports.check = (manifests, options) => once("check", manifests, options);
module.exports.checkSync = (manifests, options) => onceSync("check", manifests, options);
module.exports.status = (manifests, options) => once("status", manifests, options);
module.exports.statusSync = (manifests, options) => onceSync("status", manifests, options);
module.exports.verify = async (live, options) => once("verify", ...about(live, options));
module.exports.verifySync = (live, options) => onceSync("verify", ...about(live, options));
module.exports.fix = (manifests, options) => once("fix", manifests, options);
module.exports.fixSync = (manifests, options) => onceSync("fix", manifests, options);
module.exports.implementations = (manifests, options) => once("implementations", manifests, options);
module.exports.implementationsSync = (manifests, options) => onceSync("implementations", manifests, options);
module.exports.requests = (manifests, options) => once("requests", manifests, options);
module.exports.requestsSync = (manifests, options) => onceSync("requests", manifests, options);
module.exports.routes = (manifests, options) => once("routes", manifests, options);
module.exports.routesSync = (manifests, options) => onceSync("routes", manifests, options);
module.exports.explain = explain;
module.exports.rules = () => ask({ op: "rules" }).rules;
module.exports.gatewayApiReleases = () => ask({ op: "version" }).gatewayApi;
module.exports.answerJson = answerJson;
module.exports.version = engine.VERSION;
module.exports.engine = engine.kind;
module.exports.Fixed = Fixed;
module.exports.Implementations = Implementations;
module.exports.Report = Report;
module.exports.RequestAnswers = RequestAnswers;
module.exports.RouteTables = RouteTables;
module.exports.RouteproofError = RouteproofError;
module.exports.Statuses = Statuses;
module.exports.Verification = Verification;
module.exports.Workspace = Workspace;
