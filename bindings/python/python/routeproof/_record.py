"""The base of every answer: a frozen dataclass that turns into a dict and back."""

from __future__ import annotations

from typing import Any, ClassVar, Mapping, Sequence, TypeVar

T = TypeVar("T", bound="Record")


class Record:
    """A part of an answer. Its fields are those of the JSON, in snake case."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {}

    @classmethod
    def from_dict(cls: type[T], data: Mapping[str, Any]) -> T:
        """Reads what :meth:`to_dict` writes; keys that are not known yet are left out."""
        record = cls.__new__(cls)
        # Thousands of them are read at once: a frozen dataclass sets its fields one by one, its dict takes them as they are.
        values = record.__dict__
        for name, (key, classes) in cls._fields.items():
            if key in data:
                value = data[key]
                values[name] = _read(value, classes) if type(value) in (dict, list) else value
            elif not hasattr(cls, name):
                raise TypeError(f"{cls.__name__} has no `{key}`")
        return record

    def to_dict(self) -> dict[str, Any]:
        """The part as the JSON has it: fields without a value are left out."""
        values = ((key, getattr(self, name)) for name, (key, _) in self._fields.items())
        return {key: _write(value) for key, value in values if value is not None}


def _read(value: Any, classes: Sequence[type[Record]] | None) -> Any:
    if isinstance(value, list):
        return tuple([_read(item, classes) for item in value])
    if isinstance(value, dict) and classes:
        return _fitting(value, classes).from_dict(value)
    return value


def _fitting(value: Mapping[str, Any], classes: Sequence[type[Record]]) -> type[Record]:
    """The first class that has a field for every key."""
    if len(classes) == 1:
        return classes[0]
    for candidate in classes:
        keys = {key for key, _ in candidate._fields.values()}
        if keys.issuperset(value):
            return candidate
    return classes[0]


def _write(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    return value.to_dict() if isinstance(value, Record) else value
