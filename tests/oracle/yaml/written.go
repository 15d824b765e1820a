package main

import "strings"

// bases are manifests to mutate.
var bases = []string{
	`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
  namespace: web
  labels: {app: shop, "team": 'a'}
  annotations:
    note: |
      first line
        second

      last
    folded: >-
      one
      two

      three
spec:
  parentRefs:
  - name: edge
    namespace: infra
    sectionName: https
  hostnames:
    - "shop.example.com"
    - '*.example.com'
  rules:
  - matches:
    - path: {type: PathPrefix, value: /api}
      headers: [{name: x-v, value: "1"}]
    backendRefs:
    - {name: api, port: 8080, weight: 1}
  # the rest
  - backendRefs:
      - name: web
        port: 80
`,
	`# a comment
kind: Gateway
metadata: &meta
  name: edge
  labels: &labels {a: b, c: d}
spec:
  gatewayClassName: envoy
  listeners:
  - &listener
    name: http
    port: 80
    protocol: HTTP
  - <<: *listener
    name: https
    port: 0x1BB
  - {<<: [*listener, *labels], name: x}
  selector:
    <<: *labels
    a: z
---
? complex
: value
? [no]
...
lost: true
---
last: "a\tb\u00e9 \
  joined"
`,
	`{"apiVersion": "v1", "kind": "List", "items": [
  {"kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [{"port": 80, "targetPort": 8080.0}]}},
  {"kind": "ConfigMap", "data": {"a\/b": "\ud83d\ude00 \u00e9", "n": -1.5e3, "t": true, "z": null}}
]}
{"kind": "Second"}
`,
	"a: 1\r\nb:\r\n  - x\r\n  - y: |\r\n      z\r\n---\r\nc: d\r\n",
}

