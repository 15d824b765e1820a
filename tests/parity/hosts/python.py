"""The Python package, by its own functions. `python.py QUESTIONS`."""

import json
import pathlib
import re
import sys

import routeproof

ASK = {"check": routeproof.check, "status": routeproof.status, "verify": routeproof.verify}


def texts(sources):
    return {it["name"]: it["text"] for it in sources} or None


same, different = 0, []
for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").split("\n")[:-1]:
    question = json.loads(line)
    inputs = question["inputs"]
    options = {"settings": inputs["settings"].encode(), "now": inputs["now"]}
    if inputs["live"]:
        options["live"] = texts(inputs["live"])
    options = {key: value for key, value in options.items() if value}
    for answer in question["answers"]:
        try:
            got = ASK[answer["question"]["op"]](text=texts(inputs["sources"]) or {}, **options).to_json()
        except routeproof.RouteproofError as error:
            failure = {"type": "failure", "kind": error.kind, "message": str(error), "at": error.at}
            got = json.dumps(failure, separators=(",", ":"), ensure_ascii=False)
        # A result knows its type.
        if got == re.sub(r'^\{"type":"(report|statuses|verification)",', "{", answer["answer"]):
            same += 1
        else:
            different.append(f"{question['name']} {answer['question']}: {got[:300]}\n  wanted {answer['answer'][:300]}")
print(f"Python: {same} answers are the engine's, {len(different)} differ")
for it in different[:5]:
    print(it)
sys.exit(bool(different) or same == 0)
