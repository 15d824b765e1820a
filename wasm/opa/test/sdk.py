"""The policy in PyPI's opa-py-wasm: python sdk.py POLICY CASES ANSWERS"""

import json
import pathlib
import sys

from opapywasm import OpaEntrypointError, OpaInvalidInputError, OpaWasmPolicy

policy_path, cases_path, answers_path = sys.argv[1:]
cases = json.loads(pathlib.Path(cases_path).read_text())
policy = OpaWasmPolicy.from_wasm_file(policy_path)
answers = []
for case in cases:
    policy.set_data(case["data"])
    # The SDK takes a text for JSON.
    value = json.dumps(case["input"]) if isinstance(case["input"], str) else case["input"]
    denied = policy.evaluate(value, entrypoint="routeproof/deny")
    report = policy.evaluate(value, entrypoint="routeproof/report")
    assert sorted(report["denials"]) == denied, case["name"]
    assert report["allowed"] == (not denied), case["name"]
    assert report["armed"] == policy.evaluate(None, entrypoint="routeproof/armed"), case["name"]
    answers.append({"name": case["name"], "denied": denied})
pathlib.Path(answers_path).write_text(json.dumps(answers))

cyclic = {}
cyclic["self"] = cyclic
for wrong in (cyclic, float("nan"), object()):
    try:
        policy.evaluate(wrong, entrypoint="routeproof/deny")
        raise AssertionError(f"{wrong!r} has an answer")
    except OpaInvalidInputError as error:
        assert str(error), error
try:
    policy.evaluate({}, entrypoint="routeproof/none")
    raise AssertionError("there is no such entrypoint")
except OpaEntrypointError as error:
    assert "routeproof/none" in str(error), error

policy.set_data(cases[0]["data"])
for call in range(2_000):
    policy.evaluate(cases[call % 5]["input"], entrypoint="routeproof/deny")
print(f"python: {len(cases)} cases, bad input, 2,000 calls")
