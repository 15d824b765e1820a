#!/usr/bin/env bash
# `helm routeproof CHART [flags of helm template] [-- flags of routeproof check]`: renders, and checks what was rendered.
# The exit code is that of `routeproof check`; 2 where the chart cannot be rendered.
set -uo pipefail
usage="Usage: helm routeproof CHART [flags of helm template] [-- flags of routeproof check]"
case ${1-} in
  -h | --help) echo "$usage" && exit 0 ;;
  "") echo "$usage" >&2 && exit 2 ;;
esac
command -v routeproof > /dev/null || { echo "error: the command routeproof is not on the PATH" >&2 && exit 2; }

template=() check=()
while [ $# -gt 0 ]; do
  [ "$1" != -- ] || { check=("${@:2}") && break; }
  template+=("$1") && shift
done
# In two steps, so that a chart that does not render is no empty input.
rendered=$(mktemp) && trap 'rm -f "$rendered"' EXIT
"${HELM_BIN:-helm}" template "${template[@]}" > "$rendered" || exit 2
# An empty array is an unset variable for the Bash of macOS.
routeproof check ${check[@]+"${check[@]}"} - < "$rendered"
