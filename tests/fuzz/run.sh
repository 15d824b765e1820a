#!/usr/bin/env bash
# Runs a target under libFuzzer with the project's own toolchain: `tests/fuzz/run.sh check -max_total_time=1200`.
# What follows the target goes to libFuzzer; a failing input is left in tests/fuzz/fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/fuzz"
target=$1
shift
# What cargo-fuzz asks of a nightly compiler, less the address sanitizer, since the engine has no unsafe code, and less
# the tracing of comparisons, which took a third of the time: the mutator knows the words that matter.
flags=(
  --cfg fuzzing
  -Cpasses=sancov-module
  -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
  -Cllvm-args=-sanitizer-coverage-pc-table
  -Ccodegen-units=16
)
# A named target keeps the flags away from build scripts, which do not link libFuzzer.
host=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="${flags[*]}" cargo build --quiet --release --target "$host" --bin "$target"
mkdir -p "corpus/$target" "artifacts/$target"
cargo run --quiet --manifest-path ../Cargo.toml --example seeds -- "corpus/$target"
exec "target/$host/release/$target" -artifact_prefix="artifacts/$target/" -max_len=16384 "$@" "corpus/$target"
