#!/usr/bin/env bash
# The crates of the reader, the engine, the compiler of CRDs and the command line, as a registry would get them: packed from what is committed, and the
# command line installed from the packages alone, where its README's first example runs.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD out=dist/crates work=target/crates
rm -rf "$out" "$work" && mkdir -p "$out" "$work"
# Unpacking and compiling comes below, so that it is done once.
cargo package --quiet --locked --no-verify --allow-dirty -p routeproof-yaml -p routeproof-core -p routeproof-crd -p routeproof-cli
for crate in yaml core crd cli; do
  package=$(echo target/package/routeproof-$crate-*.crate)
  tar -xzf "$package" -C "$work"
  cp "$package" "$out"
done
(
  cd "$work"
  yaml=$(echo "$PWD"/routeproof-yaml-*) core=$(echo "$PWD"/routeproof-core-*) crd=$(echo "$PWD"/routeproof-crd-*) cli=$(echo routeproof-cli-*)
  # They lie below the workspace and are none of it.
  for manifest in "$yaml" "$core" "$crd" "$cli"; do printf '\n[workspace]\n' >> "$manifest/Cargo.toml"; done
  CARGO_TARGET_DIR="$root/target" cargo install --quiet --debug --no-track --force --root installed --path "$cli" \
    --config "patch.crates-io.routeproof-yaml.path='$yaml'" --config "patch.crates-io.routeproof-core.path='$core'" \
    --config "patch.crates-io.routeproof-crd.path='$crd'"
  installed/bin/routeproof check --quiet --fail-on warning "$root/examples/kupe"
  code=0
  installed/bin/routeproof check "$root/examples/broken" > broken.txt || code=$?
  [ "$code" = 1 ]
  echo "packed and installed: $(installed/bin/routeproof version | head -n 1), $(tail -n 1 broken.txt)"
)
