#!/usr/bin/env bash
# Serves the demo, and again with every change of its files; the engine is built once.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -f dist/web-all/index.js ]; then
  wasm/web/tools.sh
  wasm/web/build.sh all
fi
cd web-demo
[ -d node_modules ] || npm ci --silent --no-fund --no-audit
exec npx vite
