"""Python objects as the JSON text of manifests: dicts from PyYAML, models and dicts of the kubernetes client."""

from __future__ import annotations

import base64
import datetime
import importlib
import json
import math
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ._engine import RouteproofError

# The kubernetes client leaves out kind and version of what stands in a list. The group of a kind is what its version lacks.
_GROUPS = {
    "Deployment": "apps/",
    "StatefulSet": "apps/",
    "DaemonSet": "apps/",
    "ReplicaSet": "apps/",
    "EndpointSlice": "discovery.k8s.io/",
    "Ingress": "networking.k8s.io/",
    "NetworkPolicy": "networking.k8s.io/",
    "CustomResourceDefinition": "apiextensions.k8s.io/",
}
_CONTAINER = re.compile(r"(?:list\[|dict[(\[]str, )(.+)[)\]]", re.IGNORECASE)
# Python refuses to write much longer numbers; the API server knows 64 bits.
_MOST_BITS = 3_322
_MODEL = re.compile(r"(V\d+(?:(?:Alpha|Beta)\d+)?)([A-Z]\w+)")


def manifests(objects: object) -> list[tuple[str, str]]:
    """Sources, a name and a text each, of one object or of many. `None`, as an empty YAML document reads, is left out.

    Raises:
        TypeError: where a value has no place in JSON.
        RouteproofError: where an object refers to itself, or holds a number or a text that JSON has no word for.
    """
    if is_object(objects):
        return [("object", text(objects, "object"))]
    if not isinstance(objects, Iterable) or isinstance(objects, (str, bytes)):
        raise TypeError(f"objects are mappings or models of the kubernetes client, not {_kind(objects)}")
    found = []
    for place, each in enumerate(objects):
        if each is None:
            continue
        name = f"objects[{place}]"
        if not is_object(each):
            raise TypeError(f"{name} is {_kind(each)}, not a mapping and no model of the kubernetes client")
        found.append((name, text(each, name)))
    return found


def is_object(value: object) -> bool:
    """Whether `value` is taken for one object: a mapping, or a model that can turn into one."""
    return isinstance(value, Mapping) or (not isinstance(value, type) and hasattr(value, "to_dict"))


def text(value: object, name: str) -> str:
    """The JSON text of one object."""
    try:
        return json.dumps(_plain(value, name, frozenset()), ensure_ascii=False, indent=2)
    except RecursionError:
        raise RouteproofError(f"{name} is nested too deeply") from None


def _plain(value: Any, path: str, above: frozenset[int]) -> Any:
    """What JSON has for `value`; `above` are the containers around it."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if abs(value).bit_length() > _MOST_BITS:
            raise RouteproofError(f"{path} is a number of more than 1,000 digits")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise RouteproofError(f"{path} is {value}, which is no number in JSON")
        return value
    if isinstance(value, datetime.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        # PyYAML's `!!binary`, whose text in the manifest was base64.
        return base64.b64encode(value).decode("ascii")
    if id(value) in above:
        raise RouteproofError(f"{path} refers to itself")
    within = above | {id(value)}
    if isinstance(value, Mapping):
        value = _camel(value, path) if _is_snake(value) else value
        return {_key(key, path): _plain(each, f"{path}.{key}", within) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each, f"{path}[{place}]", within) for place, each in enumerate(value)]
    if hasattr(type(value), "attribute_map"):
        return {key: _plain(each, f"{path}.{key}", within) for key, each in _fields(value)}
    if hasattr(value, "to_dict"):
        return _plain(value.to_dict(), path, within)
    raise TypeError(f"{path} is {_kind(value)}, which has no place in JSON")


def _key(key: object, path: str) -> str:
    """The key as YAML becomes JSON: `1:` and `on:` have keys that are texts."""
    if isinstance(key, str):
        return key
    if isinstance(key, (bool, int, float)):
        return json.dumps(key)
    raise TypeError(f"{path} has the key {key!r}, which is no text")


def _fields(model: Any) -> Iterator[tuple[str, Any]]:
    """What a model of the kubernetes client says, with the names of the API."""
    values = {key: getattr(model, attribute, None) for attribute, key in model.attribute_map.items()}
    return _said(values, type(model).__name__)


def _said(values: dict[str, Any], type_name: str) -> Iterator[tuple[str, Any]]:
    """What of a model's fields has a value; kind and version by its type, where the list around it has them."""
    if "apiVersion" in values and not values["apiVersion"]:
        values.update(_identity(type_name))
    return ((key, each) for key, each in values.items() if each is not None)


def _identity(name: str) -> dict[str, str]:
    """Kind and version of the class `V1Service`."""
    found = _MODEL.fullmatch(name)
    if found is None:
        return {}
    version, kind = found.groups()
    return {"apiVersion": _GROUPS.get(kind, "") + version.lower(), "kind": kind}


def _is_snake(value: Mapping[Any, Any]) -> bool:
    return "api_version" in value and "apiVersion" not in value


def _camel(value: Mapping[Any, Any], path: str) -> dict[str, Any]:
    """What the kubernetes client's own `to_dict()` returned, with the names of the API again."""
    try:
        client = importlib.import_module("kubernetes.client")
    except ImportError:
        raise RouteproofError(
            f"{path} has `api_version`, as the kubernetes client's to_dict() writes it, and that client is not installed; "
            "hand over the object itself, or sanitize_for_serialization() of it"
        ) from None
    if not value.get("kind"):
        raise RouteproofError(f"{path} does not say its kind; hand over the object itself, before its to_dict()")
    version = str(value.get("api_version") or "v1").rsplit("/", 1)[-1]
    model = getattr(client, f"{version[:1].upper()}{version[1:]}{value.get('kind')}", None)
    if model is None:
        kind = f"{value.get('api_version')} {value.get('kind')}"
        raise RouteproofError(f"{path} has `api_version`, and the kubernetes client knows no {kind}")
    named = _renamed(value, model.__name__, client)
    assert isinstance(named, dict)
    return named


def _renamed(value: Any, type_name: str, client: types.ModuleType) -> Any:
    """`value` of the type that the client calls `type_name`: `V1Service`, `list[V1ServicePort]`, `dict(str, str)`,
    in other releases `List[V1ServicePort]` and `Dict[str, str]`."""
    inner = _CONTAINER.fullmatch(type_name)
    if inner is not None:
        of = inner.group(1)
        if isinstance(value, list):
            return [_renamed(each, of, client) for each in value]
        if isinstance(value, Mapping):
            return {key: _renamed(each, of, client) for key, each in value.items()}
        return value
    model: Any = getattr(client, type_name, None)
    if not isinstance(value, Mapping) or not hasattr(model, "attribute_map"):
        return value
    values = {
        key: _renamed(value.get(attribute), model.openapi_types[attribute], client)
        for attribute, key in model.attribute_map.items()
    }
    return dict(_said(values, type_name))


def _kind(value: object) -> str:
    return "None" if value is None else f"a {type(value).__name__}"
