"""The forms of manifests, and the same bytes as the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import BOTH, ROUTE, SERVICE

import routeproof


def errors(report: routeproof.Report) -> list[str]:
    return [it.message for it in report if it.severity == "error"]


WRONG_PORT = ["Service `web/api` has no port 8080"]


@pytest.mark.parametrize(
    "manifests",
    [
        pytest.param(BOTH, id="text"),
        pytest.param(BOTH.encode(), id="bytes"),
        pytest.param(list(yaml.safe_load_all(BOTH)), id="list"),
        pytest.param(tuple(yaml.safe_load_all(BOTH)), id="tuple"),
        pytest.param([None, *yaml.safe_load_all(BOTH)], id="an empty document"),
        pytest.param({"apiVersion": "v1", "kind": "List", "items": list(yaml.safe_load_all(BOTH))}, id="a List"),
    ],
)
def test_every_form_has_the_same_finding(manifests: object) -> None:
    assert errors(routeproof.check(manifests)) == WRONG_PORT


def test_forms_by_keyword_and_mixed(tmp_path: Path) -> None:
    (tmp_path / "route.yaml").write_text(ROUTE)
    (tmp_path / "service.yaml").write_text(SERVICE)
    assert errors(routeproof.check(yaml.safe_load_all(BOTH))) == WRONG_PORT
    assert errors(routeproof.check(text={"a.yaml": ROUTE, "b.yaml": SERVICE.encode()})) == WRONG_PORT
    assert errors(routeproof.check(objects=yaml.safe_load(SERVICE), text=ROUTE)) == WRONG_PORT
    for path in (tmp_path, str(tmp_path), [tmp_path / "route.yaml", str(tmp_path / "service.yaml")]):
        report = routeproof.check(path)
        assert errors(report) == WRONG_PORT
        assert {it.source for it in report} == {str(tmp_path / "route.yaml")}


def test_places_say_which_object() -> None:
    report = routeproof.check(yaml.safe_load_all(BOTH))
    assert {it.source for it in report if it.code == "RP2003"} == {"objects[0]"}
    assert {it.source for it in routeproof.check(yaml.safe_load(ROUTE))} == {"object"}
    assert {it.source for it in routeproof.check(ROUTE)} == {"<text>"}


@pytest.mark.parametrize("folder", ["examples/broken", "examples/kupe"])
@pytest.mark.parametrize("format", ["json", "sarif", "github", "gitlab", "junit"])
def test_the_command_line_has_the_same_bytes(folder: str, format: routeproof.Format) -> None:
    line = [sys.executable, "-m", "routeproof", "check", "--now", "2026-11-25", "--format", format, folder]
    printed = subprocess.run(line, capture_output=True, check=False)
    assert printed.returncode in (0, 1), printed.stderr
    report = routeproof.check(folder, now="2026-11-25")
    assert report.render(format).encode() == printed.stdout
    if format == "json":
        assert (report.to_json() + "\n").encode() == printed.stdout


def test_status_and_verify_have_the_same_bytes() -> None:
    line = [sys.executable, "-m", "routeproof", "verify", "--live", "examples/live/healthy.yaml", "--format", "json"]
    line += ["--now", "2026-11-25"]
    printed = subprocess.run(line, capture_output=True, check=True)
    found = routeproof.verify("examples/live/healthy.yaml", now="2026-11-25")
    assert (found.to_json() + "\n").encode() == printed.stdout
    assert [route.verdict for route in found] == ["yes"]
    only = routeproof.verify("examples/live/not-accepted.yaml", routes=["shop/web"])
    assert [route.verdict for route in only] == ["no"]
    by_kind = {it.kind: it for it in routeproof.status(ROUTE)}
    assert by_kind["HTTPRoute"].status.to_dict()["parents"][0]["parentRef"]["name"] == "edge"


def test_fixes_are_applied_to_texts() -> None:
    text = "# kept\n" + ROUTE.replace("rules:", "rulse:")
    fixed = routeproof.fix(text={"shop.yaml": text})
    assert fixed.texts == {"shop.yaml": "# kept\n" + ROUTE} and fixed.mended == 1
    assert routeproof.fix(BOTH).texts == {"<text>": BOTH.replace("port: 8080}]}", "port: 80}]}")}
    assert routeproof.fix(ROUTE).texts == {}


def test_rules_are_explained() -> None:
    rule = routeproof.explain("backend-port-not-found")
    assert (rule.code, rule.severity) == ("RP2003", "error")
    assert rule._repr_markdown_().startswith("# RP2003")
    rules = routeproof.rules()
    assert rule in rules and [it.code for it in rules] == sorted(it.code for it in rules)
    assert routeproof.gateway_api_releases()[-1] == "1.7"
    best = routeproof.implementations("examples/kupe")
    assert len(best) > 3 and best[0].missing == () and best.objects > 0
    with pytest.raises(routeproof.RouteproofError, match="there is no rule `RP0`"):
        routeproof.explain("RP0")


def test_offsets_count_what_is_asked_for() -> None:
    text = "# é€😀\n" + ROUTE.replace("rules:", "rulse:")
    for unit, cut in (
        ("code-points", lambda span: text[span.start.offset : span.end.offset]),
        ("utf8", lambda span: text.encode()[span.start.offset : span.end.offset].decode()),
        ("utf16", lambda span: text.encode("utf-16-le")[2 * span.start.offset : 2 * span.end.offset].decode("utf-16-le")),
    ):
        [found] = [it for it in routeproof.check(text, unit=unit) if it.code == "RP1010"]  # type: ignore[arg-type]
        assert cut(found.span) == "rulse"


def test_settings_have_their_order(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(ROUTE)
    codes = lambda **options: {it.code for it in routeproof.check(tmp_path, **options)}  # noqa: E731
    assert not any(it.startswith("RP5") for it in codes())
    # The file beside the manifests counts; its profile is looked for beside it.
    (tmp_path / "routeproof.yaml").write_text("profile: ./platform.yaml\ntenant: acme\n")
    profile = "name: example\ngateways: [{namespace: infra, name: other}]\nroutes: {kinds: [HTTPRoute]}\n"
    profile += "hostnames: {templates: ['<app>.<tenant>.example.cloud']}\ntenants: {namespace: 'tenant-<tenant>'}\n"
    (tmp_path / "platform.yaml").write_text(profile)
    assert any(it.startswith("RP5") for it in codes())
    # What is handed over takes its place, and keywords have the last word.
    assert not any(it.startswith("RP5") for it in codes(settings={}))
    assert not any(it.startswith("RP5") for it in codes(profile="none"))
    assert any(it.startswith("RP5") for it in codes(settings={}, profile=tmp_path / "platform.yaml", tenant="acme"))
    assert any(it.startswith("RP5") for it in codes(settings="profile: kupe\ntenant: acme\n"))
    assert any(it.startswith("RP5") for it in codes(settings=tmp_path / "routeproof.yaml"))
    assert "RP2001" in {it.code for it in routeproof.check(ROUTE, complete=True)}
    kinds = [{"kind": "Service"}]
    assert "RP2002" in {it.code for it in routeproof.check(ROUTE, complete=kinds)}
    assert "RP2001" not in {it.code for it in routeproof.check(ROUTE, complete=kinds)}
    assert routeproof.check(BOTH, rules={"RP2003": "off"}).ok
    ignore = [{"code": "RP2003", "path": "**", "reason": "a test"}]
    assert routeproof.check(text={"a.yaml": BOTH}, ignore=ignore).ok
    assert routeproof.check(BOTH, api_only=True).ok
    new = "apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: a}\nspec: {}\n"
    old = [it.message for it in routeproof.check(new, gateway_api="1.3")]
    assert old != [it.message for it in routeproof.check(new)], "another release, another verdict"


CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
"""
THING = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: {size: big}\n"


def test_crds_judge_their_objects(tmp_path: Path) -> None:
    wrong = ["`spec.size` is text, not a whole number"]
    assert errors(routeproof.check(THING)) == []
    assert errors(routeproof.check(text={"a.yaml": THING, "crd.yaml": CRD})) == wrong
    (tmp_path / "crd.yaml").write_text(CRD)
    for crds in ([tmp_path], [str(tmp_path / "crd.yaml")]):
        assert errors(routeproof.check(THING, crds=crds)) == wrong
    (tmp_path / "routeproof.yaml").write_text("crds: [crd.yaml]\n")
    assert errors(routeproof.check(THING, settings=tmp_path / "routeproof.yaml")) == wrong
    with pytest.raises(routeproof.RouteproofError, match="cannot be read"):
        routeproof.check(THING, crds=["nowhere"])
    with pytest.raises(TypeError):
        routeproof.check(THING, crds="nowhere")
