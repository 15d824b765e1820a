// Node, by the door (`answer`), as users do (`check`), and with every finding as an object (`read`):
// `node.cjs REQUEST.json answer|check|read`, where `routeproof` is installed.

const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
const routeproof = createRequire(`${process.cwd()}/`)("routeproof");

const [path, way] = process.argv.slice(2);
const request = readFileSync(path, "utf8");
const text = Object.fromEntries(JSON.parse(request).inputs.sources.map((it) => [it.name, it.text]));
const work = {
  answer: () => routeproof.answerJson(request),
  check: () => routeproof.check({ text }),
  read: async () => (await routeproof.check({ text })).diagnostics,
}[way];

async function main() {
  for await (const _ of createInterface({ input: process.stdin })) {
    const begun = performance.now();
    await work();
    console.log((performance.now() - begun) / 1000);
  }
}

main();
