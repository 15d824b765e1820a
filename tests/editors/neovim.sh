#!/usr/bin/env bash
# The language server in a real Neovim, without a screen. Neovim has to be there (Debian: `apt-get install neovim`).
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --quiet --locked -p routeproof-cli
export ROUTEPROOF="$PWD/target/debug/routeproof"
script="$PWD/tests/editors/neovim.lua" folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/route.yaml" <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  namespace: shop
spec:
  parentRefs:
    - name: edge
      sectionName: http
  rules:
    - backendRefs:
        - name: web
          port: 8080
YAML
cat > "$folder/service.yaml" <<'YAML'
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { ports: [{ port: 80, targetPort: 8080 }] }
YAML
cd "$folder"
timeout 120 nvim --headless -u NONE -i NONE -n -S "$script"
echo
