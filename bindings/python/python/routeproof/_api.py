"""Questions that are asked once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from . import _engine, _results
from ._types import Safety
from ._workspace import Workspace

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._workspace import LiveOptions, Options


def check(manifests: object = None, *, unit: _results.Unit = "utf8", **options: Unpack[LiveOptions]) -> _results.Report:
    """What is wrong with manifests: paths, a text or objects. :class:`Workspace` lists the options.

    >>> report = check("apiVersion: gateway.networking.k8s.io/v1\\nkind: HTTPRoute\\nmetadata: {name: web}\\nspec: {rulse: []}")
    >>> [it.message for it in report if it.severity == "error"]
    ['`spec` has no field `rulse`']
    """
    with _about(manifests, options) as workspace:
        return workspace.check(unit=unit)


def status(manifests: object = None, **options: Unpack[LiveOptions]) -> _results.Statuses:
    """The status that every conformant controller writes. :class:`Workspace` lists the options."""
    with _about(manifests, options) as workspace:
        return workspace.status()


def verify(
    live: object,
    manifests: object = None,
    *,
    routes: Iterable[str] = (),
    unit: _results.Unit = "utf8",
    **options: Unpack[Options],
) -> _results.Verification:
    """The five questions after apply. :class:`Workspace` lists the options.

    Args:
        live: what a cluster reported: paths of dumps, a text or objects.
        manifests: what was applied, to compare with what is live.
        routes: `NAME`, `NAMESPACE/NAME` or `KIND/NAMESPACE/NAME`; without any, every route.
        unit: what offsets and columns count.
    """
    if isinstance(routes, str):
        raise TypeError("routes are a list of names, not a str")
    if live is None:
        raise TypeError("nothing to verify: hand over what a cluster reported, as paths, a text or objects")
    with Workspace(manifests, live=live, **options) as workspace:
        return workspace.verify(*routes, unit=unit)


def fix(manifests: object = None, *, safety: Safety = "safe", **options: Unpack[LiveOptions]) -> _results.Fixed:
    """The texts with fixes applied that are at least as safe as `safety`; files stay as they are."""
    with _about(manifests, options) as workspace:
        return workspace.fix(safety=safety)


def requests(
    manifests: object = None, *requests: str | Mapping[str, object], **options: Unpack[LiveOptions]
) -> _results.RequestAnswers:
    """What becomes of requests, URLs or mappings of their parts: which backend answers, and why no other does."""
    with _about(manifests, options) as workspace:
        return workspace.requests(*requests)


def routes(
    manifests: object = None, *, gateway: str | None = None, **options: Unpack[LiveOptions]
) -> _results.RouteTables:
    """The matches of every Gateway, or of `NAMESPACE/NAME`, in the order in which they are tried."""
    with _about(manifests, options) as workspace:
        return workspace.routes(gateway=gateway)


def implementations(
    manifests: object = None, *, unit: _results.Unit = "utf8", **options: Unpack[LiveOptions]
) -> _results.Implementations:
    """Which implementations report all that the manifests need, best first."""
    with _about(manifests, options) as workspace:
        return workspace.implementations(unit=unit)


def explain(rule: str) -> _results.Rule:
    """A rule, by its code or its name.

    >>> explain("RP2003").name
    'backend-port-not-found'

    Raises:
        RouteproofError: where there is no such rule.
    """
    if not isinstance(rule, str):
        raise TypeError(f"a rule is named by a str, not by {rule!r}")
    return _results.read(_asked({"op": "explain", "rule": rule}), _results.Rule)


def rules() -> tuple[_results.Rule, ...]:
    """Every rule there is or ever was, by code."""
    found = _results.understood(_asked({"op": "rules"}))
    return tuple(_results.Rule.from_dict(it) for it in found["rules"])


def gateway_api_releases() -> tuple[str, ...]:
    """The releases of Gateway API that the engine knows, oldest first."""
    return tuple(_results.understood(_asked({"op": "version"}))["gatewayApi"])


def answer_json(request: str) -> str:
    """Answers one request in JSON with JSON, for what has no function of its own: `docs/schema` has both. A request that
    is not understood gets an answer of the type `failure`."""
    return _engine.answer(request)


def _asked(question: dict[str, str]) -> str:
    return _engine.answer(json.dumps({"question": question}))


def _about(manifests: object, options: LiveOptions) -> Workspace:
    """A workspace for one question; to ask about nothing is a mistake, not good news."""
    if all(it is None for it in (manifests, options.get("text"), options.get("objects"))):
        raise TypeError("nothing to check: hand over paths, a text or objects")
    return Workspace(manifests, **options)
