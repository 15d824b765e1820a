#!/usr/bin/env bash
# The Kubewarden policy: built, annotated, and run in a waPC host with a made-up cluster.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo test --quiet --locked -p routeproof-admission -p routeproof-kubewarden -p routeproof-pack
cargo build --quiet --locked -p routeproof-kubewarden --target wasm32-wasip1 --profile policy
pack() { cargo run --quiet --locked -p routeproof-pack -- "$@"; }
pack kubewarden target/wasm32-wasip1/policy/routeproof_kubewarden.wasm wasm/kubewarden dist/kubewarden/policy.wasm
pack artifacthub wasm/kubewarden target/artifacthub-pkg.yml
diff wasm/kubewarden/artifacthub-pkg.yml target/artifacthub-pkg.yml

[ -d target/kubewarden-venv ] || python3 -m venv target/kubewarden-venv
target/kubewarden-venv/bin/pip install --quiet --disable-pip-version-check -r wasm/kubewarden/test/requirements.txt
(cd wasm/kubewarden/test && ../../../target/kubewarden-venv/bin/python -m unittest test_policy)
