#!/usr/bin/env bash
# Installs what a bare machine lacks (the toolchain's targets), then runs what has to hold. Each step prints how long it
# took. `cargo make` has the same steps one by one, and longer ones: web, bench, fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
export GOTOOLCHAIN=go1.27.0

step() {
  local begun=$SECONDS
  printf '\n== %s\n' "$1"
  "$1"
  printf -- '-- %s: %s s\n' "$1" $((SECONDS - begun))
}

toolchain() { rustup toolchain install --no-self-update; }

format() { cargo fmt --all --check; }

lint() { cargo clippy --quiet --locked --workspace -- -D warnings; }

tests() {
  cargo test --quiet --locked -p routeproof-core -p routeproof-engine -p routeproof-fixtures -p schema-gen -p routeproof-cli
}

# Generated files are what their generators write, links lead somewhere, licences are known.
fresh() {
  cargo run --quiet --locked -p schema-gen -- generate --check
  cargo run --quiet --locked -p type-gen -- --check
  cargo run --quiet --locked -p routeproof-cli -- docs --check
  python3 tests/tools/links.py
  python3 tests/tools/licences.py
}

# The README's first command finds what is wrong, and nothing is wrong in the routes that work.
example() {
  cargo run --quiet --locked -p routeproof-cli -- check --quiet --fail-on warning examples/kupe
  local code=0
  cargo run --quiet --locked -p routeproof-cli -- check examples/broken > target/broken.txt || code=$?
  tail -n 2 target/broken.txt
  [ "$code" = 1 ]
}

# The engine needs no threads, files, clocks or processes.
portable() { cargo build --quiet --locked -p routeproof-core --target wasm32-unknown-unknown; }

# The official conformance suite against predicted statuses, and wrong engines that it has to notice.
conformance() {
  cargo build --quiet --locked -p routeproof-engine
  local engine="$PWD/target/debug/routeproof-engine" suite="$PWD/target/conformance.test"
  (
    cd tests/conformance
    go test ./apiserver ./cluster ./engine ./judge ./manifests
    go test -c -o "$suite" .
    # Gateways listen on ports below 1024.
    if [ "$(id -u)" = 0 ]; then
      ROUTEPROOF_ENGINE="$engine" "$suite" -test.timeout=20m
    else
      ROUTEPROOF_ENGINE="$engine" unshare -rn sh -c "ip link set lo up && $suite -test.timeout=20m"
    fi
  )
}

for name in toolchain format lint tests fresh example portable conformance; do
  step "$name"
done
