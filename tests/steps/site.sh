#!/usr/bin/env bash
# The documentation as a site in dist/site: built, every link followed, the JSON Schemas held against the files that they are
# for. The editor is part of it where the step `demo` has left one in dist/demo.
set -euo pipefail
cd "$(dirname "$0")/../../site"
npm ci --silent --no-fund --no-audit
rm -rf ../dist/site
npx vitepress build
cp ../web-demo/public/icon.svg ../dist/site/
cp -r ../docs/schema ../dist/site/schema
[ ! -d ../dist/demo ] || cp -r ../dist/demo ../dist/site/editor
node check.mjs
node --test --test-reporter=spec
