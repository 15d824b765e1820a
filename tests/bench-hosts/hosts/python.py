"""Python, by the door (`answer`), as users do (`check`), and with every finding as an object (`read`):
`python.py REQUEST.json answer|check|read`."""

import json
import sys
import time

import routeproof

path, way = sys.argv[1:]
request = open(path, encoding="utf-8").read()
texts = {it["name"]: it["text"] for it in json.loads(request)["inputs"]["sources"]}
work = {
    "answer": lambda: routeproof.answer_json(request),
    "check": lambda: routeproof.check(text=texts),
    "read": lambda: list(routeproof.check(text=texts)),
}[way]
for _ in sys.stdin:
    begun = time.perf_counter()
    work()
    print(time.perf_counter() - begun, flush=True)
