#!/usr/bin/env bash
# The Python package: an sdist that builds from scratch and an abi3 wheel, each installed into an empty environment, the
# wheel tested there with types, doctests and the README. Artifacts: dist/python.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=dist/python venvs=target/python
rm -rf "$out" "$venvs"
mkdir -p "$out" "$venvs"
python3 -m venv "$venvs/build"
pip() { "$venvs/$1/bin/python" -m pip --quiet --disable-pip-version-check "${@:2}"; }

pip build install 'maturin==1.16.*'
"$venvs/build/bin/maturin" build --quiet --locked --release --manifest-path bindings/python/Cargo.toml --out "$out"
"$venvs/build/bin/maturin" sdist --manifest-path bindings/python/Cargo.toml --out "$out"
wheel=$(echo "$out"/routeproof-*-cp39-abi3-*.whl) sdist=$(echo "$out"/routeproof-*.tar.gz)
version=$(cargo metadata --format-version 1 --no-deps --locked | python3 -c '
import json, sys
print(next(it["version"] for it in json.load(sys.stdin)["packages"] if it["name"] == "routeproof-core"))')
[[ $wheel == *"/routeproof-$version-"* && $sdist == *"/routeproof-$version.tar.gz" ]]
echo "built $wheel ($(stat -c %s "$wheel") bytes) and $sdist ($(stat -c %s "$sdist") bytes)"

# From the sdist alone; quickly, for the wheel is what is tested in depth. What both share is compiled once.
python3 -m venv "$venvs/sdist"
CARGO_TARGET_DIR="$PWD/target" MATURIN_PEP517_ARGS="--profile dev" pip sdist install "$sdist"
(cd "$venvs" && sdist/bin/python -c 'import routeproof; assert not routeproof.check("a: [\n").ok; print("the sdist installs", routeproof.__version__)')

# The wheel has no dependencies: what is in this environment besides is for the tests.
python3 -m venv "$venvs/wheel"
pip wheel install --no-deps --no-index "$wheel"
"$venvs/wheel/bin/python" -m pytest --version 2> /dev/null && exit 1
(cd "$venvs" && wheel/bin/python -m routeproof check ../../examples/kupe > /dev/null)
pip wheel install pytest mypy typing_extensions pyyaml types-PyYAML kubernetes
package=$("$venvs/wheel/bin/python" -c 'import pathlib, routeproof; print(pathlib.Path(routeproof.__file__).parent)')
"$venvs/wheel/bin/mypy" --config-file bindings/python/pyproject.toml --package routeproof
log="$venvs/tests.txt"
"$venvs/wheel/bin/python" -m pytest -rA --no-header --doctest-modules --doctest-glob=README.md -p no:cacheprovider \
  --rootdir bindings/python "$package" bindings/python/README.md bindings/python/tests > "$log" || { cat "$log"; exit 1; }
grep -E '^(SKIPPED|memory)' "$log" || true
tail -n 1 "$log"

# One wheel for every Python: the README's examples in each other one that is here.
for python in "$HOME"/.pyenv/versions/3.*/bin/python /usr/bin/python3.[0-9] /usr/bin/python3.[0-9][0-9]; do
  "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))' 2> /dev/null || continue
  version=$("$python" -c 'import sys, sysconfig; print("%d.%d" % sys.version_info[:2] + ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""))')
  [ -e "$venvs/$version" ] && continue
  "$python" -m venv "$venvs/$version"
  # Without the GIL there is no stable ABI before 3.15: the sdist is built for it.
  from=$wheel
  case $version in *t) from=$sdist ;; esac
  CARGO_TARGET_DIR="$PWD/target" MATURIN_PEP517_ARGS="--profile dev" pip "$version" install "$from" pyyaml
  "$venvs/$version/bin/python" -m doctest bindings/python/README.md
  echo "Python $version: the README is true"
done
compgen -G "$venvs/3.*t" > /dev/null || echo "not tested: a Python without the GIL, which this machine does not have"

# The hook: pre-commit installs it as it would from a release, with that wheel, and runs it in a repository of its own.
python3 -m venv "$venvs/hook"
pip hook install pre-commit==4.7.0
mkdir "$venvs/repository"
(
  root=$PWD
  export PRE_COMMIT_HOME="$root/$venvs/pre-commit" PIP_FIND_LINKS="$root/$out"
  hook() { "$root/$venvs/hook/bin/pre-commit" try-repo "$root" routeproof --all-files; }
  cd "$venvs/repository"
  git init --quiet
  cp "$root"/examples/kupe/*.yaml . && git add .
  found=$(hook) || { echo "$found" && exit 1; }
  [[ $found == *Passed* ]]
  cp "$root/examples/broken/unknown-field.yaml" . && git add .
  code=0
  found=$(hook) || code=$?
  [ "$code" = 1 ] && [[ $found == *"error[RP1010]"* ]]
  echo "pre-commit: the hook installs the command and runs it"
)
