"""Whether every host gave the expected answers, and the same ones: python compare.py CASES ANSWERS…"""

import json
import pathlib
import sys

cases, *hosts = (json.loads(pathlib.Path(it).read_text()) for it in sys.argv[1:])
for case, *answers in zip(cases, *hosts, strict=True):
    first, *others = ([*answer["denied"]] for answer in answers)
    assert all(it == first for it in others), (case["name"], first, others)
    starts = case["denials"]
    assert len(first) == len(starts), (case["name"], first)
    assert all(it.startswith(start) for it, start in zip(first, starts)), (case["name"], first)
print(f"opa: {len(cases)} answers are the same in {len(hosts)} hosts")
