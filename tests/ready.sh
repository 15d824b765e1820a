#!/usr/bin/env bash
# Installs what a bare machine lacks, then runs what has to hold: all steps, or those that are named. Each prints how long
# it took. `cargo make ready` is this, and each step is a task of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
export GOTOOLCHAIN=go1.27.0
# A machine that builds once needs no files for the next build: they are a third of target/debug.
[ -d target/debug/incremental ] || export CARGO_INCREMENTAL=0

toolchain() { rustup toolchain install --no-self-update; }

format() { cargo fmt --all --check; }

lint() {
  cargo clippy --quiet --locked --workspace -- -D warnings
  # Tests may panic, and may be long.
  local tests=(unwrap_used expect_used indexing_slicing string_slice as_conversions panic print_stdout too_many_lines needless_pass_by_value)
  cargo clippy --quiet --locked --workspace --all-targets -- -D warnings "${tests[@]/#/-Aclippy::}"
  cargo clippy --quiet --locked -p routeproof --all-targets --features gateway-api -- -D warnings "${tests[@]/#/-Aclippy::}"
}

tests() {
  # Every crate, but for those whose tests are in steps of their own.
  local others=(routeproof-python routeproof-node routeproof-node-wasm routeproof-web routeproof-kubewarden routeproof-opa routeproof-parity routeproof-fuzz routeproof-hostile)
  cargo test --quiet --locked --workspace "${others[@]/#/--exclude=}"
  cargo test --quiet --locked -p routeproof --features gateway-api
}

# Generated files are what their generators write, links lead somewhere, licences are known.
fresh() {
  cargo run --quiet --locked -p schema-gen -- generate --check
  cargo run --quiet --locked -p type-gen -- --check
  cargo run --quiet --locked -p routeproof-cli -- docs --check
  cargo run --quiet --locked -p routeproof-pack -- deploy wasm --check
  python3 tests/tools/public_api.py --check
  python3 tests/tools/figures.py --check
  python3 tests/tools/links.py
  python3 tests/tools/licences.py
}

# The README's example finds what is wrong, and nothing is wrong in the routes that work.
example() {
  cargo run --quiet --locked -p routeproof-cli -- check --quiet --fail-on warning examples/kupe
  local code=0
  cargo run --quiet --locked -p routeproof-cli -- check examples/broken > target/broken.txt || code=$?
  tail -n 2 target/broken.txt
  [ "$code" = 1 ]
}

# The engine needs no threads, files, clocks or processes.
portable() { cargo build --quiet --locked -p routeproof-core --target wasm32-unknown-unknown; }

# A short seeded run over arbitrary and mutated texts.
fuzz() { cargo test --quiet --locked -p routeproof-fuzz; }

# Generated objects, a tenant's own and others, before every judge of tenancy. `HOSTILE_OBJECTS` and `HOSTILE_SEED` make more.
hostile() { cargo test --quiet --locked -p routeproof-hostile; }

# Exported policies and the same objects, before the API server's own code.
export-policies() {
  cargo test --quiet --locked -p routeproof-hostile policies_and_objects
  (cd tests/export && go run .)
}

# The official conformance suite against predicted statuses, and wrong engines that it has to notice.
conformance() {
  cargo build --quiet --locked -p routeproof-engine
  local engine="$PWD/target/debug/routeproof-engine" suite="$PWD/target/conformance.test"
  (
    cd tests/conformance
    go test ./apiserver ./cluster ./engine ./judge ./manifests
    go test -c -o "$suite" .
    # Gateways listen on ports below 1024.
    if [ "$(id -u)" = 0 ]; then
      ROUTEPROOF_ENGINE="$engine" "$suite" -test.timeout=20m
    else
      ROUTEPROOF_ENGINE="$engine" unshare -rn sh -c "ip link set lo up && $suite -test.timeout=20m"
    fi
  )
}

# The API server's own code against ours, and kubectl's reader against ours. `SEED=2` makes another corpus.
oracle() {
  cargo build --quiet --locked --release -p routeproof-engine
  (cd tests/oracle && go run . -engine ../../target/release/routeproof-engine -n 12000 -crds 600 -limits=false -seed "${SEED:-1}")
  (cd tests/oracle/yaml && go run . -seed "${SEED:-1}")
}

# The same for Kubernetes' own kinds. It compiles k8s.io/kubernetes, and is no part of the full round.
kubernetes() {
  cargo build --quiet --locked -p routeproof-engine
  (cd tests/kubernetes && go run . -engine ../../target/debug/routeproof-engine -seed "${SEED:-1}")
  python3 tests/tools/kubernetes_types.py --check
}

# What the engine costs, as ratios of one run; figures never fail.
bench() {
  cargo build --quiet --locked --release -p routeproof-cli -p routeproof-bench
  target/release/routeproof-bench
}

# Instructions of what users wait for, against what is recorded; `COUNT=--update` records them.
count() {
  if ! command -v valgrind > /dev/null; then
    apt-get update --quiet=2 >&2
    apt-get install --yes --quiet=2 --no-install-recommends valgrind >&2
  fi
  cargo build --quiet --locked --release -p routeproof-bench
  python3 tests/tools/count.py ${COUNT:+"$COUNT"}
}

# What the boundary of each host costs, and a request in each policy; figures never fail.
bench-hosts() {
  cargo build --quiet --locked --release -p routeproof-bench-hosts
  python3 tests/bench-hosts/run.py
  python3 tests/bench-hosts/policies.py
}

kubewarden() { tests/steps/kubewarden.sh; }
opa() { tests/steps/opa.sh; }
# What a request costs in either policy, at the worst and for random ones, and what a real API server sent. `REQUESTS` asks more.
policies() {
  local python=target/kubewarden-venv/bin/python
  "$python" wasm/admission/test/replay.py
  "$python" wasm/admission/test/budget.py
  "$python" wasm/admission/test/requests.py
}
python() { tests/steps/python.sh; }
node() { tests/steps/node.sh; }
web() { tests/steps/web.sh; }
demo() { tests/steps/demo.sh; }
site() { tests/steps/site.sh; }
vscode() { tests/steps/vscode.sh; }
parity() { tests/steps/parity.sh; }
crates() { tests/steps/crates.sh; }
release() { tests/steps/release.sh; }

steps=(toolchain format lint tests fresh example portable fuzz hostile export-policies conformance oracle count kubewarden opa policies python node web demo vscode site parity crates release)
[ $# = 0 ] || steps=("$@")
for step in "${steps[@]}"; do
  begun=$SECONDS
  printf '\n== %s\n' "$step"
  # A function of that name, never a program of that name.
  declare -F "$step" > /dev/null
  "$step"
  printf -- '-- %s: %s s\n' "$step" $((SECONDS - begun))
done
printf '\n%s passed, 0 failed\n' "${#steps[@]}"
