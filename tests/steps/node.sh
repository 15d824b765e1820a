#!/usr/bin/env bash
# The Node packages: `routeproof` with its WebAssembly fallback, and the binary of this platform; packed, and tested where
# the tarballs are all that is installed: with the binary, without it, and side by side. Artifacts: dist/node.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD out=$PWD/dist/node work=$PWD/target/node bindgen=0.2.130
rm -rf "$out" "$work"
mkdir -p "$out" "$work"
[ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] || { echo "Node 20 or newer is needed" >&2; exit 1; }

host=$(rustc -vV | sed -n 's/^host: //p')
case $host in
  x86_64-unknown-linux-gnu) platform=linux-x64-gnu binary=librouteproof_node.so ;;
  aarch64-unknown-linux-gnu) platform=linux-arm64-gnu binary=librouteproof_node.so ;;
  x86_64-apple-darwin) platform=darwin-x64 binary=librouteproof_node.dylib ;;
  aarch64-apple-darwin) platform=darwin-arm64 binary=librouteproof_node.dylib ;;
  *) echo "no package is made for $host" >&2 && exit 1 ;;
esac
wasm-bindgen --version 2> /dev/null | grep -qF " $bindgen" ||
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    cargo install --quiet wasm-bindgen-cli --version "$bindgen"

cargo build --quiet --locked --release -p routeproof-node
cargo build --quiet --locked --release -p routeproof-node-wasm --target wasm32-unknown-unknown
wasm-bindgen --target nodejs --no-typescript --out-dir "$work/fallback" \
  target/wasm32-unknown-unknown/release/routeproof_node_wasm.wasm
node bindings/node/pack.mjs --out "$out" --fallback "$work/fallback"
node bindings/node/pack.mjs --out "$out" --platform "$platform" --binary "target/release/$binary"
wc -c "$out"/*.tgz | head -n -1

# An empty folder and the tarballs, without the network.
install() {
  mkdir -p "$work/$1"
  cp bindings/node/test/*.mjs "$work/$1"
  (cd "$work/$1" && npm init -y > /dev/null && npm install --silent --offline --no-audit --no-fund "${@:2}")
}
main=$(echo "$out"/routeproof-[0-9]*.tgz) native=$(echo "$out"/routeproof-"$platform"-*.tgz)
install native "$main" "$native"
install wasm --omit=optional "$main"
[ ! -e "$work/wasm/node_modules/routeproof-$platform" ]

for engine in native wasm; do
  echo "-- $engine"
  (
    cd "$work/$engine"
    ROOT=$root EXPECTED_ENGINE=$engine node --expose-gc --test --test-reporter=tap package.test.mjs bad-input.test.mjs > tests.txt ||
      { cat tests.txt && exit 1; }
    grep -E 'memory after' tests.txt
    grep -E '^# (tests|pass|fail|skipped)' tests.txt | tr '\n' ' '
    echo
  )
done
echo "-- both, side by side"
(cd "$work/native" && ROOT=$root node both.mjs)

npm ci --silent --no-audit --no-fund --prefix bindings/node/test/types
cp -r bindings/node/test/types "$work/native/types"
(cd "$work/native" && types/node_modules/.bin/tsc --project types)
echo "types: CommonJS and ESM users compile"
