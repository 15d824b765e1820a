#!/usr/bin/env bash
# Prints the Chromium that tests drive, installed where there is none; `CHROMIUM` can name one.
set -euo pipefail
if [ -z "${CHROMIUM:-}" ] && ! command -v chromium > /dev/null; then
  apt-get update --quiet=2 >&2
  apt-get install --yes --quiet=2 --no-install-recommends chromium fonts-dejavu-core >&2
fi
echo "${CHROMIUM:-$(command -v chromium)}"
