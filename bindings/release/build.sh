#!/usr/bin/env bash
# Compiles one part of a release for one target: `build.sh command|python|node TARGET`. Prints the file that it made.
#
# Linux targets are compiled on any Linux machine, with zig as linker and C compiler: the command is static, by musl;
# wheels and Node binaries ask for glibc 2.17 or musl 1.2. Other targets are compiled where they run.
set -euo pipefail
cd "$(dirname "$0")/../.."
part=$1 target=$2

# Equal bytes in every folder: no path of this machine, and nothing that an earlier build left.
export CARGO_INCREMENTAL=0 CARGO_PROFILE_RELEASE_STRIP=symbols
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
cargo_home=${CARGO_HOME:-$HOME/.cargo} rust=$(rustc --print sysroot)
flags=("--remap-path-prefix=$cargo_home=/cargo" "--remap-path-prefix=$rust=/rust" "--remap-path-prefix=$PWD=/routeproof")

tools() {
  local venv=$PWD/target/release-tools
  [ -d "$venv" ] || "${PYTHON:-python3}" -m venv "$venv"
  local bin=$venv/bin
  [ -d "$bin" ] || bin=$venv/Scripts
  "$bin/pip" install --quiet --disable-pip-version-check "$@"
  PATH=$bin:$PATH
}

# An empty array is an unset variable for the Bash of macOS.
build=build suffix="" wheel=() needs=(maturin==1.16.0)
case $target in
  *-linux-gnu) suffix=.2.17 wheel=(--zig --compatibility manylinux2014) ;;
  *-linux-musl) wheel=(--zig --compatibility musllinux_1_2) ;;
esac
case $target in *-linux-*) build=zigbuild needs+=(cargo-zigbuild==0.24.1 ziglang==0.17.1) ;; esac
# An interpreter is linked to its C library, and what it loads has to be too.
case $part/$target in
  command/*-windows-msvc) flags+=(-Ctarget-feature=+crt-static) ;;
  command/*) ;;
  *-linux-musl) flags+=(-Ctarget-feature=-crt-static) ;;
esac
tools "${needs[@]}"
rustup --quiet target add "$target"
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && printf %s "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS

case $part in
  command)
    cargo "$build" --quiet --locked --profile command -p routeproof-cli --target "$target$suffix"
    for file in target/"$target"/command/routeproof{,.exe}; do
      [ ! -e "$file" ] || echo "$file"
    done
    ;;
  python)
    rm -rf "target/wheels-$target"
    maturin build --quiet --locked --release --manifest-path bindings/python/Cargo.toml --target "$target" \
      ${wheel[@]+"${wheel[@]}"} --out "target/wheels-$target"
    echo "target/wheels-$target"/*.whl
    ;;
  node)
    cargo "$build" --quiet --locked --release -p routeproof-node --target "$target$suffix"
    for file in target/"$target"/release/{librouteproof_node.so,librouteproof_node.dylib,routeproof_node.dll}; do
      [ ! -e "$file" ] || echo "$file"
    done
    ;;
  *) echo "no such part: $part" >&2 && exit 2 ;;
esac