// written are texts that once were, or may be, read in two ways.
var written = []string{
	"", "\n", "# c\n", "---\n", "---", "--- # c\n", "...\n", "~\n", "null\n", "x\n", "a: b", "\ufeffa: b\n", "# c\n\ufeffa: b\n", "---\n\ufeffa: b\n", "a: 1\n---\n\ufeffb: 2\n",
	"a: b: c\n", "a: - b\n", "a:\n\t- b\n", "a:\tb\n", "a: b\n\tc: d\n", "a:\n  b: 1\n c: 2\n", "a:\n- b\n- c\nd: e\n", "a:\n - b\n- c\n", "- a\nb: c\n", "a: 1\n- b\n",
	"a: 'x\n---\ny'\n", "a: |\n x\n---\n y\n", "a: \"x\n...\ny\"\n", "a: [1,\n---\n2]\n", "--- foo\n", "--- !!map\na: b\n", "a: b\n--- |\n x\n", "a: b\n----\nc: d\n", "-----BEGIN\n",
	"a: b\n...\nc: d\n", "a: b\n...\n...\n# c\n", "a: b\n... # c\n", "a: b\n...x\n", "\"a\" b\n", "[a] b\n", "{a: b} c\n", "{a: b}}\n", "\"a\" \"b\"\n", "[a]: b\n", "a: b\n]\n",
	"%YAML 1.1\n---\na: b\n", "%YAML 1.2\n---\na: b\n", "%YAML 1.1\na: b\n", "%TAG !e! tag:e,2000:\n---\na: !e!x b\n", "a: !e!x b\n", "%FOO\n---\n", "%TAG ! tag:yaml.org,2002:\n---\na: !int \"3\"\n",
	"a: &x 1\nb: *x\n", "a: *x\n", "a: &x [*x]\n", "&x {a: *x}\n", "a: &x {b: 1}\nc: {<<: *x, b: 2}\nd: {b: 2, <<: *x}\n", "a: &x [1]\nb: {<<: *x}\n", "b: {<<: [{a: 1}, {a: 2}]}\n", "b: {<<: }\n",
	"\"<<\": {a: 1}\n", "! <<: {a: 1}\n", "!!merge <<: {a: 1}\n", "!!str <<: {a: 1}\n", "&a x: *a\n", "&a 1: *a\n", "a: &a 0x1F\n*a : b\n", "a: &a !!binary aGk=\nb: *a\n*a : c\n",
	"&a &b x\n", "&a *b\n", "a: &x\nb: *x\n", "a: ! \n", "a: !!str\n", "a: !!int\n", "- !!str\n- b\n", "? a\n", "? a\n? b\n", "? - a\n: b\n", "? {a: b}\n: c\n", ": a\n", "?\n", "{? a : b}\n", "[? a : b]\n", "[a: b, c]\n",
	"{a, b: c}\n", "{a:b}\n", "{a: }\n", "{a:}\n", "{\"a\":b}\n", "[a,]\n", "[,]\n", "{,}\n", "[a b, c d]\n", "[a\nb]\n", "[\na\n]\n", "a: [\nb\n]\n", "a: {\n  b: c\n  }\n", "[a:b]\n", "[a?b]\n", "{a?: b}\n", "[-]\n", "[- a]\n", "[-a]\n",
	"1: a\n\"1\": b\n", "1: a\n0x1: b\n", "1.0: a\n1: b\n", "1.5: a\n", "1e10: a\n", ".inf: a\n", ".nan: a\n", "123456789.0: a\n", "1000000.0: a\n", "0.00001: a\n", "yes: a\nno: b\n", "null: a\n", "~: a\n", "18446744073709551615: a\n", "2001-01-01: a\n", "-0: a\n", "+5: b\n",
	"a: 1\na: 2\n", "{a: 1, a: 2}\n", "{\"a\": 1, \"a\": 2}\n", "{\"a\": 1}{\"b\": 2}\n", "{\"a\": 1}\n---\n{\"b\": 2}\n", "{\"a\": 1}{\"b\": 2}\n---\n{\"c\": 3}\n", "{\"a\": 1} # c\n", "{\"a\": 1} #c", "{\"a\": 1}}", "{\"a\": 1,}\n", "{'a': 1}\n", "{a}", "{a: b}", "  {a: b}\n", "\u00a0{a: b}\n", "{}\n\n\n", "{}\n[]\n1 2 \"x\"\n", "{}\nnull\n{}\n",
	"{\"a\": \"\\ud800\"}\n", "{\"a\": \"\\ud83d\\ude00\\/\"}\n", "{\"a\": \"\x7f\"}\n", "{\"a\": 1e400}\n", "{\"a\": 1e3, \"b\": 80.0, \"c\": -0, \"d\": 01}\n", "{\"a\": 9223372036854775808}\n", "{\"a\": 12345678901234567890.0}\n",
	"a: \"\\x\"\n", "a: \"\\u00e\"\n", "a: \"\\q\"\n", "a: \"\\/\"\n", "a: \"x\n", "a: 'x\n", "a: 'x''y'\n", "a: \"x\\\n   y\"\n", "a: \"x  \\\n   y\"\n", "a: \"x\n\n\n  y\"\n", "a: \"x\u2028y\"\n", "a: x\u2028 y\n", "a: x\u0085 y\n", "a: |\n  x\u2028y\n  z\n", "a: >\n  x\u2028  y\n", "a: 'x\r\n  y'\n", "a: x\r  y\n", "a: 1\rb: 2\r", "a: 1\r\r\nb: 2\n", "a: |\r\n  x\r\r\n  y\r\n", "a: |\n  x\r  y\r",
	"a: |\n", "a: |", "a: |\n\n", "a: |+\n\n", "a: |-\n  x", "a: |\n  x", "a: |1\n  x\n", "a: |0\n x\n", "a: |x\n", "a: |  # c\n  x\n", "a: |#c\n x\n", "a: |\n\tx\n", "a: |\n  \tx\n", "a: |\n    \n  x\n", "|\n x\n", "|\nx\n", "- |\n x\n- >\n y\n z\n", "a: >\n  x\n   y\n  z\n", "a: >\n\n  x\n\n\n  y\n", "a: |\n  x\n # c\nb: 1\n", "a: |2\n    x\n", "- - |1\n    x\n",
	"a: x\n  y\n", "a: x\n\n  y\n", "a: x #c\n  y\n", "a: x\n  #c\n  y\n", "a: x\n\ty\n", "a:\n  x\n  y\n", "a: x\n y: z\n", "x\ny\n", "x\ny: z\n", "a\n---b\n", "a: x\n  - y\n", "a: -\n", "a: -b\n", "a: ?b\n", "a: :b\n", "-\n", "- -\n", "- - a\n  - b\n", "-a: b\n", "- a: b\n  c: d\n", "-  a: b\n   c: d\n", "- a: b\n c: d\n", "-\ta: b\n", "- \ta: b\n", "?\ta\n",
	"@a\n", "`a\n", "%a: b\n", "a: %b\n", "a: @b\n", "a: #b\n", "a: b#c\n", "a: \"b\"#c\n", "a: 'b'c\n", "a: [b]c\n", "a: *\n", "a: &\n", "a: &x\n", "a: &x.y b\n", "a: &é b\n", "a: !<x\n", "a: !<> b\n", "a: !<!> 80\n", "a: !<tag:yaml.org,2002:int> \"80\"\n", "a: !!int,b c\n", "a: !%41 b\n", "a: !%4 b\n", "a: !%C3%28 b\n", "[!!str, b]\n", "[!!str a, b]\n", "{!!int \"1\": a}\n",
	"a: b\x00\n", "a: b\x01\n", "a: b\x7f\n", "a: \u0080\n", "a: b\n...\n\x01", "a: b\n...\n" + strings.Repeat("x", 600) + "\x01", strings.Repeat("#", 508) + "\na: b\n...\n\x01", "a: \ufffe\n", "a: \ufffd\n", "a: \U0010ffff\n", "a: \u00a0\n", "a: b\u00a0\n", "---\u00a0\na: b\n", "--- \u00a0\na: b\n", "a: 1\n---\u00a0\nb: 2\n",
	strings.Repeat("k", 1024) + ": v\n", strings.Repeat("k", 1025) + ": v\n", strings.Repeat("é", 1024) + ": v\n", strings.Repeat("é", 1025) + ": v\n", "{" + strings.Repeat("k", 1025) + ": v}\n", "[" + strings.Repeat("a, ", 400) + "]: v\n", "\"" + strings.Repeat("k", 1022) + "\": v\n", "\"" + strings.Repeat("k", 1023) + "\": v\n",
	strings.Repeat("[", 500) + strings.Repeat("]", 500), strings.Repeat("- ", 500) + "x\n", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n", "a: &a [1,2,3,4,5,6,7,8,9]\nb: &b [" + strings.Repeat("*a,", 30) + "]\nc: [" + strings.Repeat("*b,", 400) + "]\n",
	"a: &x 1\nb: &x 2\nc: *x\n", "a: &x {b: &x 1, c: *x}\nd: *x\n", "\u0085a: b\n", "a: b\u0085c: d\n", "a:\u00a0b\n", "a: b\n\u2028c: d\n", "a: b\r...\rc: d\n", "a: b\r---\rc: d\n", "a: 'b\r---\rc'\n", "\"é\": 1\n? \"é\"\n: 2\n", "é: {€: 😀}\n",
	"a: 1\n---\nb: [\n---\nc: 3\n", "a: 1\n--- x\nb: 2\n", "---\n---\na: 1\n---\n---\n", "a: 1\n---", "a: 1\n--- ", "a: 1\n---\n...", "---\n...\n", "--- \n- a\n", "\n\n---\na: 1\n", "# c\n---\na: 1\n",
}
