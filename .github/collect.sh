#!/usr/bin/env bash
# What a release has: `collect.sh FOLDER` writes FOLDER/assets with checksums, and FOLDER/notes.md from the changelog.
# `tests/ready.sh crates python node web kubewarden opa` and a release build of the command come before it.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p "$1/assets"
out=$(cd "$1/assets" && pwd)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
host=$(rustc -vV | sed -n 's/^host: //p')

# The part of the changelog that is about this version.
awk -v version="$version" '/^## / { on = $2 == version; next } on' CHANGELOG.md > "$1/notes.md"
grep -q . "$1/notes.md"

# The command, in a folder whose name says which release it is.
name=routeproof-$version-$host
rm -rf target/archive && mkdir -p "target/archive/$name"
cp target/release/routeproof LICENSE NOTICE README.md "target/archive/$name"
tar -C target/archive -czf "$out/$name.tar.gz" "$name"

cp dist/crates/routeproof-*-"$version".crate "$out"
cp dist/python/routeproof-"$version"-*.whl dist/python/routeproof-"$version".tar.gz "$out"
cp dist/node/routeproof-*"$version".tgz "$out"
npm pack --silent ./dist/web --pack-destination "$out" > /dev/null

# The Kubewarden policy has the name that wasm/kubewarden/artifacthub-pkg.yml says. Of the OPA policy it is the bundle.
cp dist/kubewarden/policy.wasm "$out"
cp dist/opa/routeproof.tar.gz "$out/routeproof-opa-$version.tar.gz"

cd "$out"
rm -f SHA256SUMS
sums=$(sha256sum -- *)
printf '%s\n' "$sums" | tee SHA256SUMS
