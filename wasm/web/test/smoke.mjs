// Loads the built package as a page would, asks it about a broken route, and weighs what a browser downloads.
//
// node wasm/web/test/smoke.mjs dist/web
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

// What is loaded before the first finding. The product wants at most 512 KiB, which it is above since it follows requests in
// a mesh, judges policies of every API and asks whatever publishes traffic: docs/decisions/0004-browser-size-limit.md.
const MOST_BYTES = 584 * 1024;
const FILES = ["routeproof_web_bg.wasm", "routeproof_web.js"];

const folder = resolve(process.argv[2] ?? "dist/web");
const [wasm] = FILES.map((name) => readFileSync(join(folder, name)));
const web = await import(pathToFileURL(join(folder, "routeproof_web.js")));
await web.default({ module_or_path: wasm });

const route = (port, version = "v1") => `# é € 😀 before the mistake
apiVersion: gateway.networking.k8s.io/${version}
kind: HTTPRoute
metadata: { name: shop }
spec: { rules: [{ backendRefs: [{ name: web, port: ${port} }] }] }
`;
const check = (text, settings) =>
  web.answer({ inputs: { sources: [{ name: "shop.yaml", text }], settings }, question: { op: "check", unit: "utf16" } });
const codes = (answer) => answer.diagnostics.map((it) => it.code);

// A valid route is accepted, a broken one has its finding at the right characters, by the newest release.
assert.deepEqual(codes(check(route(80))).filter((it) => it.startsWith("RP1")), []);
const broken = check(route(99999));
assert.equal(broken.type, "report");
const finding = broken.diagnostics.find((it) => it.code.startsWith("RP1"));
assert.ok(finding, JSON.stringify(broken));
assert.deepEqual([finding.source, finding.object.name, finding.span.start.line], ["shop.yaml", "shop", 5]);
console.log(`${finding.code}: ${finding.message}`);

// Both channels are inside: a kind of the experimental one is known there and refused in the standard one.
const mesh = "apiVersion: gateway.networking.x-k8s.io/v1alpha1\nkind: XMesh\nmetadata: { name: m }\nspec: { controllerName: example.com/mesh }\n";
const channel = (name) => codes(check(mesh, `gatewayApi: { version: "1.7", channel: ${name} }`));
assert.ok(channel("standard").some((it) => it.startsWith("RP1")));
assert.deepEqual(channel("experimental").filter((it) => it.startsWith("RP1")), []);

// What cannot be understood is an answer too.
assert.equal(web.answer({ inputs: { setings: "x" }, question: { op: "check" } }).type, "failure");
assert.match(web.version(), /^\d+\.\d+\.\d+/);

const weights = FILES.map((name) => gzipSync(readFileSync(join(folder, name)), { level: 9 }).length);
const total = weights.reduce((sum, it) => sum + it, 0);
FILES.forEach((name, at) => console.log(`${name}: ${weights[at]} bytes gzip`));
console.log(`together ${total} bytes gzip (at most ${MOST_BYTES})`);
assert.ok(total <= MOST_BYTES, `the web build weighs ${total} bytes gzip, more than ${MOST_BYTES}`);
