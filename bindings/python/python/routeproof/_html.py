"""Results as tables for notebooks: plain HTML without scripts, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import _results

_COLOURS = {"error": "#b3261e", "no": "#b3261e", "False": "#b3261e", "warning": "#8a5a00", "cannotTell": "#8a5a00"}


def report(found: _results.Report) -> str:
    """A row for each finding."""
    of = found.summary
    head = f"{of.errors} errors, {of.warnings} warnings, {of.infos} infos in {of.objects} objects"
    if of.not_judged:
        kinds = ", ".join(f"{it.kind}.{it.group} ({it.count})" for it in of.not_judged)
        head += f"; not judged: {kinds}"
    rows = (
        [
            _word(it.severity),
            f"<code>{escape(it.code)}</code>",
            _prose(it.message, it.help),
            escape(_named(it.object)),
            f"<code>{escape(it.source)}:{it.span.start.line}:{it.span.start.column}</code>",
        ]
        for it in found
    )
    return _table(head, ["", "code", "finding", "object", "place"], rows)


def statuses(found: _results.Statuses) -> str:
    """A row for each condition."""
    rows = (
        [escape(_named(it)), escape(about), _word(each["type"], each["status"]), escape(each["reason"])]
        for it in found
        for about, each in _conditions(it.status.to_dict())
    )
    return _table(f"{len(found)} objects", ["object", "about", "condition", "reason"], rows)


def _conditions(status: dict[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Every condition of a status, and what it is about."""
    yield from (("", it) for it in status.get("conditions", ()))
    for part in (*status.get("listeners", ()), *status.get("parents", ()), *status.get("ancestors", ())):
        about = part.get("parentRef") or part.get("ancestorRef") or part
        yield from ((about.get("name", ""), it) for it in part.get("conditions", ()))


def verification(found: _results.Verification) -> str:
    """A row for each answer."""
    rows = (
        [
            escape(_named(route.object)),
            escape(it.question),
            _word(it.verdict),
            escape("; ".join(each.text for each in it.evidence)),
        ]
        for route in found
        for it in route.answers
    )
    return _table(f"{len(found)} routes", ["route", "question", "answer", "evidence"], rows)


def fixed(found: _results.Fixed) -> str:
    """A row for each source."""
    rows = ([f"<code>{escape(it.name)}</code>", f"<pre>{escape(it.text)}</pre>"] for it in found)
    return _table(f"{found.mended} findings mended", ["source", "text"], rows)


def requests(found: _results.RequestAnswers) -> str:
    """A row for each request."""
    rows = (
        [
            escape(f"{it.outcome} {it.status or ''}".strip()),
            escape(", ".join(f"{each.namespace}/{each.name}" for each in it.backends) or it.location or ""),
            escape("; ".join(it.reasons)),
        ]
        for it in found
    )
    return _table(f"{len(found)} requests", ["outcome", "backends", "reasons"], rows)


def routes(found: _results.RouteTables) -> str:
    """A row for each match."""
    rows = [
        [
            escape(f"{listener.namespace}/{listener.name} {listener.section}".strip()),
            escape(it.hostname or "*"),
            escape(it.path.value if it.path else "/"),
            escape(f"{it.route.kind} {it.route.namespace}/{it.route.name}"),
            "shadowed" if it.shadowed else escape(str(it.outcome)),
        ]
        for gateway in found
        for listener in gateway.listeners
        for it in listener.matches
    ]
    return _table(f"{len(rows)} matches", ["listener", "hostname", "path", "route", "outcome"], iter(rows))


def implementations(found: _results.Implementations) -> str:
    """A row for each implementation."""
    rows = (
        [
            escape(f"{it.name} {it.version}"),
            escape(it.gateway_api),
            escape(", ".join(each.name for each in it.missing) or "nothing"),
        ]
        for it in found
    )
    return _table(f"{len(found.features)} features needed", ["implementation", "Gateway API", "lacks"], rows)


def _table(head: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    names = "".join(f"<th>{escape(it)}</th>" for it in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{escape(head)}</caption><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"


def _word(word: str, state: str = "") -> str:
    colour = _COLOURS.get(state or word)
    text = escape(f"{word}={state}" if state else word)
    return f'<b style="color:{colour}">{text}</b>' if colour else text


def _prose(message: str, help: str | None) -> str:
    return escape(message) + (f"<br><small>{escape(help)}</small>" if help else "")


def _named(it: Any) -> str:
    if it is None:
        return ""
    return f"{it.kind} {it.namespace}/{it.name}" if it.namespace else f"{it.kind} {it.name}"
