// The binary and WebAssembly have the same bytes: every example, every question, an old release and the newest.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const engines = ["native", "wasm"];
const root = process.env.ROOT;

if (process.env.SIDE === undefined) {
  const [native, wasm] = engines.map((engine) => {
    const env = { ...process.env, SIDE: engine, ROUTEPROOF_NODE_ENGINE: engine };
    const done = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], { env, encoding: "utf8", maxBuffer: 2 ** 28 });
    if (done.status !== 0) {
      throw new Error(`${engine}: ${done.stderr}`);
    }
    return done.stdout.trimEnd().split("\n");
  });
  const differing = native.filter((line, place) => line !== wasm[place]);
  differing.forEach((line) => console.error(`differs: ${line}`));
  const answers = new Set(native.map((it) => it.split(" ").at(-1)));
  if (differing.length > 0 || native.length !== wasm.length || answers.size < 50) {
    process.exit(1);
  }
  console.log(`${native.length} answers (${answers.size} different ones) have the same bytes`);
} else {
  await say();
}

async function say() {
  const { default: routeproof } = await import("routeproof");
  process.chdir(root);
  const folders = ["examples/broken", "examples/kupe", "examples/live"];
  const files = folders.flatMap((folder) => [folder, ...readdirSync(folder).map((it) => join(folder, it))]);
  const now = new Date("2026-11-25");
  for (const path of files.filter((it) => !it.endsWith("routeproof.yaml"))) {
    for (const options of [{}, { gatewayApi: "1.3", channel: "experimental" }, { complete: true, implementation: "istio" }]) {
      const report = await routeproof.check(path, { ...options, now });
      line("check", path, report.toJson());
      for (const format of ["text", "sarif", "github", "gitlab", "junit"]) {
        line(format, path, await report.render(format));
      }
      line("status", path, (await routeproof.status(path, { ...options, now })).toJson());
      line("fix", path, (await routeproof.fix(path, { ...options, now, safety: "unsafe" })).toJson());
      line("implementations", path, (await routeproof.implementations(path, { ...options, now })).toJson());
      const requests = ["https://shop.acme.kupe.cloud/api", { host: "web.acme.kupe.cloud" }];
      line("routes", path, (await routeproof.routes(path, { ...options, now })).toJson());
      line("requests", path, (await routeproof.requests(path, { ...options, now, requests })).toJson());
      line("verify", path, (await routeproof.verify(path, { ...options, now })).toJson());
    }
  }
  line("rules", "", JSON.stringify(routeproof.rules()));
}

function line(question, path, answer) {
  console.log(question, path, createHash("sha256").update(answer).digest("hex"));
}
