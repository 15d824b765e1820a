#!/usr/bin/env bash
# The extension of VS Code, packed without a network, and used in VS Code for the web in a real Chromium. Screenshots are left
# in target/vscode. The engine is that of the demo, and built here where that step has not run.
set -euo pipefail
cd "$(dirname "$0")/../.."

CHROMIUM=$(tests/steps/chromium.sh)
export CHROMIUM
# From one commit, the same bytes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
[ -f dist/web-all/index.js ] || { wasm/web/tools.sh && wasm/web/build.sh all; }
npm ci --silent --no-fund --no-audit --ignore-scripts --prefix bindings/vscode
npm ci --silent --no-fund --no-audit --prefix tests/browser
cd bindings/vscode
npm run --silent check
cargo build --quiet --locked -p routeproof-cli
node build.mjs --package ../../dist
node --test --test-reporter=spec test/*.test.mjs
