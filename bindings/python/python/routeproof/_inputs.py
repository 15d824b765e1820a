"""What callers hand over, as the engine takes it: named texts and settings."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Optional, Union

from . import _engine, _objects
from ._engine import RouteproofError

Text = Union[str, bytes]
Path = Union[str, "os.PathLike[str]"]
Source = tuple[str, str]


@dataclass(frozen=True)
class Manifests:
    """Sources, and the paths that they were read from."""

    sources: tuple[Source, ...]
    paths: tuple[Path, ...] = ()


def gather(manifests: object, text: Union[Text, Mapping[str, Text], None], objects: object) -> Manifests:
    """The sources in the three forms of manifests: the first argument of a call, `text` and `objects`."""
    paths, found = _sorted_out(manifests)
    sources = [*_files(paths), *found]
    if text is not None:
        sources += texts(text)
    if objects is not None:
        sources += _objects.manifests(objects)
    return Manifests(tuple(sources), tuple(paths))


def _sorted_out(manifests: object) -> tuple[list[Path], list[Source]]:
    """The paths in `manifests`, and the sources that are there already."""
    if manifests is None:
        return [], []
    if isinstance(manifests, (str, bytes, bytearray, os.PathLike)):
        return ([], texts(manifests)) if is_text(manifests) else ([_path(manifests)], [])
    if _objects.is_object(manifests):
        return [], _objects.manifests(manifests)
    if not isinstance(manifests, Iterable):
        raise TypeError(f"manifests are paths, a text or objects, not a {type(manifests).__name__}")
    each = list(manifests)
    if each and all(isinstance(it, (str, os.PathLike)) for it in each):
        many = [it for it in each if is_text(it)]
        if many:
            raise TypeError("a list of texts has no names; hand over text={name: text}")
        return [_path(it) for it in each], []
    return [], _objects.manifests(each)


def is_text(manifests: object) -> bool:
    """Whether a str is what a manifest says, not where it is: it has a line break, or starts as JSON does."""
    if isinstance(manifests, (bytes, bytearray)):
        return True
    return isinstance(manifests, str) and ("\n" in manifests or manifests.lstrip().startswith("{"))


def _path(path: Any) -> Path:
    named = os.fspath(path)
    if not isinstance(named, str):
        raise TypeError(f"a path is a str, not {named!r}")
    return named


def texts(text: object) -> list[Source]:
    """One text, or texts by name."""
    if isinstance(text, Mapping):
        for name in text:
            if not isinstance(name, str):
                raise TypeError(f"the name of a source is a str, not {name!r}")
        return [(_encodable(name, "a name"), decoded(it, name)) for name, it in text.items()]
    return [("<text>", decoded(text, "text"))]


def decoded(text: object, name: str) -> str:
    """`text` as a str that has a form in UTF-8."""
    if isinstance(text, (bytes, bytearray)):
        try:
            return text.decode("utf-8")
        except UnicodeDecodeError as error:
            line = text.count(b"\n", 0, error.start) + 1
            byte = text[error.start]
            raise RouteproofError(f"`{name}` is not UTF-8: line {line} has the byte 0x{byte:02X}") from error
    if not isinstance(text, str):
        raise TypeError(f"`{name}` is a {type(text).__name__}, not a str or bytes")
    return _encodable(text, f"`{name}`")


def _encodable(text: str, name: str) -> str:
    # Looks at the text once; only a lone half of a surrogate pair has no form in UTF-8.
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            half = f"U+{ord(text[error.start]):04X}"
            raise RouteproofError(f"{name} has half of a surrogate pair, {half}, at {error.start}") from error
    return text


def _files(paths: Iterable[Path]) -> list[Source]:
    """The texts of every file that `paths` stand for, as the command line finds them."""
    named = [os.fspath(it) for it in paths]
    if not named:
        return []
    for path in named:
        if path != "-":
            os.stat(path)
    found = json.loads(_engine.files(named))
    if found["unread"]:
        raise RouteproofError("; ".join(f"`{it['name']}` {it['message']}" for it in found["unread"]))
    return [(it["name"], it["text"]) for it in found["sources"]]


def settings(given: object, paths: tuple[Path, ...], keywords: Mapping[str, Any]) -> Optional[str]:
    """The settings that count, as JSON: `keywords` have the last word, then `given`, else the file near `paths`."""
    single = _overlay(keywords)
    base = _base(given, paths)
    if not single:
        return base
    merged = json.loads(base) if base is not None else {}
    api = {**merged.get("gatewayApi", {}), **single.pop("gatewayApi", {})}
    # Who asks for no platform leaves out what the file says of it.
    if single.get("profile") == "none":
        merged.pop("tenant", None)
        merged.pop("customDomains", None)
    merged.update(single)
    if api:
        merged["gatewayApi"] = api
    return _engine.settings_text(_objects.text(merged, "settings"))


def _base(given: object, paths: tuple[Path, ...]) -> Optional[str]:
    if given is None:
        near = [os.fspath(it) for it in paths]
        return _engine.settings_near(near) if near else None
    if isinstance(given, Mapping):
        return _engine.settings_text(_objects.text(given, "settings"))
    if isinstance(given, os.PathLike) or (isinstance(given, str) and _names_a_file(given)):
        return _engine.settings_file(os.fspath(given))
    return _engine.settings_text(decoded(given, "settings"))


def _names_a_file(text: str) -> bool:
    return "\n" not in text and text.endswith((".yaml", ".yml", ".json"))


_KEYS = {
    "kubernetes": "kubernetes",
    "profile": "profile",
    "tenant": "tenant",
    "custom_domains": "customDomains",
    "complete": "complete",
    "strict": "strict",
    "crds": "crds",
    "implementation": "implementation",
    "rules": "rules",
    "ignore": "ignore",
}


def _overlay(keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Keyword arguments with the names that `routeproof.yaml` has for them."""
    single = {_KEYS[key]: value for key, value in keywords.items() if key in _KEYS and value is not None}
    if isinstance(single.get("profile"), os.PathLike):
        single["profile"] = os.fspath(single["profile"])
    for key, kind in (("customDomains", Iterable), ("crds", Iterable), ("ignore", Iterable), ("rules", Mapping)):
        if key in single and (isinstance(single[key], (str, bytes)) or not isinstance(single[key], kind)):
            raise TypeError(f"{key} is a {type(single[key]).__name__}, not a {kind.__name__.lower()}")
    for key in ("customDomains", "ignore"):
        if key in single:
            single[key] = list(single[key])
    if "crds" in single:
        single["crds"] = [os.fspath(it) for it in single["crds"]]
    api = {"version": keywords.get("gateway_api"), "channel": keywords.get("channel")}
    api = {key: value for key, value in api.items() if value is not None}
    return {**single, **({"gatewayApi": api} if api else {})}
