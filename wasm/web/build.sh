#!/usr/bin/env bash
# Builds `@routeproof/web` into dist/web: what wasm-pack makes of the engine, and its door in TypeScript around that.
# `build.sh all` builds it with the tables of older releases of Gateway API, and with what editors ask, into dist/web-all, as
# the demo and the extension of VS Code have it.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=dist/web
options=()
if [ "${1:-}" = all ]; then
  out=dist/web-all
  options=(--features all-releases,editor)
fi
export PATH="$PWD/wasm/node_modules/.bin:$PATH"

wasm-pack --quiet build wasm/web --target web --mode no-install --no-pack --no-opt --out-dir "../../$out" --profile wasm "${options[@]}"

# No `-O`: measured on this code, what it saves raw it loses seven times over after gzip, since it inlines what gzip would
# share. Small simplifications and equal functions once save a little, and functions beside those that are like them much.
wasm=$out/routeproof_web_bg.wasm
features=(--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals
  --enable-reference-types --enable-multivalue)
wasm-opt "${features[@]}" --debuginfo --duplicate-function-elimination --remove-unused-module-elements --vacuum \
  --optimize-instructions --precompute --vacuum --rse --reorder-locals "$wasm" -o "$wasm"
node wasm/web/order.mjs "$wasm"
wasm-opt "${features[@]}" --reorder-functions-by-name --strip-producers --strip-target-features "$wasm" -o "$wasm"

# The types of questions and answers are generated from the engine's own; the version comes from the workspace.
cp wasm/web/package/{index.ts,tsconfig.json,package.json} wasm/web/types/types.d.ts wasm/web/README.md LICENSE "$out"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
sed -i "s/\"version\": \".*\"/\"version\": \"$version\"/" "$out/package.json"
tsc --project "$out"
# A browser loads no comments; editors read them in the types.
tsc "$out/routeproof_web.js" --allowJs --removeComments --target es2022 --module esnext --outDir "$out/bare"
mv "$out/bare/routeproof_web.js" "$out" && rmdir "$out/bare"
rm "$out"/{index.ts,tsconfig.json} "$out/.gitignore" 2>/dev/null || true
