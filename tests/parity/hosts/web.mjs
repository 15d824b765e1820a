// The browser package, by its Workspace. `web.mjs PACKAGE QUESTIONS`
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const { init, Workspace } = await import(pathToFileURL(join(folder, "index.js")));
await init(readFileSync(join(folder, "routeproof_web_bg.wasm")));

let same = 0;
const different = [];
for (const line of readFileSync(process.argv[3], "utf8").split("\n").slice(0, -1)) {
  const { name, inputs, answers } = JSON.parse(line);
  const options = { settings: inputs.settings };
  if (inputs.now) options.now = inputs.now;
  const workspace = new Workspace(options);
  for (const it of inputs.sources) workspace.setSource(it.name, it.text);
  for (const it of inputs.live) workspace.setLive(it.name, it.text);
  for (const { question, answer } of answers) {
    const got = JSON.stringify(workspace.ask({ unit: "utf8", ...question, ...(question.op === "status" ? { unit: undefined } : {}) }));
    if (got === answer) same++;
    else different.push(`${name} ${question.op}: ${got.slice(0, 300)}\n  wanted ${answer.slice(0, 300)}`);
  }
  workspace.close();
}
console.log(`browser wasm: ${same} answers are the engine's, ${different.length} differ`);
for (const it of different.slice(0, 5)) console.log(it);
process.exit(different.length > 0 || same === 0 ? 1 : 0);
