// The Node package, by its own functions. `node.mjs QUESTIONS`, where the package is installed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "x.js"));
const routeproof = require("routeproof");
const ask = { check: routeproof.checkSync, status: routeproof.statusSync, verify: routeproof.verifySync };
const texts = (sources) => Object.fromEntries(sources.map(({ name, text }) => [name, text]));

let same = 0;
const different = [];
for (const line of readFileSync(process.argv[2], "utf8").split("\n").slice(0, -1)) {
  const { name, inputs, answers } = JSON.parse(line);
  const options = { settings: Buffer.from(inputs.settings) };
  if (inputs.now) options.now = inputs.now;
  if (inputs.live.length) options.live = { text: texts(inputs.live) };
  for (const { question, answer } of answers) {
    let got;
    try {
      got = ask[question.op]({ text: texts(inputs.sources) }, options).toJson();
    } catch (error) {
      if (!(error instanceof routeproof.RouteproofError)) throw error;
      got = JSON.stringify({ type: "failure", kind: error.kind, message: error.message, at: error.at ?? null });
    }
    // A result knows its type.
    const wanted = answer.replace(/^\{"type":"(report|statuses|verification)",/, "{");
    if (got === wanted) same++;
    else different.push(`${name} ${question.op}: ${got.slice(0, 300)}\n  wanted ${answer.slice(0, 300)}`);
  }
}
console.log(`Node (${process.argv[3] ?? "native"}): ${same} answers are the engine's, ${different.length} differ`);
for (const it of different.slice(0, 5)) console.log(it);
process.exit(different.length > 0 || same === 0 ? 1 : 0);
