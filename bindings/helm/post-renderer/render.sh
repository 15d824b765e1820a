#!/usr/bin/env bash
# A post-renderer of Helm: gives back the manifests as they came, and fails where `routeproof check` finds errors, so that
# Helm applies nothing. Arguments are those of `routeproof check`; findings go to the standard error.
set -uo pipefail
command -v routeproof > /dev/null || { echo "error: the command routeproof is not on the PATH" >&2 && exit 2; }
manifests=$(mktemp) && trap 'rm -f "$manifests"' EXIT
cat > "$manifests" || exit 2
routeproof check "$@" - < "$manifests" >&2 || exit
cat "$manifests"
