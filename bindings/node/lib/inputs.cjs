"use strict";
// What callers hand over, as the engine takes it: named texts and settings.

const engine = require("./engine.cjs");
const { RouteproofError, understood } = require("./errors.cjs");
const objects = require("./objects.cjs");
const { statSync } = require("node:fs");

const FORMS = ["paths", "text", "objects"];
const SETTINGS = ["kubernetes", "profile", "tenant", "customDomains", "strict", "crds", "implementation", "rules", "ignore"];
const OPTIONS = ["live", "settings", "gatewayApi", "channel", "complete", "now", "apiOnly", ...SETTINGS];

/** The paths in manifests, and the sources that are there already. */
function sortedOut(manifests, name = "manifests") {
  if (typeof manifests === "string") {
    return isText(manifests) ? { paths: [], sources: texts(manifests) } : { paths: [manifests], sources: [] };
  }
  if (manifests instanceof Uint8Array) {
    return { paths: [], sources: texts(manifests) };
  }
  if (Array.isArray(manifests)) {
    if (manifests.length > 0 && manifests.every((it) => typeof it === "string")) {
      if (manifests.some(isText)) {
        throw new TypeError(`${name}: a list of texts has no names; hand over { text: { name: text } }`);
      }
      return { paths: manifests, sources: [] };
    }
    return { paths: [], sources: objects.manifests(manifests) };
  }
  if (typeof manifests !== "object" || manifests === null) {
    throw new TypeError(`${name} are paths, a text or objects, not ${objects.kind(manifests)}`);
  }
  return isForms(manifests) ? forms(manifests) : { paths: [], sources: objects.manifests(manifests) };
}

/** Whether a string is what a manifest says, not where it is: it has a line break, or starts as JSON does. */
function isText(manifests) {
  return manifests.includes("\n") || manifests.trimStart().startsWith("{");
}

function isForms(value) {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => FORMS.includes(key));
}

function forms({ paths = [], text, objects: given }) {
  const list = typeof paths === "string" ? [paths] : paths;
  if (!Array.isArray(list) || !list.every((it) => typeof it === "string")) {
    throw new TypeError("paths are strings");
  }
  const sources = [...(text === undefined ? [] : texts(text)), ...(given === undefined ? [] : objects.manifests(given))];
  return { paths: list, sources };
}

/** One text, or texts by name. */
function texts(text) {
  if (typeof text === "string" || text instanceof Uint8Array) {
    return [{ name: "<text>", text: decoded(text, "text") }];
  }
  if (typeof text !== "object" || text === null || Array.isArray(text)) {
    throw new TypeError(`text is ${objects.kind(text)}, not a string, bytes, or texts by name`);
  }
  return Object.entries(text).map(([name, it]) => ({ name: wellFormed(name, "a name"), text: decoded(it, name) }));
}

/** `text` as a string that has a form in UTF-8. */
function decoded(text, name) {
  if (text instanceof Uint8Array) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text);
    } catch (cause) {
      throw new RouteproofError(`\`${name}\` is not UTF-8`, { cause });
    }
  }
  if (typeof text !== "string") {
    throw new TypeError(`\`${name}\` is ${objects.kind(text)}, not a string or bytes`);
  }
  return wellFormed(text, `\`${name}\``);
}

function wellFormed(text, name) {
  if (!text.isWellFormed()) {
    throw new RouteproofError(`${name} has half of a surrogate pair`);
  }
  return text;
}

/** The texts of every file that `paths` stand for, from what the engine found. */
function found(files) {
  const { sources, unread } = JSON.parse(files);
  if (unread.length > 0) {
    throw new RouteproofError(unread.map((it) => `\`${it.name}\` ${it.message}`).join("; "));
  }
  return sources;
}

/** A path that leads nowhere is the system's error. */
function reached(paths) {
  paths.filter((it) => it !== "-").forEach((it) => statSync(wellFormed(it, "a path")));
  return paths;
}

