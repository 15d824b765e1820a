#!/usr/bin/env bash
# The crates of the reader, the engine, the compiler of CRDs, the library and the command line, as a registry would get them: packed from what is
# committed, and the command line installed from the packages alone, where its README's first example runs. The library is
# compiled from the packages alone as well, in a program that depends on nothing else of ours.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD out=dist/crates work=target/crates
rm -rf "$out" "$work" && mkdir -p "$out" "$work"
# Unpacking and compiling comes below, so that it is done once.
cargo package --quiet --locked --no-verify --allow-dirty -p routeproof-yaml -p routeproof-core -p routeproof-crd -p routeproof-cli -p routeproof
for crate in -yaml -core -crd -cli ""; do
  package=$(echo target/package/routeproof$crate-[0-9]*.crate)
  # With the time of now: cargo packs everything with one time, by which it would take an older build for this one.
  tar -xmzf "$package" -C "$work"
  cp "$package" "$out"
done
(
  cd "$work"
  yaml=$(echo "$PWD"/routeproof-yaml-*) core=$(echo "$PWD"/routeproof-core-*) crd=$(echo "$PWD"/routeproof-crd-*) cli=$(echo routeproof-cli-*) library=$(echo "$PWD"/routeproof-[0-9]*)
  # They lie below the workspace and are none of it.
  for manifest in "$yaml" "$core" "$crd" "$cli" "$library"; do printf '\n[workspace]\n' >> "$manifest/Cargo.toml"; done
  CARGO_TARGET_DIR="$root/target" cargo install --quiet --debug --no-track --force --root installed --path "$cli" \
    --config "patch.crates-io.routeproof-yaml.path='$yaml'" --config "patch.crates-io.routeproof-core.path='$core'" \
    --config "patch.crates-io.routeproof-crd.path='$crd'"
  mkdir -p program/src
  printf '[package]\nname = "program"\nedition = "2024"\n[workspace]\n[dependencies]\nrouteproof = { path = "%s", features = ["gateway-api"] }\nk8s-openapi = { version = "0.28", features = ["latest"] }\n' "$library" > program/Cargo.toml
  printf 'fn main() {\n    let mut workspace = routeproof::Workspace::new();\n    workspace.set_source("a", "{kind: HTTPRoute}");\n    println!("{} errors", workspace.check().summary.errors);\n}\n' > program/src/main.rs
  cp "$root/Cargo.lock" program
  CARGO_TARGET_DIR="$root/target" cargo run --quiet --manifest-path program/Cargo.toml \
    --config "patch.crates-io.routeproof-yaml.path='$yaml'" --config "patch.crates-io.routeproof-core.path='$core'"
  installed/bin/routeproof check --quiet --fail-on warning "$root/examples/kupe"
  code=0
  installed/bin/routeproof check "$root/examples/broken" > broken.txt || code=$?
  [ "$code" = 1 ]
  echo "packed and installed: $(installed/bin/routeproof version | head -n 1), $(tail -n 1 broken.txt)"
)
