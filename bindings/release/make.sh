#!/usr/bin/env bash
# Makes a release from the commit that is checked out, into dist/release:
#
#   make.sh                  all that a Linux machine can make, and installs it for a test
#   make.sh platform TARGET  the command, the wheel and the Node binary for TARGET, with nothing else
#   make.sh finish           manifests of package managers and checksums, for what is in dist/release then
#
# The hosted workflow runs the second one on macOS and Windows, and the third one over what all machines made.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$PWD/dist/release
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
LINUX=(x86_64-unknown-linux-musl aarch64-unknown-linux-musl x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu)

pack() {
  local venv=target/release-pack
  [ -d "$venv" ] || "${PYTHON:-python3}" -m venv "$venv"
  local bin=$venv/bin
  [ -d "$bin" ] || bin=$venv/Scripts
  "$bin/pip" install --quiet --disable-pip-version-check -r bindings/release/requirements.txt
  "$bin/python" bindings/release/pack.py --out "$out" "$@"
}

# How Node calls a target.
node_platform() {
  local arch=${1%%-*}
  case $arch in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; esac
  case $1 in
    *-linux-*) echo "linux-$arch-${1##*-}" ;;
    *-apple-darwin) echo "darwin-$arch" ;;
    *-windows-msvc) echo "win32-$arch-msvc" ;;
  esac
}

platform() {
  local target=$1 made command
  mkdir -p "$out"
  # The static command runs on every Linux.
  if [[ $target != *-linux-gnu ]]; then
    made=$(bindings/release/build.sh command "$target")
    command=$made
    "$command" version > /dev/null 2>&1 || command=target/$(uname -m)-unknown-linux-musl/command/routeproof
    pack archive "$target" "$made" "$command"
  fi
  made=$(bindings/release/build.sh python "$target")
  cp "$made" "$out"
  made=$(bindings/release/build.sh node "$target")
  node bindings/node/pack.mjs --out "target/release-node" --platform "$(node_platform "$target")" --binary "$made"
  cp "target/release-node/routeproof-$(node_platform "$target")-$version.tgz" "$out"
}

# What runs anywhere: sources, WebAssembly, and images of what was compiled.
everywhere() {
  cp dist/crates/routeproof-*"$version".crate "dist/python/routeproof-$version.tar.gz" "dist/node/routeproof-$version.tgz" "$out"
  npm pack --silent ./dist/web --pack-destination "$out" > /dev/null
  cp dist/routeproof.vsix "$out/routeproof-vscode-$version.vsix"
  # wasm/kubewarden/artifacthub-pkg.yml names it like this.
  cp dist/kubewarden/policy.wasm "$out"
  cp dist/opa/routeproof.tar.gz "$out/routeproof-opa-$version.tar.gz"
  pack policy dist/kubewarden/policy.wasm
  pack image
  pack bills
}

finish() {
  pack managers
  pack sums
}

case ${1-all} in
  platform) platform "$2" ;;
  finish) finish ;;
  all)
    rm -rf "$out" && mkdir -p "$out"
    git tag --points-at HEAD | grep -qx "v$version" || echo "a trial: v$version is no tag of this commit"
    [ -z "$(git status --porcelain)" ] || echo "a trial: not everything is committed"
    bash tests/ready.sh toolchain crates python node web kubewarden opa vscode
    for target in "${LINUX[@]}"; do platform "$target"; done
    everywhere
    finish
    bindings/release/install.sh
    ;;
  *) echo "no such part: $1" >&2 && exit 2 ;;
esac
