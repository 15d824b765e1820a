#!/usr/bin/env bash
# The demo and `@routeproof/web` in a real Chromium: every feature used as a person does, axe, latency, the first load.
# Screenshots are left in target/browser.
set -euo pipefail
cd "$(dirname "$0")/../.."

CHROMIUM=$(tests/steps/chromium.sh)
export CHROMIUM

web-demo/build.sh
# The package, where the step `web` has not built it.
[ -f dist/web/index.js ] || wasm/web/build.sh
npm ci --silent --no-fund --no-audit --prefix tests/browser
cd tests/browser
node --test --test-concurrency=1 --test-reporter=spec
