#!/usr/bin/env bash
# Both plugins: `test.sh [HELM]…` with real Helms, without one with a stand-in. The command `routeproof` is on the `PATH`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir -p chart/templates
cat > chart/Chart.yaml << 'YAML'
apiVersion: v2
name: web
version: 0.1.0
YAML
echo 'port: 80' > chart/values.yaml
cat > chart/templates/route.yaml << 'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  parentRefs: [{ name: edge }]
  rules:
    - backendRefs: [{ name: web, port: {{ .Values.port }} }]
YAML

# `expect CODE TEXT COMMAND…`: the exit code, and a text among what it prints.
expect() {
  local code=0
  "${@:3}" > output.txt 2>&1 || code=$?
  if [ "$code" != "$1" ] || ! grep -qF -- "$2" output.txt; then
    echo "exit code $code and not $1, or no \`$2\`: ${*:3}" >&2 && cat output.txt >&2 && exit 1
  fi
}

# A stand-in for what is asked of Helm here: templates, a post-renderer that is a program, and the plugin's command.
stand_in() {
  cat > helm << 'SH'
#!/usr/bin/env bash
case $1 in
  version) echo "v3.0.0 a stand-in" && exit ;;
  plugin) exit ;;
  routeproof) HELM_BIN=$0 exec "$PLUGIN/check.sh" "${@:2}" ;;
esac
port=80 renderer=cat arguments=()
for it in "$@"; do
  case $it in
    port=*) port=${it#port=} ;;
    */render.sh) renderer=$it ;;
    --post-renderer-args=*) arguments+=("${it#*=}") ;;
  esac
done
[ -f "$2/Chart.yaml" ] || { echo "no chart" >&2 && exit 1; }
sed "s/{{ .Values.port }}/$port/" "$2"/templates/*.yaml | "$renderer" "${arguments[@]}"
SH
  chmod +x helm
}

tested() {
  local helm=$1 renderer
  export PLUGIN=$here HELM_PLUGINS=$work/plugins HELM_CACHE_HOME=$work/cache HELM_CONFIG_HOME=$work/config HELM_DATA_HOME=$work/data
  rm -rf plugins && mkdir -p plugins
  "$helm" plugin install "$here" > /dev/null
  renderer=$here/post-renderer/render.sh
  case $("$helm" version --short) in
    v3.*) ;;
    *)
      "$helm" plugin install "$here/post-renderer" > /dev/null
      renderer=routeproof-post-renderer
      ;;
  esac

  expect 0 "info[RP2090]" "$helm" routeproof chart
  expect 1 "RP1025" "$helm" routeproof chart --set port=80800
  expect 1 '"code":"RP1025"' "$helm" routeproof chart --set port=80800 -- --format json
  # Helm 4 says 1 of every plugin that fails; the code of the plugin itself is 2.
  expect 2 "" env HELM_BIN="$helm" "$here/check.sh" missing

  "$helm" template chart > plain.yaml
  "$helm" template chart --post-renderer "$renderer" > rendered.yaml 2> findings.txt
  diff plain.yaml rendered.yaml
  grep -q . findings.txt
  expect 1 "RP1025" "$helm" template chart --set port=80800 --post-renderer "$renderer"
  if grep -q '^kind:' output.txt; then echo "manifests in spite of an error" >&2 && exit 1; fi
  expect 1 "RP2001" "$helm" template chart --post-renderer "$renderer" --post-renderer-args=--complete
  echo "plugins in Helm $("$helm" version --short)"
}

if [ $# = 0 ]; then
  stand_in
  set -- "$work/helm"
fi
for helm in "$@"; do tested "$helm"; done
