"""What an entry's body is: a frozen dataclass of codes, keys and times, registered under its kind.

A body never holds a citizen's words, name or phone: those live in erasable tables and the body keeps a salted
digest. A kind that isn't complete (no sentence, no answer about personal data) fails at import.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter
from typing import Any, ClassVar, Self, TypeVar

# each field's name, how it is written to JSON, how it is read from it
_Fields = tuple[tuple[str, Callable[[Any], Any], Callable[[Any], Any]], ...]


@dataclass(frozen=True, slots=True)
class ClockStart:
    """A clock set by an act, with what was in force: name, due time, the limit in words, and its article."""

    name: str
    due_at: datetime
    limit: str
    cite: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that hangs on the entry: the salted digest of what is kept of it, and its size in bytes."""

    digest: str
    size: int


class Body:
    """Base of every kind. Class attributes are set by ``entry``; instances are frozen dataclasses."""

    kind: ClassVar[str]
    version: ClassVar[int]
    label: ClassVar[str]
    sentence: ClassVar[str]
    personal: ClassVar[tuple[str, ...]]
    since: ClassVar[str]
    stops: ClassVar[tuple[str, ...]]
    _codec: ClassVar[_Fields]

    def to_json(self) -> dict[str, Any]:
        """Only str, int, bool, None, lists and dicts of them: what canonical JSON can hold."""
        return {name: write(getattr(self, name)) for name, write, _ in self._codec}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The body again. A field added later takes its default; an unknown one is an error."""
        return cls(**_filled(cls.kind, cls._codec, data))


KINDS: dict[str, type[Body]] = {}


def stamp(moment: datetime) -> str:
    """The one written form of an instant: UTC, microseconds, Z. ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instant(text: str) -> datetime:
    """The instant of a ``stamp``."""
    return datetime.fromisoformat(text)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(data: object) -> str:
    """JSON with one spelling: keys sorted, no spaces, characters as they are."""
    return _CANONICAL.encode(data)


def _same(value: Any) -> Any:
    return value


def _only(kind: type) -> Callable[[Any], Any]:
    """Writes a value of that kind and refuses others: an annotation alone keeps no float out of a figure."""

    def write(value: Any) -> Any:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value

    return write


def _codec_of(hint: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """How a field is written and read, from its annotation. Floats and free objects have no codec: an error."""
    if hint in (str, int, bool):
        return _only(hint), _same
    if hint is datetime:
        return stamp, instant
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType) and types.NoneType in args:
        write, read = _codec_of(next(a for a in args if a is not types.NoneType))
        return (lambda v: None if v is None else write(v)), (lambda v: None if v is None else read(v))
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        write, read = _codec_of(args[0])
        return (lambda vs: [write(v) for v in vs]), (lambda vs: tuple(read(v) for v in vs))
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        fields = _fields_of(hint)
        return (
            lambda v: {name: write(getattr(v, name)) for name, write, _ in fields},
            lambda d: hint(**_filled(hint.__name__, fields, d)),
        )
    raise TypeError(f"an entry's body can't hold {hint!r}")


def _fields_of(record: Any) -> _Fields:
    return tuple((f.name, *_codec_of(f.type)) for f in dataclasses.fields(record))


def _filled(name: str, fields: _Fields, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that ``data`` gives; one that isn't known is an error."""
    if extra := set(data) - {field for field, _, _ in fields}:
        raise ValueError(f"{name}: unknown fields {sorted(extra)}")
    return {field: read(data[field]) for field, _, read in fields if field in data}


_B = TypeVar("_B", bound=Body)


def entry(
    kind: str,
    label: str,
    sentence: str,
    *,
    personal: tuple[str, ...],
    since: str = "0.1",
    version: int = 1,
    stops: tuple[str, ...] = (),
) -> Callable[[type[_B]], type[_B]]:
    """Register a kind.

    ``sentence`` is how the timeline says it (fields in braces, filled by ``read.sentence``); ``personal`` answers which
    fields could point at a person ("digest" fields point at erasable words; () means none); ``stops`` names the
    clocks of the same dispatch or supervision that this act ends.
    """

    def register(cls: type[_B]) -> type[_B]:
        if kind in KINDS:
            raise TypeError(f"the kind {kind} is registered twice")
        if not sentence or not label:
            raise TypeError(f"the kind {kind} needs a label and a sentence")
        cls._codec = _fields_of(cls)
        names = {name for name, _, _ in cls._codec}
        if unsaid := {name for _, name, _, _ in Formatter().parse(sentence) if name} - names:
            raise TypeError(f"{kind}: the sentence names no field: {sorted(unsaid)}")
        if missing := set(personal) - names:
            raise TypeError(f"{kind}: personal names no field: {sorted(missing)}")
        cls.kind, cls.label, cls.sentence = kind, label, sentence
        cls.personal, cls.since, cls.version, cls.stops = personal, since, version, stops
        KINDS[kind] = cls
        return cls

    return register
