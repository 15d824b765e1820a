"""Results are Python objects: they iterate, compare, pickle, and turn into dicts and JSON and back."""

from __future__ import annotations

import dataclasses
import json
import pickle
import subprocess
import sys
from typing import Any

import pytest
from conftest import BOTH, ROUTE

import routeproof


def results() -> list[Any]:
    return [
        routeproof.check("examples/broken", now="2026-11-25"),
        routeproof.status("examples/kupe"),
        routeproof.verify("examples/live"),
        routeproof.fix("examples/broken", safety="unsafe"),
        routeproof.implementations("examples/kupe"),
        routeproof.routes("examples/kupe"),
        routeproof.requests("examples/kupe", "https://shop.acme.kupe.cloud/api", {"host": "nowhere.test"}),
        routeproof.explain("RP2003"),
    ]


@pytest.mark.parametrize("place", range(7))
def test_a_result_goes_out_and_comes_back(place: int) -> None:
    result = results()[place]
    cls = type(result)
    assert dataclasses.is_dataclass(result)
    for again in (
        pickle.loads(pickle.dumps(result)),
        cls.from_dict(result.to_dict()),
        cls.from_json(result.to_json()),
        results()[place],
    ):
        assert again == result and hash(again) == hash(result) and again.to_json() == result.to_json()
    assert json.loads(result.to_json()) == result.to_dict()
    # What is built of the fields alone says the same, whatever the order of keys.
    assert routeproof._types.Record.to_dict(result) == result.to_dict()
    other = routeproof.check(ROUTE)
    assert result != other and result != 1
    field = dataclasses.fields(result)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(result, field, None)
    if not isinstance(result, routeproof.Rule):
        assert list(result) == [result[place] for place in range(len(result))]
        assert result._repr_html_().startswith("<table>")


def test_a_report_is_rendered_without_the_workspace() -> None:
    with routeproof.Workspace(text={"a.yaml": BOTH}) as workspace:
        report = workspace.check()
        workspace.remove_source("a.yaml")
        assert workspace.check().summary.sources == 0
    again = pickle.loads(pickle.dumps(report))
    sarif = json.loads(again.to_sarif())
    assert sarif["version"] == "2.1.0" and sarif["runs"][0]["results"][0]["ruleId"].startswith("RP")
    assert str(again).startswith("info[RP2090]") and "no port 8080" in str(again)
    assert again.render("junit").startswith("<?xml") and again.render("github").startswith("::")
    with pytest.raises(routeproof.RouteproofError, match="no manifests to quote"):
        routeproof.Report.from_dict(report.to_dict()).to_sarif()
    with pytest.raises(routeproof.RouteproofError, match="unknown value `pdf`"):
        report.render("pdf")  # type: ignore[arg-type]
    with pytest.raises(routeproof.RouteproofError, match="unknown value `info`"):
        report.render("junit", fail_on="info")  # type: ignore[arg-type]


def test_what_fails_in_junit_can_be_said() -> None:
    warned = BOTH + "# routeproof: ignore RP9999 -- there is no such rule\n"
    report = routeproof.check(text={"<stdin>": warned})
    assert report.render("junit").count("<failure ") == 1
    cases: list[tuple[routeproof.FailOn, int]] = [("error", 1), ("warning", 2), ("never", 0)]
    for fail_on, expected in cases:
        text = report.render("junit", fail_on=fail_on)
        assert text.count("<failure ") == expected
        line = [sys.executable, "-m", "routeproof", "check", "-", "--format", "junit", "--fail-on", fail_on]
        printed = subprocess.run(line, input=warned.encode(), capture_output=True, check=False)
        assert printed.stdout == text.encode()


def test_a_report_without_findings_is_there() -> None:
    report = routeproof.check("examples/kupe")
    assert report.ok and report
    assert routeproof.check(BOTH).ok is False


def test_notebooks_show_texts_as_texts() -> None:
    name = "<script>alert(1)</script>"
    text = ROUTE.replace("rules:", "'<img src=x>': 1\n  rules:")
    report = routeproof.check(text={name: text})
    html = report._repr_html_()
    assert "&lt;script&gt;" in html and "<script" not in html and "<img" not in html


def test_keys_that_are_not_known_yet_are_left_out() -> None:
    report = routeproof.check(BOTH)
    newer = {**report.to_dict(), "later": [1]}
    assert routeproof.Report.from_dict(newer) == report
