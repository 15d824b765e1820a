#!/usr/bin/env bash
# The tools that build the WebAssembly, where they are missing: built once and quickly, they are run a handful of times.
set -euo pipefail
cd "$(dirname "$0")/../.."
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1
installed() { "$1" --version 2>/dev/null | grep -qF " $2"; }
# wasm-bindgen-cli's lock file names a version that the index does not have.
installed wasm-bindgen 0.2.130 || cargo install --quiet wasm-bindgen-cli --version 0.2.130
installed wasm-pack 0.15.1 || cargo install --quiet --locked wasm-pack --version 0.15.1
npm ci --silent --no-fund --no-audit --prefix wasm
