#!/usr/bin/env bash
# Installs what a bare machine lacks (the toolchain's targets), then runs everything that has to hold.
set -euo pipefail
cd "$(dirname "$0")/.."
rustup toolchain install --no-self-update

step() {
  printf '\n== %s\n' "$*"
  "$@"
}

step cargo fmt --all --check
step python3 tests/tools/links.py
step python3 tests/tools/licences.py
step cargo test --quiet --locked -p routeproof-core -p routeproof-engine -p routeproof-fixtures -p routeproof-cli
step cargo run --quiet --locked -p routeproof-cli -- docs --check
step cargo build --quiet --locked -p routeproof-core --target wasm32-unknown-unknown

printf '\nNot run here yet, each with its own command: cargo make lint, fresh-tables, web, oracle, bench; cargo test -p routeproof-fuzz, -p schema-gen.\n'
