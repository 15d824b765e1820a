"""What cannot be worked with is an exception that says why, never the end of the process."""

from __future__ import annotations

import datetime
import decimal
import json
import math
import pickle
from pathlib import Path
from typing import Any

import pytest
from conftest import BOTH, ROUTE

import routeproof
from routeproof import RouteproofError, check


@pytest.mark.parametrize("bad", [None, 1, 1.5, True, object(), [1], [None, 2], ["a.yaml", {}], [[]], [ROUTE, ROUTE]])
def test_wrong_types(bad: Any) -> None:
    with pytest.raises(TypeError):
        check(bad)


@pytest.mark.parametrize(
    "options",
    [
        {"text": 1},
        {"text": {"a": None}},
        {"text": {1: "a"}},
        {"text": ["a"]},
        {"objects": 1},
        {"objects": "a"},
        {"settings": 1},
        {"now": 1},
        {"rules": ["RP2003"]},
        {"custom_domains": "a.example.com"},
        {"tenent": "a"},
        {"complete": [1]},
    ],
)
def test_options_of_a_wrong_type(options: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        check(**{"text": ROUTE, **options})


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"settings": "tenent: a\n"}, "`tenent`; did you mean `tenant`"),
        ({"settings": {"rules": {"RP9999": "off"}}}, "RP9999"),
        ({"settings": "a: [\n"}, "settings"),
        ({"settings": b"a: \xff\n"}, "is not UTF-8: line 1 has the byte 0xFF"),
        ({"tenant": "Not A Label"}, "tenant"),
        ({"tenant": 5}, "tenant"),
        ({"profile": "kuep"}, "did you mean `kupe`"),
        ({"profile": "./nowhere.yaml"}, "nowhere.yaml"),
        ({"gateway_api": "9.9"}, "9.9"),
        ({"channel": "beta"}, "beta"),
        ({"implementation": "nobody"}, "nobody"),
        ({"complete": [{"knd": "Service"}]}, "knd"),
        ({"now": "yesterday"}, "yesterday"),
        ({"now": datetime.datetime(2026, 1, 1)}, "no time zone"),
        ({"unit": "utf9"}, "utf9"),
        ({"settings": "/nowhere/routeproof.yaml"}, "nowhere"),
    ],
)
def test_options_that_say_nothing_known(options: dict[str, Any], says: str) -> None:
    with pytest.raises(RouteproofError, match=says):
        check(ROUTE, **options)
    assert issubclass(RouteproofError, ValueError)


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check(tmp_path / "nowhere.yaml")
    with pytest.raises(RouteproofError, match="holds no .yaml, .yml or .json file"):
        check(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"a: b\nc: \xe9\n")
    (tmp_path / "wide.yaml").write_bytes("a: b".encode("utf-16"))
    with pytest.raises(RouteproofError, match=r"line 2 has the byte 0xE9.*is UTF-16"):
        check(tmp_path)


def test_texts_that_are_no_unicode() -> None:
    with pytest.raises(RouteproofError, match="is not UTF-8: line 2 has the byte 0xE9"):
        check(b"a: b\nc: \xe9\n")
    for bad in ({"text": "a: \ud800\n"}, {"text": {"\udfff": "a"}}):
        with pytest.raises(RouteproofError, match="half of a surrogate pair"):
            check(**bad)  # type: ignore[arg-type]
    with pytest.raises(RouteproofError, match="half of a surrogate pair"):
        check({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "\ud800"}})


def test_an_error_says_what_kind_it_is_and_where() -> None:
    with pytest.raises(RouteproofError) as settings:
        check(text=BOTH, settings="tenent: a\n".encode())
    assert (settings.value.kind, settings.value.at) == ("settings", {"text": "settings", "line": 1, "column": 1})
    with pytest.raises(RouteproofError) as request:
        routeproof.requests(None, {"url": "http://a.test"}, {}, text=BOTH)
    assert (request.value.kind, request.value.at) == ("notUnderstood", {"text": "question", "path": "requests[1]"})
    with pytest.raises(RouteproofError) as rule:
        routeproof.explain("RP9999")
    assert (rule.value.kind, rule.value.at) == ("notFound", None)
    with pytest.raises(RouteproofError) as closed:
        workspace = routeproof.Workspace(text=BOTH)
        workspace.close()
        workspace.check()
    assert (closed.value.kind, closed.value.at) == (None, None)


def test_texts_of_every_kind_get_a_report() -> None:
    for text in ("", "\0\n", "\n", "a: [\n", "\t\n", "{", "\ufeffa: b\n", "&a [*a]\n", "- " * 5_000 + "\n"):
        report = check(text=text)
        assert report.summary.sources == 1


def test_huge_texts() -> None:
    long = "# " + "x" * 50_000_000 + "\n" + BOTH
    assert [it.code for it in check(long) if it.severity == "error"] == ["RP2003"]
    deep = "a: " + "[" * 1_000_000 + "\n"
    assert not check(deep).ok


def test_objects_that_refer_to_themselves() -> None:
    loop: dict[str, Any] = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}}
    loop["spec"] = {"ports": [loop]}
    with pytest.raises(ValueError, match=r"object\.spec\.ports\[0\] refers to itself"):
        check(loop)
    with pytest.raises(ValueError, match=r"objects\[1\]\.spec\.ports\[0\] refers to itself"):
        check([json.loads('{"kind": "A"}'), loop])
    with pytest.raises(RouteproofError, match="settings.a refers to itself"):
        settings: dict[str, Any] = {}
        settings["a"] = settings
        check(ROUTE, settings=settings)
    shared = {"app": "a"}
    twice = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "labels": shared}, "spec": {"selector": shared}}
    assert check(twice).summary.objects == 1, "what stands in two places does not refer to itself"


def test_objects_that_are_no_json() -> None:
    route: dict[str, Any] = {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "a"}}
    for bad, says in ((decimal.Decimal(1), "a Decimal"), ({1, 2}, "a set"), (object(), "an? object"), (len, "a builtin")):
        with pytest.raises(TypeError, match=rf"object\.spec is {says}"):
            check({**route, "spec": bad})
    with pytest.raises(TypeError, match="has the key"):
        check({**route, "spec": {(1, 2): 1}})
    for number in (math.nan, math.inf, -math.inf):
        with pytest.raises(RouteproofError, match="no number in JSON"):
            check({**route, "spec": number})
    huge = {**route, "spec": {"rules": [{"backendRefs": [{"name": "a", "port": 10**30}]}]}}
    assert [it.path for it in check(huge) if it.severity == "error"] == ["spec.rules[0].backendRefs[0].port"]
    with pytest.raises(RouteproofError, match="digits"):
        check({**route, "spec": 10**10_000})
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(RouteproofError, match="nested too deeply"):
        check({**route, "spec": deep})


def test_errors_pickle() -> None:
    try:
        check(ROUTE, tenant="A B")
    except RouteproofError as error:
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is RouteproofError and str(again) == str(error)


def test_a_request_in_json_always_has_an_answer() -> None:
    for request in ("", "{", "null", "[]", "{}", '{"question":{"op":"chek"}}', '{"question":{"op":"check"},"x":1}', "\0"):
        assert json.loads(routeproof.answer_json(request))["type"] == "failure"
    with pytest.raises(TypeError):
        routeproof.answer_json(None)  # type: ignore[arg-type]
    with pytest.raises(UnicodeEncodeError):
        routeproof.answer_json("\ud800")
