#!/usr/bin/env bash
# Compiles the static command for this machine in another folder, from the commit that is checked out, and compares its
# bytes with those that are compiled here.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -z "$(git status --porcelain)" ] || { echo "commit first: only what is committed is compiled again" >&2 && exit 1; }
target=$(uname -m)-unknown-linux-musl
copy=$(mktemp -d) && trap 'rm -rf "$copy"' EXIT
git archive HEAD | tar -x -C "$copy"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
here=$(bindings/release/build.sh command "$target")
there=$("$copy/bindings/release/build.sh" command "$target")
cmp "$here" "$copy/$there"
sha256sum "$here"
