"""What questions are answered with: the generated records, with what Python expects of a result."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeVar

from . import _engine, _html, _types
from ._engine import RouteproofError
from ._record import Record

Format = Literal["text", "json", "sarif", "github", "gitlab", "junit"]
"""A format of reports."""
FailOn = Literal["error", "warning", "never"]
"""The least severity that fails a run."""
Unit = Literal["utf8", "utf16", "code-points"]
"""What offsets and columns count: bytes of UTF-8, UTF-16 code units, or code points as Python's `str` does."""

R = TypeVar("R", bound="Result")


class Result(Record):
    """A whole answer. It keeps the engine's own JSON, so that :meth:`to_json` is the same on every host; its fields are
    read from that when one of them is asked for first."""

    _json: str

    @classmethod
    def from_json(cls: type[R], text: str) -> R:
        """Reads what :meth:`to_json` writes."""
        result = cls.from_dict(json.loads(text))
        object.__setattr__(result, "_json", text)
        return result

    @classmethod
    def from_dict(cls: type[R], data: Mapping[str, Any]) -> R:
        """Reads what :meth:`to_dict` writes."""
        result = super().from_dict(data)
        object.__setattr__(result, "_json", _dumps(data))
        return result

    @classmethod
    def _of(cls: type[R], text: str) -> R:
        """The engine's answer, not read yet."""
        result = cls.__new__(cls)
        object.__setattr__(result, "_json", text)
        return result

    def __getattr__(self, name: str) -> Any:
        # Python comes here only where nothing of that name is there; no field of an answer has a default.
        if name not in self._fields or "_json" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        read = super().from_dict(json.loads(self._json))
        for field in self._fields:
            object.__setattr__(self, field, getattr(read, field))
        return self.__dict__[name]

    def to_json(self) -> str:
        """The answer as JSON on one line, byte for byte as every host of routeproof has it."""
        kept: str = self.__dict__.get("_json") or _dumps(super().to_dict())
        return kept

    def to_dict(self) -> dict[str, Any]:
        """The answer as the JSON has it: fields without a value are left out."""
        found: dict[str, Any] = json.loads(self.to_json())
        return found


class Report(_types.Report, Result):
    """What a check found. Iterates over its diagnostics; prints as text, and as a table in notebooks."""

    _inputs: Mapping[str, Any]

    def __iter__(self) -> Iterator[_types.Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)

    def __getitem__(self, place: int) -> _types.Diagnostic:
        return self.diagnostics[place]

    def __bool__(self) -> bool:
        """A report is there, also where it has nothing to say: see :attr:`ok`."""
        return True

    @property
    def ok(self) -> bool:
        """Whether nothing is an error."""
        return self.summary.errors == 0

    def render(self, format: Format = "text", *, fail_on: FailOn = "error") -> str:
        """The report in a format, as `routeproof check --format` prints it; `fail_on` is the least severity that JUnit
        marks as a failure.

        Raises:
            RouteproofError: where there is no such format, or the report was read from a dict, without the manifests.
        """
        inputs = self.__dict__.get("_inputs")
        if inputs is None:
            raise RouteproofError("a report that was read from JSON has no manifests to quote; check them again")
        request = {"inputs": inputs, "question": {"op": "render", "format": format, "failOn": fail_on}}
        text: str = understood(_engine.answer(json.dumps(request, ensure_ascii=False)))["text"]
        return text

    def to_sarif(self) -> str:
        """The report as SARIF 2.1.0, for code scanning services and editors."""
        return self.render("sarif")

    def __str__(self) -> str:
        return self.render("text") if "_inputs" in self.__dict__ else repr(self)

    def _repr_html_(self) -> str:
        return _html.report(self)


@dataclass(frozen=True)
class Statuses(Result):
    """The status that every conformant controller writes. Iterates over the objects."""

    statuses: tuple[_types.ObjectStatus, ...]
    """By kind, namespace and name."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {"statuses": ("statuses", (_types.ObjectStatus,))}

    def __iter__(self) -> Iterator[_types.ObjectStatus]:
        return iter(self.statuses)

    def __len__(self) -> int:
        return len(self.statuses)

    def __getitem__(self, place: int) -> _types.ObjectStatus:
        return self.statuses[place]

    def _repr_html_(self) -> str:
        return _html.statuses(self)


class Verification(_types.Verification, Result):
    """The five answers about each route. Iterates over the routes."""

    def __iter__(self) -> Iterator[_types.RouteVerification]:
        return iter(self.routes)

    def __len__(self) -> int:
        return len(self.routes)

    def __getitem__(self, place: int) -> _types.RouteVerification:
        return self.routes[place]

    def _repr_html_(self) -> str:
        return _html.verification(self)


@dataclass(frozen=True)
class Fixed(Result):
    """Texts with fixes applied. Iterates over the sources that changed."""

    mended: int
    """How many findings were mended."""
    changes: tuple[_types.Change, ...]
    """The sources that changed, by name."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "mended": ("mended", None),
        "changes": ("changes", (_types.Change,)),
    }

    def __iter__(self) -> Iterator[_types.Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __getitem__(self, place: int) -> _types.Change:
        return self.changes[place]

    @property
    def texts(self) -> dict[str, str]:
        """The new texts by the names of their sources."""
        return {it.name: it.text for it in self.changes}

    def _repr_html_(self) -> str:
        return _html.fixed(self)


class RequestAnswers(_types.RequestAnswers, Result):
    """What becomes of each request, in the order of the requests. Iterates over the answers."""

    def __iter__(self) -> Iterator[_types.RequestAnswer]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def __getitem__(self, place: int) -> _types.RequestAnswer:
        return self.answers[place]

    def _repr_html_(self) -> str:
        return _html.requests(self)


class RouteTables(_types.RouteTables, Result):
    """The matches of Gateways, in the order in which they are tried. Iterates over the Gateways."""

    def __iter__(self) -> Iterator[_types.GatewayTable]:
        return iter(self.gateways)

    def __len__(self) -> int:
        return len(self.gateways)

    def __getitem__(self, place: int) -> _types.GatewayTable:
        return self.gateways[place]

    def _repr_html_(self) -> str:
        return _html.routes(self)


class Implementations(_types.Implementations, Result):
    """How implementations stand to what the manifests need. Iterates over the implementations, best first."""

    def __iter__(self) -> Iterator[_types.Implementation]:
        return iter(self.implementations)

    def __len__(self) -> int:
        return len(self.implementations)

    def __getitem__(self, place: int) -> _types.Implementation:
        return self.implementations[place]

    def _repr_html_(self) -> str:
        return _html.implementations(self)


class Rule(_types.Rule, Result):
    """A rule: what it wants, why, and how to mend what it finds."""

    def _repr_markdown_(self) -> str:
        return f"# {self.code}: {self.name}\n\n{self.docs}"


def understood(answer: str) -> dict[str, Any]:
    """The answer as a dict.

    Raises:
        RouteproofError: where it says that the question could not be answered.
    """
    _refuse(answer)
    found: dict[str, Any] = json.loads(answer)
    return found


def read(answer: str, cls: type[R]) -> R:
    """The answer as a result."""
    _refuse(answer)
    # The type comes first, and then a comma: no answer is without fields.
    return cls._of("{" + answer[answer.index(",") + 1 :])


def _refuse(answer: str) -> None:
    if answer.startswith('{"type":"failure",'):
        raise _engine.error(answer)


def _dumps(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
