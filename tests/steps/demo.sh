#!/usr/bin/env bash
# The demo and `@routeproof/web` in a real Chromium: every feature used as a person does, axe, latency, the first load.
# Screenshots are left in target/browser.
set -euo pipefail
cd "$(dirname "$0")/../.."

chromium=${CHROMIUM:-$(command -v chromium || true)}
if [ -z "$chromium" ]; then
  apt-get update --quiet=2
  apt-get install --yes --quiet=2 --no-install-recommends chromium fonts-dejavu-core
  chromium=$(command -v chromium)
fi
export CHROMIUM=$chromium

web-demo/build.sh
# The package, where the step `web` has not built it.
[ -f dist/web/index.js ] || wasm/web/build.sh
npm ci --silent --no-fund --no-audit --prefix tests/browser
cd tests/browser
node --test --test-concurrency=1 --test-reporter=spec