/** What a session starts with, as JSON: settings and all that is no source. */
function start(options, paths) {
  const { gatewayApi, channel, complete, now, apiOnly = false } = options;
  if (typeof apiOnly !== "boolean") {
    throw new TypeError(`apiOnly is ${objects.kind(apiOnly)}, not a boolean`);
  }
  if (complete !== undefined && typeof complete !== "boolean" && !Array.isArray(complete)) {
    throw new TypeError(`complete is ${objects.kind(complete)}, not a boolean or a list of kinds`);
  }
  const single = Object.fromEntries(SETTINGS.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]));
  const api = Object.fromEntries(
    Object.entries({ version: gatewayApi, channel }).filter(([, value]) => value !== undefined),
  );
  if (typeof complete === "boolean") {
    single.complete = complete;
  }
  return JSON.stringify({
    settings: settings(options.settings, single, api, paths),
    now: time(now),
    complete: Array.isArray(complete) ? complete : [],
    apiOnly,
  });
}

/** The settings that count, as JSON: single options have the last word, then `given`, else the file near `paths`. */
function settings(given, single, api, paths) {
  const base = understood(() => settingsBase(given, paths));
  if (Object.keys(single).length === 0 && Object.keys(api).length === 0) {
    return base;
  }
  const file = base === null ? {} : JSON.parse(base);
  // Who asks for no platform leaves out what the file says of it.
  const kept = single.profile === "none" ? { ...file, tenant: undefined, customDomains: undefined } : file;
  const merged = { ...kept, ...single };
  merged.gatewayApi = { ...merged.gatewayApi, ...api };
  return understood(() => engine.settingsText(objects.text(merged, "settings")));
}

function settingsBase(given, paths) {
  if (given === undefined) {
    return paths.length === 0 ? null : engine.settingsNear(paths) ?? null;
  }
  if (typeof given === "string" && !given.includes("\n") && /\.(ya?ml|json)$/.test(given)) {
    return engine.settingsFile(given);
  }
  const text = typeof given === "string" || given instanceof Uint8Array;
  return engine.settingsText(text ? decoded(given, "settings") : objects.text(given, "settings"));
}

function time(now) {
  if (now === undefined) {
    return null;
  }
  if (now instanceof Date) {
    if (Number.isNaN(now.getTime())) {
      throw new RouteproofError("`now` is no time");
    }
    return now.toISOString().replace(/\.\d+Z$/, "Z");
  }
  if (typeof now !== "string") {
    throw new TypeError(`now is ${objects.kind(now)}, not a Date or a string`);
  }
  return now;
}

/** Refuses an option that does not exist, so that a spelling mistake is noticed. */
function known(options, more) {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options are an object, not ${objects.kind(options)}`);
  }
  const names = [...OPTIONS, ...more];
  for (const key of Object.keys(options)) {
    if (!names.includes(key)) {
      throw new TypeError(`there is no option \`${key}\`; there are ${names.join(", ")}`);
    }
  }
  return options;
}

/** The sources of a call and what a session starts with, once the files are read by `read`. */
function* steps(manifests, options) {
  const { live } = options;
  const given = sortedOut(manifests);
  const reported = live === undefined ? { paths: [], sources: [] } : sortedOut(live, "live");
  const files = (paths) => (paths.length === 0 ? '{"sources":[],"unread":[]}' : reached(paths));
  const read = [yield files(given.paths), yield files(reported.paths)].map(found);
  const edits = [
    ...[...read[1], ...reported.sources].map((it) => ({ ...it, live: true })),
    ...[...read[0], ...given.sources].map((it) => ({ ...it, live: false })),
  ];
  return { start: start(options, given.paths), edits };
}

/** Reads files on this thread. */
function gatherSync(manifests, options) {
  const work = steps(manifests, options);
  let step = work.next();
  while (!step.done) {
    const wanted = step.value;
    step = work.next(typeof wanted === "string" ? wanted : understood(() => engine.files(wanted)));
  }
  return step.value;
}

/** Reads files off this thread. */
async function gather(manifests, options) {
  const work = steps(manifests, options);
  let step = work.next();
  while (!step.done) {
    const wanted = step.value;
    step = work.next(typeof wanted === "string" ? wanted : await engine.filesAsync(wanted));
  }
  return step.value;
}

module.exports = { decoded, gather, gatherSync, known, texts, wellFormed };
