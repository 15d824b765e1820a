"""A workspace: what changes, what closing does, and threads."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable

import pytest
from conftest import BOTH, ROUTE, SERVICE, resident

import routeproof


def test_a_change_is_seen_and_nothing_else() -> None:
    with routeproof.Workspace() as workspace:
        assert workspace.check().summary.sources == 0
        workspace.set_source("route.yaml", ROUTE)
        assert workspace.check().ok
        workspace.set_source("service.yaml", SERVICE)
        assert not workspace.check().ok
        workspace.set_source("service.yaml", SERVICE.replace("port: 80,", "port: 8080,").encode())
        assert workspace.check().ok
        workspace.set_source("service.yaml", {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "api", "namespace": "web"}})
        fresh = routeproof.check(text=dict(workspace.sources))
        assert workspace.check() == fresh
        assert workspace.remove_source("service.yaml") and not workspace.remove_source("service.yaml")
        assert list(workspace.sources) == ["route.yaml"]
        with pytest.raises(TypeError):
            workspace.sources["x"] = "y"  # type: ignore[index]


def test_a_source_is_desired_or_live() -> None:
    with routeproof.Workspace(text={"a": ROUTE}) as workspace:
        workspace.set_live("a", ROUTE)
        assert workspace.sources == {} and workspace.check().summary.errors == 0
        assert [it.object.name for it in workspace.verify("web/shop")] == ["shop"]
        workspace.set_source("a", ROUTE)
        assert list(workspace.sources) == ["a"]
        assert workspace.verify()[0].answers[0].verdict == "cannotTell", "nothing is live any more"


def test_fix_changes_the_sources() -> None:
    with routeproof.Workspace(text={"a": BOTH}) as workspace:
        assert workspace.fix().mended == 1
        assert workspace.sources["a"] == BOTH.replace("port: 8080}]}", "port: 80}]}")
        assert workspace.check().ok and workspace.fix().mended == 0


USES: list[Callable[[routeproof.Workspace], Any]] = [
    lambda it: it.check(),
    lambda it: it.status(),
    lambda it: it.verify(),
    lambda it: it.fix(),
    lambda it: it.implementations(),
    lambda it: it.set_source("a", "b"),
    lambda it: it.set_live("a", "b"),
    lambda it: it.remove_source("a"),
    lambda it: it.__enter__(),
]


@pytest.mark.parametrize("use", USES)
def test_a_closed_workspace_says_so(use: Callable[[routeproof.Workspace], Any]) -> None:
    workspace = routeproof.Workspace(text={"a": BOTH})
    assert not workspace.closed
    workspace.close()
    workspace.close()
    assert workspace.closed and "closed" in repr(workspace)
    with pytest.raises(routeproof.RouteproofError, match="the workspace is closed"):
        use(workspace)


def test_it_closes_on_the_way_out() -> None:
    with pytest.raises(KeyError):
        with routeproof.Workspace() as workspace:
            raise KeyError
    assert workspace.closed


def test_threads_get_the_same_answers() -> None:
    expected = routeproof.check("examples/broken").to_json()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: routeproof.check("examples/broken").to_json(), range(64)))
    assert set(found) == {expected}


def test_threads_share_a_workspace() -> None:
    with routeproof.Workspace(text={"a": ROUTE}) as workspace:

        def work(place: int) -> bool:
            workspace.set_source(f"{place}", SERVICE.replace("name: api", f"name: s{place}"))
            return workspace.check().ok

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(work, range(64)))
        assert workspace.check().summary.objects == 65


def test_other_threads_run_meanwhile() -> None:
    """The engine works without the GIL: this thread counts while another one checks."""
    many = "---\n".join(BOTH.replace("name: ", f"name: n{place}") for place in range(1500))
    took: list[float] = []

    def check() -> None:
        begun = time.perf_counter()
        routeproof._engine.answer(request)
        took.append(time.perf_counter() - begun)

    import json

    request = json.dumps({"inputs": {"sources": [{"name": "a", "text": many}]}, "question": {"op": "status"}})
    thread = threading.Thread(target=check)
    ticks = 0
    thread.start()
    while thread.is_alive():
        time.sleep(0.001)
        ticks += 1
    [seconds] = took
    assert ticks > seconds * 100, f"{ticks} ticks of a millisecond in {seconds:.2f} s"


def test_memory_does_not_grow_over_ten_thousand_calls() -> None:
    def call(place: int) -> None:
        report = routeproof.check(text={f"{place % 7}.yaml": BOTH})
        assert len(report) > 0
        try:
            routeproof.check(ROUTE, settings="tenent: a\n")
        except routeproof.RouteproofError:
            pass

    with routeproof.Workspace(text={"a": BOTH}) as workspace:
        for place in range(1_000):
            call(place)
            workspace.set_source("b", SERVICE.replace("port: 80,", f"port: {place + 1},"))
            workspace.check()
        before = resident()
        for place in range(10_000):
            call(place)
            workspace.set_source("b", SERVICE.replace("port: 80,", f"port: {place + 1},"))
            workspace.check()
        grown = resident() - before
    print(f"memory after 10,000 rounds: {grown / 1024:+.0f} KiB")
    assert grown < 4 * 1024 * 1024
