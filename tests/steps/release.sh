#!/usr/bin/env bash
# What is around the command: packing, on made-up binaries and twice, and what runs the command in other systems (the
# action, the job for GitLab, the plugins of Helm), with stand-ins for them. `cargo make dist` packs and installs the real ones.
set -euo pipefail
cd "$(dirname "$0")/../.."

venv=target/release-pack
[ -d "$venv" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r bindings/release/requirements.txt pyyaml==6.0.3
(cd bindings/release && "../../$venv/bin/python" -m unittest test_pack)

cargo build --quiet --locked -p routeproof-cli
export PATH="$PWD/target/debug:$PATH"
.github/actions/check/test.sh
bindings/helm/test.sh
"$venv/bin/python" bindings/gitlab/test.py
