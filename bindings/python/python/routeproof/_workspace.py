"""A workspace: manifests and settings that are kept between questions."""

from __future__ import annotations

import datetime
import json
import os
import threading
from collections.abc import Iterable, Mapping
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Optional, Union

from . import _engine, _inputs, _objects, _results
from ._engine import RouteproofError
from ._inputs import Path, Text
from ._types import Safety

if TYPE_CHECKING:
    from typing import TypedDict

    class Options(TypedDict, total=False):
        """What the keywords of every question say; :class:`Workspace` has their meaning."""

        text: Union[Text, Mapping[str, Text], None]
        objects: object
        settings: Union[str, os.PathLike[str], Mapping[str, Any], None]
        profile: Union[str, os.PathLike[str], Mapping[str, Any], None]
        tenant: Optional[str]
        custom_domains: Optional[Iterable[str]]
        gateway_api: Optional[str]
        channel: Optional[str]
        kubernetes: Optional[str]
        complete: Union[bool, Iterable[Mapping[str, str]], None]
        strict: Optional[bool]
        crds: Optional[Iterable[Union[str, os.PathLike[str]]]]
        implementation: Optional[str]
        rules: Optional[Mapping[str, str]]
        ignore: Optional[Iterable[Mapping[str, str]]]
        now: Union[str, datetime.date, None]
        api_only: bool

    class LiveOptions(Options, total=False):
        """The same, beside what a cluster reported."""

        live: object


