// Names the functions of a WebAssembly module by where they should stand, for `wasm-opt --reorder-functions-by-name`: copies
// of one generic function beside each other, and those with alike code again, which is what gzip makes small. Before it,
// the hash at the end of each name decided about copies.
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

const functions = bodies.map((body, at) => ({
  index: imported + at,
  name: (names.get(imported + at) ?? "").replace(/::h[0-9a-f]{16}$/, ""),
  body,
}));
const before = (one, other) => (one < other ? -1 : Number(one > other));
functions.sort((one, other) => before(one.name, other.name) || Buffer.compare(one.body, other.body));
functions.forEach((it, rank) => (it.name = String(rank).padStart(6, "0")));
functions.sort((one, other) => one.index - other.index);

const number = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)]);
const sized = (bytes) => [...number(bytes.length), ...bytes];
const entries = functions.flatMap(({ index, name }) => [...number(index), ...sized(Buffer.from(name))]);
const part = [FUNCTION_NAMES, ...sized([...number(functions.length), ...entries])];
const section = [CUSTOM, ...sized([...sized(Buffer.from("name")), ...part])];
writeFileSync(path, Buffer.concat([...kept, Buffer.from(section)]));
