// The JSON Schemas of settings and profiles accept every such file of the repository, and no key that it does not have.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import test from "node:test";
import Ajv from "ajv";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (path) => readFileSync(root + path, "utf8");
const files = (...patterns) => execFileSync("git", ["ls-files", ...patterns], { cwd: root, encoding: "utf8" }).trim().split("\n");

/** The YAML blocks of pages, each with its place, its text and what stands behind `yaml`. */
function* blocks(pages) {
  for (const page of pages) {
    for (const match of read(page).matchAll(/^```yaml ?(.*)\n([^]*?)^```$/gm)) yield [`${page}:${match.index}`, match[2], match[1]];
  }
}

const modeline = (name) => `/schema/${name}.schema.json`;
const documented = [...blocks(files("*.md"))];
const named = (name) => documented.filter(([, text]) => text.split("\n", 1)[0].endsWith(modeline(name)));

const settings = [
  // The template of a manifest for krew has the same name.
  ...files(":(glob)**/routeproof.yaml", ":(exclude)bindings/release").map((path) => [path, read(path)]),
  ...named("settings"),
  ...documented.filter(([, , info]) => info === "settings"),
  ...documented.flatMap(([place, text]) => /^# settings: (.*)$/m.exec(text)?.slice(1).map((it) => [place, it]) ?? []),
];
const profiles = [
  ...files("core/src/settings/profiles/*.yaml").map((path) => [path, read(path)]),
  ...named("profile"),
  ...documented.filter(([place, text]) => place.startsWith("docs/profiles.md") && /^name: /m.test(text)),
];

/** The same value with one more key in one object, for each object in it. */
function* withUnknownKey(value, put = (it) => it) {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield put({ ...value, unknownKey: true });
  for (const [key, inner] of Object.entries(value)) {
    yield* withUnknownKey(inner, (it) => put(Array.isArray(value) ? value.with(Number(key), it) : { ...value, [key]: it }));
  }
}

for (const [name, texts] of [["settings", settings], ["profile", profiles]]) {
  const valid = new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile(JSON.parse(read(`docs/schema/${name}.schema.json`)));
  test(`${name}: ${texts.length} files and examples`, () => {
    assert.ok(texts.length > 2);
    for (const [place, text] of texts) {
      const value = parse(text);
      assert.ok(valid(value), `${place}: ${JSON.stringify(valid.errors)}`);
      for (const wrong of withUnknownKey(value)) assert.ok(!valid(wrong), `${place}: ${JSON.stringify(wrong)}`);
    }
  });
}

test("the catalog names schemas that are there", () => {
  const home = /^homepage = "(.+)"$/m.exec(read("Cargo.toml"))[1];
  for (const { url } of JSON.parse(read("docs/schema/catalog.json")).schemas) {
    const schema = JSON.parse(read(url.replace(home, "docs")));
    assert.equal(schema.$id, url);
  }
});
