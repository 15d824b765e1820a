#!/usr/bin/env bash
# `@routeproof/web` built from nothing: its README's example, every call, bad input, memory, and what it weighs.
set -euo pipefail
cd "$(dirname "$0")/../.."

wasm/web/tools.sh
wasm/web/build.sh
node --test --test-reporter=spec wasm/web/test/package.test.mjs
node wasm/web/test/smoke.mjs dist/web
