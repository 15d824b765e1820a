#!/usr/bin/env bash
# The OPA policy and its bundle: built, and run by the bare ABI, in the SDKs for Node and Python, and in OPA itself.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo test --quiet --locked -p routeproof-admission -p routeproof-opa -p routeproof-pack
cargo build --quiet --locked -p routeproof-opa --target wasm32-unknown-unknown --profile policy
pack() { cargo run --quiet --locked -p routeproof-pack -- "$@"; }
pack opa target/wasm32-unknown-unknown/policy/routeproof_opa.wasm dist/opa/policy.wasm
pack bundle dist/opa/policy.wasm dist/opa/routeproof.tar.gz

version=1.22.2
opa=target/tools/opa
if ! "$opa" version 2> /dev/null | grep -qx "Version: $version"; then
  GOBIN="$PWD/target/tools" GOTOOLCHAIN=go1.27.0 go install -tags opa_wasm "github.com/open-policy-agent/opa@v$version"
fi
venv() {
  [ -d "target/$1-venv" ] || python3 -m venv "target/$1-venv"
  "target/$1-venv/bin/pip" install --quiet --disable-pip-version-check -r "$2"
}
venv kubewarden wasm/kubewarden/test/requirements.txt
venv opa wasm/opa/test/requirements.txt
npm ci --silent --no-fund --no-audit --prefix wasm/opa/test

mkdir -p target/opa
policy=dist/opa/policy.wasm cases=target/opa/cases.json
python3 wasm/opa/test/cases.py > "$cases"
target/kubewarden-venv/bin/python wasm/opa/test/abi.py "$policy" "$cases"
node wasm/opa/test/node.mjs "$policy" "$cases" target/opa/node.json
target/opa-venv/bin/python wasm/opa/test/sdk.py "$policy" "$cases" target/opa/python.json
python3 wasm/opa/test/real.py "$opa" dist/opa/routeproof.tar.gz "$policy" "$cases" target/opa/opa.json
python3 wasm/opa/test/compare.py "$cases" target/opa/{node,python,opa}.json
