#!/usr/bin/env bash
# The demo as a static folder, dist/demo: any host serves it, under any path. Fails where it weighs too much.
set -euo pipefail
cd "$(dirname "$0")/.."
wasm/web/tools.sh
wasm/web/build.sh all
cd web-demo
npm ci --silent --no-fund --no-audit
npx tsc
npx tsc --project tsconfig.sw.json
npx vite build
