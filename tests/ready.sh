#!/usr/bin/env bash
# Installs what a bare machine lacks (Rust targets, cargo-make), then runs everything that has to hold.
set -euo pipefail
cd "$(dirname "$0")/.."
rustup toolchain install --no-self-update
cargo make --version >/dev/null 2>&1 ||
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    cargo install --locked cargo-make --version 0.37.24
exec cargo make --disable-check-for-updates --loglevel warn "${1:-ready}"
