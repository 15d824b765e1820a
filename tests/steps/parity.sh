#!/usr/bin/env bash
# Every host answers as the engine does, byte for byte: all fixtures and 500 generated texts. Needs what the steps python,
# node, web, kubewarden and opa leave behind. `SEED=2` makes other texts.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=target/parity hosts=tests/parity/hosts
cargo run --quiet --locked -p routeproof-parity -- "$out" "${SEED:-1}"
cargo build --quiet --locked -p routeproof-cli
python3 "$hosts/cli.py" "$PWD/target/debug/routeproof" "$out/questions.jsonl"
target/python/wheel/bin/python "$hosts/python.py" "$out/questions.jsonl"
for engine in native wasm; do
  (cd "target/node/$engine" && node "$OLDPWD/$hosts/node.mjs" "$OLDPWD/$out/questions.jsonl" "$engine")
done
node "$hosts/web.mjs" dist/web "$out/questions-web.jsonl"
target/kubewarden-venv/bin/python "$hosts/kubewarden.py" dist/kubewarden/policy.wasm "$out/reviews.jsonl"
node "$hosts/opa.mjs" dist/opa/policy.wasm "$out/reviews.jsonl" wasm/opa/test
