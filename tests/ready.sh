#!/usr/bin/env bash
# Installs what a bare machine lacks, then runs everything that has to hold. Each step prints how long it took.
set -euo pipefail
cd "$(dirname "$0")/.."

step() {
  local begun=$SECONDS
  printf '\n== %s\n' "$*"
  "$@"
  printf -- '-- %s: %s s\n' "$*" $((SECONDS - begun))
}

tools() {
  rustup toolchain install --no-self-update
  # Run a handful of times, so built quickly rather than well.
  cargo-make --version 2>/dev/null | grep -qF ' 0.37.24' ||
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
      cargo install --quiet --locked cargo-make --version 0.37.24
}

task() {
  cargo make --disable-check-for-updates --loglevel error "$1"
}

step tools
for name in format lint test fresh wasm-core example fuzz-short web oracle conformance bench; do
  step task "$name"
done
