// Names the functions of a WebAssembly module by where they should stand, for `wasm-opt --reorder-functions-by-name`. gzip
// finds what repeats only in the last 32 KiB, so each function comes after those that it shares most with.
//
// node wasm/web/order.mjs module.wasm
import { readFileSync, writeFileSync } from "node:fs";

const [FUNCTION_NAMES, CUSTOM, IMPORT, CODE] = [1, 0, 2, 10];
const [path] = process.argv.slice(2);
const module = readFileSync(path);

// A cursor over the bytes from `at`, which reads what the binary format of WebAssembly consists of.
const reader = (at) => ({
  at,
  byte() {
    return module[this.at++];
  },
  number() {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = this.byte();
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte & 128);
    return value;
  },
  bytes() {
    const length = this.number();
    this.at += length;
    return module.subarray(this.at - length, this.at);
  },
  list(one) {
    return Array.from({ length: this.number() }, () => one(this));
  },
  limits() {
    const flags = this.byte();
    this.number();
    if (flags & 1) this.number();
  },
});

// How to read past each kind of import; whether it is a function is its place.
const importKinds = [
  (it) => it.number(),
  (it) => (it.byte(), it.limits()),
  (it) => it.limits(),
  (it) => (it.byte(), it.byte()),
];

let imported = 0;
let bodies = [];
let names = new Map();
const kept = [module.subarray(0, 8)];
for (const it = reader(8); it.at < module.length; ) {
  const start = it.at;
  const id = it.byte();
  const content = it.bytes();
  const inside = reader(it.at - content.length);
  const isNames = id === CUSTOM && inside.bytes().toString() === "name";
  if (isNames) {
    while (inside.at < it.at) {
      const part = inside.byte();
      const end = inside.number() + inside.at;
      if (part === FUNCTION_NAMES) names = new Map(inside.list((one) => [one.number(), one.bytes().toString()]));
      inside.at = end;
    }
    continue;
  }
  if (id === IMPORT) {
    const kinds = inside.list((one) => {
      one.bytes();
      one.bytes();
      const kind = one.byte();
      importKinds[kind](one);
      return kind;
    });
    imported = kinds.filter((kind) => kind === 0).length;
  }
  if (id === CODE) bodies = inside.list((one) => one.bytes());
  kept.push(module.subarray(start, it.at));
}

// A sequence of this many bytes stands for what gzip can copy from one function to another.
const SEQUENCE = 6;
// What is in this many functions is close by in any order.
const COMMON = 300;
// How far back gzip sees, less the function that is being compressed.
const WINDOW = 30_000;

const functions = bodies.map((body, at) => ({
  index: imported + at,
  name: (names.get(imported + at) ?? "").replace(/::h[0-9a-f]{16}$/, ""),
  body,
  // How much of it is in the window now.
  shared: 0,
}));
// What comes first and what is taken of equals does not depend on the order in which the linker left the functions.
const before = (one, other) => (one < other ? -1 : Number(one > other));
functions.sort((one, other) => before(one.name, other.name) || Buffer.compare(one.body, other.body));

// Each sequence once: the functions that have it, and how often it is in the window.
const sequences = new Map();
for (const it of functions) {
  const own = new Set();
  for (let at = 0; at + SEQUENCE <= it.body.length; at++) own.add(it.body.readUIntLE(at, SEQUENCE));
  it.length = Math.max(own.size, 1);
  it.sequences = Array.from(own, (bytes) => {
    if (!sequences.has(bytes)) sequences.set(bytes, { functions: [], inWindow: 0 });
    return sequences.get(bytes);
  });
  for (const sequence of it.sequences) sequence.functions.push(it);
}
for (const sequence of sequences.values()) sequence.weight = Math.log(functions.length / sequence.functions.length);
for (const it of functions) {
  it.sequences = it.sequences.filter(({ functions }) => functions.length > 1 && functions.length <= COMMON);
}

// A sequence has come into the window or left it: those that have it share more or less with the window.
const count = (sequence, change) => {
  for (const it of sequence.functions) it.shared += change * sequence.weight;
};
const left = [...functions];
const window = [];
let inWindow = 0;
for (let rank = 0, next = 0; left.length > 0; rank++) {
  const [it] = left.splice(next, 1);
  it.name = String(rank).padStart(6, "0");
  for (const sequence of it.sequences) if (sequence.inWindow++ === 0) count(sequence, 1);
  window.push(it);
  inWindow += it.body.length;
  while (inWindow > WINDOW) {
    const gone = window.shift();
    inWindow -= gone.body.length;
    for (const sequence of gone.sequences) if (--sequence.inWindow === 0) count(sequence, -1);
  }
  next = 0;
  left.forEach((one, at) => {
    if (one.shared / one.length > left[next].shared / left[next].length) next = at;
  });
}
functions.sort((one, other) => one.index - other.index);

const number = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)]);
const sized = (bytes) => [...number(bytes.length), ...bytes];
const entries = functions.flatMap(({ index, name }) => [...number(index), ...sized(Buffer.from(name))]);
const part = [FUNCTION_NAMES, ...sized([...number(functions.length), ...entries])];
const section = [CUSTOM, ...sized([...sized(Buffer.from("name")), ...part])];
writeFileSync(path, Buffer.concat([...kept, Buffer.from(section)]));
