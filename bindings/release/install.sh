#!/usr/bin/env bash
# Installs what `make.sh` made, each in an empty folder or root, and does the main job there: the examples that work pass,
# and those that do not have the findings that they should. `install.sh [PART]…`; without one, all parts:
#
#   archive  the static command in a root that has nothing else; for arm64 by qemu, where it is installed
#   image    the image and the Kubewarden policy through a registry on this machine, unpacked to a root
#   krew     `kubectl routeproof verify`, installed by krew itself
#   wheel    each wheel that this machine can load, in an empty environment
#   npm      the Node packages, without the network
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD out=$PWD/dist/release work=$PWD/target/release-install
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
rm -rf "$work" && mkdir -p "$work"

# What the last line of a check of the examples says; every package has to say the same.
findings=""
main_job() {
  local code=0 last
  "$@" check --quiet --fail-on warning examples/kupe
  "$@" check examples/broken > "$work/broken.txt" || code=$?
  [ "$code" = 1 ] || { echo "$1: exit code $code" >&2 && return 1; }
  last=$(grep -E '^[0-9]+ errors' "$work/broken.txt")
  findings=${findings:-$last}
  [ "$last" = "$findings" ] || { echo "$1: $last, and another package: $findings" >&2 && return 1; }
  echo "$last"
}

# A root with the examples in it; `in_root FOLDER COMMAND…` runs there, with nothing of this machine.
new_root() { mkdir -p "$work/$1/tmp" && cp -r examples "$work/$1"; }
in_root() {
  if [ "$(id -u)" = 0 ]; then chroot "$@"; else unshare --user --map-root-user chroot "$@"; fi
}

# `run_static ROOT ARCH COMMAND…`: by the machine, or by qemu.
run_static() {
  local folder=$1 arch=$2
  if [ "$arch" = "$(uname -m)" ]; then
    main_job in_root "$folder" "${@:3}"
  elif command -v "qemu-$arch-static" > /dev/null; then
    cp "$(command -v "qemu-$arch-static")" "$folder/qemu"
    main_job in_root "$folder" /qemu "${@:3}"
  else
    echo "not run: a command for $arch, without qemu-user-static"
  fi
}

archive() {
  for file in "$out/routeproof-$version"-*-linux-musl.tar.gz; do
    local name folder
    name=$(basename "$file" .tar.gz) && folder=$work/$name
    new_root "$name"
    tar -xzf "$file" -C "$folder" --strip-components 1
    bash -n "$folder/completions/routeproof.bash"
    man --local-file "$folder/man/man1/routeproof-check.1" 2> /dev/null | grep -q . || grep -q '^.TH' "$folder/man/man1/routeproof-check.1"
    echo "$name: $(stat -c %s "$folder/routeproof") bytes"
    name=${name#"routeproof-$version-"}
    run_static "$folder" "${name%%-*}" /routeproof
  done
}

crane() { "$root/target/tools/crane" "$@"; }

image() {
  [ -x target/tools/crane ] || GOBIN="$PWD/target/tools" GOTOOLCHAIN=go1.27.0 go install github.com/google/go-containerregistry/cmd/crane@v0.22.1
  target/tools/crane registry serve --address 127.0.0.1:0 > "$work/registry.txt" 2>&1 &
  registry=$!
  trap 'kill "$registry"' EXIT
  local port="" name
  for _ in $(seq 100); do
    port=$(sed -n 's/.*serving on port //p' "$work/registry.txt")
    [ -z "$port" ] || break
    sleep 0.1
  done
  local address=127.0.0.1:${port:?no registry was started}
  for name in image kubewarden; do
    mkdir "$work/$name-layout"
    tar -xf "$out/routeproof-$name-$version.oci.tar" -C "$work/$name-layout"
    crane push "$work/$name-layout" "$address/$name:$version" > /dev/null 2> "$work/push.txt" || { cat "$work/push.txt" >&2 && return 1; }
  done
  for arch in amd64:x86_64 arm64:aarch64; do
    crane validate --platform "linux/${arch%:*}" --remote "$address/image:$version"
    new_root "image-${arch%:*}"
    crane export --platform "linux/${arch%:*}" "$address/image:$version" - | tar -x -C "$work/image-${arch%:*}"
    run_static "$work/image-${arch%:*}" "${arch#*:}" /usr/bin/routeproof
  done
  local layer
  layer=$(crane manifest "$address/kubewarden:$version" | python3 -c 'import json, sys; print(json.load(sys.stdin)["layers"][0]["digest"])')
  crane blob "$address/kubewarden@$layer" | cmp - dist/kubewarden/policy.wasm
  echo "the policy comes back as it was pushed"
}

krew() {
  [ -x target/tools/krew ] || GOBIN="$PWD/target/tools" GOTOOLCHAIN=go1.27.0 go install sigs.k8s.io/krew/cmd/krew@v0.4.3
  export KREW_ROOT=$work/krew KREW_NO_UPGRADE_CHECK=1
  local arch
  arch=$(uname -m)
  target/tools/krew install --manifest "$out/krew-routeproof.yaml" --archive "$out/routeproof-$version-$arch-unknown-linux-musl.tar.gz" < /dev/null
  local verify=(kubectl routeproof)
  command -v kubectl > /dev/null || { verify=(kubectl-routeproof) && echo "no kubectl here: the plugin is run as kubectl runs it"; }
  PATH=$KREW_ROOT/bin:$PATH "${verify[@]}" verify --live examples/live/healthy.yaml | tail -n 1
  local code=0
  PATH=$KREW_ROOT/bin:$PATH "${verify[@]}" verify --live examples/live/stale-generation.yaml > /dev/null || code=$?
  [ "$code" = 1 ]
}

wheel() {
  local file
  for file in "$out/routeproof-$version"-*.whl; do
    rm -rf "$work/venv" && python3 -m venv "$work/venv"
    if ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-index "$file" 2> /dev/null; then
      echo "not for this machine: $(basename "$file")"
      continue
    fi
    basename "$file"
    main_job "$work/venv/bin/routeproof"
  done
}

npm_packages() {
  local platform
  case $(uname -m) in x86_64) platform=linux-x64-gnu ;; *) platform=linux-arm64-gnu ;; esac
  mkdir -p "$work/npm"
  (cd "$work/npm" && npm init -y > /dev/null &&
    npm install --silent --offline --no-audit --no-fund "$out/routeproof-$version.tgz" "$out/routeproof-$platform-$version.tgz")
  main_job env ROUTEPROOF_NODE_ENGINE=native "$work/npm/node_modules/.bin/routeproof"
}

parts=(archive image krew wheel npm)
[ $# = 0 ] || parts=("$@")
for part in "${parts[@]}"; do
  printf -- '-- %s\n' "$part"
  case $part in
    npm) npm_packages ;;
    archive | image | krew | wheel) "$part" ;;
    *) echo "no such part: $part" >&2 && exit 2 ;;
  esac
done