class Workspace:
    """Manifests and settings that are kept between questions: after a change, only the source that changed is read and
    judged again. Threads may share it; they take turns. A context manager; once closed, it answers nothing.

    Args:
        manifests: paths (folders are searched as the command line does), a text (a `str` with a line break, or `bytes`),
            or objects: mappings, or models of the kubernetes client.
        text: a text, or texts by name.
        objects: one object or many.
        live: what a cluster reported, in any of these forms.
        settings: what `routeproof.yaml` says: its path, its text, or a mapping. Without it, the file nearest to the first
            path counts.
        profile: the platform: the name of a built-in profile, a file, a mapping, or `none`.
        tenant: whose manifests these are.
        custom_domains: the tenant's own domains.
        gateway_api: the Gateway API release of the cluster, for instance `1.7`.
        channel: `standard` or `experimental`.
        kubernetes: the Kubernetes release of the cluster, for instance `1.37`.
        complete: whether the manifests are all there is; or of which kinds they are, each a mapping with `kind` and, where
            they differ from the core group and from every namespace, `group` and `namespace`.
        strict: whether an object that is not judged is an error.
        crds: files and folders with CRDs to judge objects by, besides those among the manifests.
        implementation: what runs the Gateways, with or without its version: `istio@1.31`.
        rules: severities by code.
        ignore: findings that are known and put up with, each a mapping with `code`, `path` and `reason`.
        now: the current time; without it, nothing that depends on the date is reported.
        api_only: whether to judge as the API server does, and no further.

    Raises:
        RouteproofError: where settings are wrong, or a text or an object cannot be read.
        OSError: where a path cannot be reached.
        TypeError: where an argument is of another type.
    """

    def __init__(
        self,
        manifests: object = None,
        *,
        text: Union[Text, Mapping[str, Text], None] = None,
        objects: object = None,
        live: object = None,
        settings: Union[str, os.PathLike[str], Mapping[str, Any], None] = None,
        profile: Union[str, os.PathLike[str], Mapping[str, Any], None] = None,
        tenant: Optional[str] = None,
        custom_domains: Optional[Iterable[str]] = None,
        gateway_api: Optional[str] = None,
        channel: Optional[str] = None,
        kubernetes: Optional[str] = None,
        complete: Union[bool, Iterable[Mapping[str, str]], None] = None,
        strict: Optional[bool] = None,
        crds: Optional[Iterable[Union[str, os.PathLike[str]]]] = None,
        implementation: Optional[str] = None,
        rules: Optional[Mapping[str, str]] = None,
        ignore: Optional[Iterable[Mapping[str, str]]] = None,
        now: Union[str, datetime.date, None] = None,
        api_only: bool = False,
    ) -> None:
        given = _inputs.gather(manifests, text, objects)
        reported = _inputs.gather(live, None, None)
        everything = complete if isinstance(complete, bool) else None
        keywords = {
            "profile": profile,
            "tenant": tenant,
            "custom_domains": custom_domains,
            "gateway_api": gateway_api,
            "channel": channel,
            "kubernetes": kubernetes,
            "complete": everything,
            "strict": strict,
            "crds": crds,
            "implementation": implementation,
            "rules": rules,
            "ignore": ignore,
        }
        self._rest: dict[str, Any] = {
            "settings": _inputs.settings(settings, given.paths, keywords),
            "now": _time(now),
            "complete": [] if complete is None or isinstance(complete, bool) else [dict(it) for it in complete],
            "apiOnly": bool(api_only),
        }
        self._lock = threading.RLock()
        self._sources: dict[str, str] = {}
        self._live: dict[str, str] = {}
        self._session: Optional[_engine.Session] = _engine.Session(_dumps(self._rest))
        for name, it in reported.sources:
            self.set_live(name, it)
        for name, it in given.sources:
            self.set_source(name, it)

    def set_source(self, name: str, text: object) -> None:
        """Adds a source of manifests, or replaces what it says: a text, or an object.

        Raises:
            RouteproofError: where the text cannot be read, or the workspace is closed.
        """
        self._set(name, text, live=False)

    def set_live(self, name: str, text: object) -> None:
        """Adds what a cluster reported, or replaces it: a text, or an object.

        Raises:
            RouteproofError: where the text cannot be read, or the workspace is closed.
        """
        self._set(name, text, live=True)

    def _set(self, name: str, text: object, *, live: bool) -> None:
        with self._lock:
            name, it = _source(name, text)
            session = self._open()
            tell, own, other = (
                (session.set_live, self._live, self._sources)
                if live
                else (session.set_source, self._sources, self._live)
            )
            tell(name, it)
            # A name is one source: what it was before, it is no more.
            other.pop(name, None)
            own[name] = it

    def remove_source(self, name: str) -> bool:
        """Takes a source away, of manifests or of what a cluster reported; says whether it was there."""
        with self._lock:
            there = self._open().remove_source(name)
            self._sources.pop(name, None)
            self._live.pop(name, None)
            return there

    @property
    def sources(self) -> Mapping[str, str]:
        """The texts of the manifests by name."""
        return MappingProxyType(self._sources)

    def check(self, *, unit: _results.Unit = "utf8") -> _results.Report:
        """What is wrong with the manifests. `unit` is what offsets and columns count."""
        with self._lock:
            report = self._ask({"op": "check", "unit": unit}, _results.Report)
            named = [{"name": name, "text": it} for name, it in self._sources.items()]
            live = [{"name": name, "text": it} for name, it in self._live.items()]
        object.__setattr__(report, "_inputs", {**self._rest, "sources": named, "live": live})
        return report

    def status(self) -> _results.Statuses:
        """The status that every conformant controller writes."""
        return self._ask({"op": "status"}, _results.Statuses)

    def verify(self, *routes: str, unit: _results.Unit = "utf8") -> _results.Verification:
        """The five questions after apply, about the routes that a cluster reported.

        Args:
            routes: `NAME`, `NAMESPACE/NAME` or `KIND/NAMESPACE/NAME`; without any, every route.
            unit: what offsets and columns count.
        """
        return self._ask({"op": "verify", "routes": list(routes), "unit": unit}, _results.Verification)

    def fix(self, *, safety: Safety = "safe") -> _results.Fixed:
        """Applies the fixes that are at least as safe as `safety` to the sources of this workspace. Files stay as they are."""
        with self._lock:
            fixed = self._ask({"op": "fix", "safety": safety}, _results.Fixed)
            self._sources.update(fixed.texts)
        return fixed

    def requests(self, *requests: str | Mapping[str, object]) -> _results.RequestAnswers:
        """What becomes of requests: which backend answers, and why no other does.

        Args:
            requests: URLs, or mappings with the keys `url`, `method`, `host`, `path`, `headers`, `port`, `sni`, `gateway`,
                `from`.
        """
        asked = [{"url": it} if isinstance(it, str) else dict(it) for it in requests]
        return self._ask({"op": "requests", "requests": asked}, _results.RequestAnswers)

    def routes(self, *, gateway: str | None = None) -> _results.RouteTables:
        """The matches of every Gateway, or of `NAMESPACE/NAME`, in the order in which they are tried."""
        return self._ask({"op": "routes", "gateway": gateway}, _results.RouteTables)

    def implementations(self, *, unit: _results.Unit = "utf8") -> _results.Implementations:
        """Which implementations report all that the manifests need, best first."""
        return self._ask({"op": "implementations", "unit": unit}, _results.Implementations)

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._session is None

    def close(self) -> None:
        """Gives back the memory of the engine. To close twice is no mistake."""
        with self._lock:
            if self._session is not None:
                self._session.close()
                self._session = None

    def __enter__(self) -> Workspace:
        self._open()
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self.closed else f"{len(self._sources)} sources, {len(self._live)} live"
        return f"<routeproof.Workspace: {state}>"

    def _open(self) -> _engine.Session:
        if self._session is None:
            raise RouteproofError("the workspace is closed")
        return self._session

    def _ask(self, question: Mapping[str, Any], cls: type[_results.R]) -> _results.R:
        return _results.read(self._open().ask(_dumps(question)), cls)


def _source(name: object, text: object) -> _inputs.Source:
    if not isinstance(name, str):
        raise TypeError(f"the name of a source is a str, not {name!r}")
    if _objects.is_object(text):
        return name, _objects.text(text, name)
    [source] = _inputs.texts({name: text})
    return source


def _time(now: Union[str, datetime.date, None]) -> Optional[str]:
    if now is None or isinstance(now, str):
        return now
    if isinstance(now, datetime.datetime):
        if now.tzinfo is None:
            raise RouteproofError("`now` has no time zone; datetime.now(timezone.utc) has one")
        return now.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(now, datetime.date):
        return now.isoformat()
    raise TypeError(f"`now` is a {type(now).__name__}, not a datetime, a date or a str")


def _dumps(value: Mapping[str, Any]) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except TypeError as error:
        raise TypeError(f"what is asked cannot become JSON: {error}") from None
