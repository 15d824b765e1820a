#!/usr/bin/env bash
# Checks manifests for the action: annotations on the standard output, and files for the steps behind it. Inputs are
# environment variables with the names of the action's inputs.
set -eo pipefail
routeproof=$(command -v routeproof || true)
if [ -z "$routeproof" ]; then
  python3 -m venv "$RUNNER_TEMP/routeproof"
  "$RUNNER_TEMP/routeproof/bin/pip" install --quiet "routeproof${VERSION:+==$VERSION}"
  routeproof=$RUNNER_TEMP/routeproof/bin/routeproof
fi
read -r -a paths <<< "$PATHS"
read -r -a arguments <<< "$ARGUMENTS"

# A report into a file. 1 means findings, which the last command says again; 2 means that the job could not be done.
to_file() {
  local code=0
  "$routeproof" check --output "$@" "${arguments[@]}" "${paths[@]}" || code=$?
  [ "$code" -lt 2 ] || exit "$code"
}

[ -z "$SARIF" ] || to_file "$SARIF" --format sarif
[ "$COMMENT" != true ] || to_file "$RUNNER_TEMP/routeproof.txt" --quiet
"$routeproof" check --format github --fail-on "$FAIL_ON" "${arguments[@]}" "${paths[@]}"
