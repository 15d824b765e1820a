#!/usr/bin/env bash
# The action's scripts, with a stand-in for `gh`. The command `routeproof` is on the `PATH`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
cd "$work"
export RUNNER_TEMP=$work VERSION="" PATHS="a.yaml b.yaml" FAIL_ON=error ARGUMENTS="--profile none" SARIF=out.sarif COMMENT=true

route() { printf '{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "%s"}, "spec": {%s}}\n' "$1" "$2"; }
route a '"rulez": ["```"], "rules": []' > a.yaml
route b '"parentRefs": [{"name": "edge"}], "rules": [{"backendRefs": [{"name": "b", "port": 80}]}]' > b.yaml
code=0
bash "$here/check.sh" > annotations.txt || code=$?
[ "$code" = 1 ]
grep -q '^::error file=a.yaml,line=1,.*RP1010' annotations.txt
grep -q RP1010 out.sarif
grep -q 'error\[RP1010\]' routeproof.txt

# It answers what the file `comments` has, and keeps what was sent.
cat > gh << 'SH'
#!/usr/bin/env bash
printf '%s\n' "$*" >> calls.txt
case "$*" in *--input*) cat > sent.json ;; *) cat comments ;; esac
SH
chmod +x gh
comment() {
  rm -f calls.txt sent.json
  PATH=$work:$PATH python3 "$here/comment.py" owner/name 7 routeproof.txt
}
: > comments
comment
grep -q '^api repos/owner/name/issues/7/comments --method POST' calls.txt
python3 - << 'PY'
import json
body = json.load(open("sent.json"))["body"]
assert body.startswith("<!-- routeproof check -->\n") and "error[RP1010]" in body, body
fences = [it for it in body.splitlines() if set(it.removesuffix("text")) == {"`"}]
assert [it.removesuffix("text") for it in fences] == ["````"] * 2, fences
PY
echo 12 > comments
comment
grep -q '^api repos/owner/name/issues/comments/12 --method PATCH' calls.txt

# Without findings a comment is brought up to date, and none is begun.
PATHS=b.yaml bash "$here/check.sh" > annotations.txt
comment
grep -q 'no errors, no warnings' sent.json
: > comments
comment
[ ! -e sent.json ]

# A token that may not write is told, and fails nothing.
printf '#!/bin/sh\nexit 1\n' > gh
comment | grep -q '^::warning title=routeproof::the comment could not be written'
# What could not be read is no clean run.
code=0
PATHS=missing.yaml bash "$here/check.sh" > annotations.txt 2>&1 || code=$?
[ "$code" = 2 ]
echo "the action: annotations, SARIF and one comment"
