"use strict";
// Which files a path stands for, where the command line's own code is not there: the same files, names and messages.

const { existsSync, readFileSync, readdirSync, realpathSync, statSync } = require("node:fs");
const { dirname, extname, join, relative, resolve, sep } = require("node:path");
const { wasm } = require("./wasm-session.cjs");

const SETTINGS = "routeproof.yaml";
const MOST = 512 * 1024 * 1024;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The manifests that paths stand for, and what could not be read, in JSON. */
function files(paths) {
  const [found, unread] = [[], []];
  for (const path of paths) {
    if (path === "-") {
      found.push({ name: "<stdin>", path: 0 });
    } else if (isFolder(path)) {
      const inside = folder(path);
      found.push(...inside);
      if (inside.length === 0) {
        unread.push({ name: shown(path), message: "holds no .yaml, .yml or .json file" });
      }
    } else {
      found.push({ name: shown(path), path });
    }
  }
  found.sort(byName);
  const [sources, seen] = [[], new Set()];
  for (const { name, path } of found) {
    if (seen.has(identity(path))) {
      continue;
    }
    seen.add(identity(path));
    try {
      sources.push({ name, text: read(path) });
    } catch (error) {
      unread.push({ name, message: reason(error) });
    }
  }
  return JSON.stringify({ sources, unread: unread.sort(byName) });
}

function byName(a, b) {
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}

function isFolder(path) {
  return existsSync(path) && statSync(path).isDirectory();
}

/** Two paths to one file are one source. */
function identity(path) {
  return path !== 0 && existsSync(path) ? realpathSync(path) : path;
}

/** Every manifest below a folder that is not hidden and that no .gitignore excludes. */
function folder(path) {
  const above = [];
  for (let at = resolve(path); at !== dirname(at); at = dirname(at)) {
    above.unshift(rules(dirname(at)));
  }
  return [...walk(path, above)];
}

function* walk(path, above) {
  const within = [...above, rules(resolve(path))];
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (entry.name.startsWith(".") || excluded(resolve(inside), entry.isDirectory(), within)) {
      continue;
    }
    if (entry.isDirectory()) {
      yield* walk(inside, within);
    } else if (entry.name !== SETTINGS && [".yaml", ".yml", ".json"].includes(extname(entry.name))) {
      yield { name: shown(inside), path: inside };
    }
  }
}

/** What git leaves out in a folder, by the folder's own rules. */
function rules(folder) {
  const isRepository = existsSync(join(folder, ".git"));
  const texts = [join(folder, ".gitignore"), ...(isRepository ? [join(folder, ".git/info/exclude")] : [])];
  const ignores = texts.filter((it) => existsSync(it)).map((it) => new wasm.Ignore(readFileSync(it, "utf8")));
  return { folder, isRepository, ignores };
}

/** The nearest rules that speak of a path decide; those above a repository do not count. */
function excluded(path, isFolder, within) {
  for (const { folder, isRepository, ignores } of within.toReversed()) {
    for (const ignore of ignores) {
      const verdict = ignore.excludes(relative(folder, path).replaceAll(sep, "/"), isFolder);
      if (verdict !== undefined) {
        return verdict;
      }
    }
    if (isRepository) {
      return false;
    }
  }
  return false;
}

function read(path) {
  const bytes = readFileSync(path);
  if (bytes.length > MOST) {
    throw new Error("is larger than 512 MiB");
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new Error("is UTF-16; kubectl reads UTF-8 only");
  }
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Error(notUtf8(bytes));
  }
}

/** Where the first byte stands that UTF-8 does not have there. */
function notUtf8(bytes) {
  let [good, bad] = [0, bytes.length];
  // A prefix that ends inside of a character is not wrong yet: `stream` says so.
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isPrefix(bytes.subarray(0, middle))) {
      good = middle;
    } else {
      bad = middle;
    }
  }
  const start = characterStart(bytes, good);
  const line = bytes.subarray(0, start).filter((it) => it === 10).length + 1;
  return `is not UTF-8: line ${line} has the byte 0x${bytes[start].toString(16).toUpperCase().padStart(2, "0")}`;
}

function isPrefix(bytes) {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The start of the character that the byte behind the longest good prefix breaks. */
function characterStart(bytes, good) {
  for (let start = good; start > Math.max(0, good - 4); start -= 1) {
    try {
      utf8.decode(bytes.subarray(0, start));
      return start;
    } catch {
      // Inside of a character.
    }
  }
  return good;
}

/** The nearest settings in the first path or above it. */
function nearest(paths) {
  const first = paths[0] === undefined || paths[0] === "-" ? "." : paths[0];
  if (!existsSync(first)) {
    return undefined;
  }
  for (let at = realpathSync(first); ; at = dirname(at)) {
    const file = join(at, SETTINGS);
    if (existsSync(file) && statSync(file).isFile()) {
      return file;
    }
    if (at === dirname(at)) {
      return undefined;
    }
  }
}

/** What reports call the file at `path`. */
function shown(path) {
  const short = path.replace(/^\.\/(?=.)/, "");
  return short.replaceAll(sep, "/");
}

/** An error of the system without its code and its path. */
function reason(error) {
  if (typeof error === "string") {
    return error;
  }
  return error.code ? error.message.replace(/^[A-Z]+: /, "").replace(/, \w+( '.*')?$/, "") : error.message;
}

module.exports = { files, nearest, reason, shown };
