"""The answers of a child process as plain data: reading them runs no code, whatever bytes arrive.

A child that a hostile workbook has taken over can send anything. So its answer isn't a pickle but JSON, with
bytes kept apart, and is read by the return annotation of the called function: frozen dataclasses,
enumerations, tuples and plain values, each field of its own type. Anything else is refused.
"""

from __future__ import annotations

import json
import struct
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from importlib import import_module
from types import NoneType, SimpleNamespace, UnionType
from typing import Any, Final

from roi_xl.batch.limits import Failure
from roi_xl.files.file_error import MEBIBYTE

READY: Final = b"r"
ANSWER: Final = b"a"
FAILURE: Final = b"f"

_HEADER: Final = struct.Struct("!cQQ")  # the kind of message, the length of its words and of its bytes
_PLAIN: Final = (NoneType, bool, int, float, str)
_PER_WORD: Final = 24  # bytes of memory per byte of JSON: "[]," is a list of 56 and a reference of 8
_UNTYPED: Final = bool | int | float | str | bytes | None
"""What a function without a return annotation may answer."""

Reader = Callable[[Any, memoryview], Any]
"""Turns decoded JSON, with the bytes sent beside it, into a value of one type."""


class MalformedError(Exception):
    """The bytes that a child sent aren't a valid answer to its call."""


def encoded(kind: bytes, content: object = None) -> bytes:
    """The bytes of a child's message.

    Args:
        kind: The kind of message.
        content: Dataclasses, enumerations, tuples, lists, mappings and plain values.

    Raises:
        TypeError: The content holds something else.
    """
    blobs: list[bytes] = []
    words = json.dumps(_plain(content, blobs), separators=(",", ":")).encode("ascii")
    data = b"".join(blobs)
    return _HEADER.pack(kind, len(words), len(data)) + words + data


def _plain(value: Any, blobs: list[bytes]) -> object:  # noqa: ANN401
    """A value in JSON's types; JSON objects are used only for types that JSON lacks."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return {"enum": value.value}
    if type(value) is bytes:
        start = sum(map(len, blobs))
        blobs.append(value)
        return {"bytes": [start, start + len(value)]}
    if is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, field.name), blobs) for field in fields(value)]
    if type(value) in {tuple, list}:
        return [_plain(item, blobs) for item in value]
    if isinstance(value, Mapping):
        return {"pairs": [[_plain(key, blobs), _plain(item, blobs)] for key, item in value.items()]}
    raise TypeError(f"a child answers plain data, no {type(value).__name__}")


class Inbox:
    """Collects the bytes that a child sends until a message is complete."""

    def __init__(self, mebibytes: int) -> None:
        """Open it.

        Args:
            mebibytes: Memory that a message may take in the parent once it is read.
        """
        self._most = mebibytes * MEBIBYTE
        self._data = bytearray()

    def message(self, data: bytes) -> tuple[bytes, bytes, memoryview] | None:
        """The message that these bytes complete: its kind, JSON and bytes; None if it isn't complete.

        Raises:
            MalformedError: The message is too large, or more bytes came than it announced.
        """
        self._data += data
        if len(self._data) < _HEADER.size:
            return None
        kind, words, blobs = _HEADER.unpack_from(self._data)
        if words * _PER_WORD + blobs > self._most:
            raise MalformedError(f"an answer larger than {self._most // MEBIBYTE} MB")
        start = _HEADER.size + words
        if len(self._data) > start + blobs:
            raise MalformedError("more than an answer")
        if len(self._data) < start + blobs:
            return None
        whole, self._data = bytes(self._data), bytearray()
        return kind, whole[_HEADER.size : start], memoryview(whole)[start:]


def reader(function: Callable[..., object]) -> Callable[[bytes, memoryview], object]:
    """Returns the function that reads another function's answers by its return annotation.

    Args:
        function: The function that the child calls.
    """
    if isinstance(function, partial):
        return reader(function.func)
    said = "return" in getattr(function, "__annotations__", {})
    return partial(_read, _reader(_hints(function, "return")["return"] if said else _UNTYPED))


def failure(words: bytes, blobs: memoryview) -> Failure:
    """The failure that a child reports.

    Raises:
        MalformedError: It is none.
    """
    found: Failure = _read(_reader(Failure), words, blobs)
    return found


def _read(read: Reader, words: bytes, blobs: memoryview) -> Any:  # noqa: ANN401
    try:
        return read(json.loads(words), blobs)
    except (
        ValueError,
        RecursionError,
    ) as error:  # errors of JSON and of decoding are ValueErrors, too
        raise MalformedError(f"what is no answer ({type(error).__name__})") from error


def _hints(of: Any, *names: str) -> dict[str, Any]:  # noqa: ANN401
    """The type hints of a function or a dataclass, also those imported only for type checkers."""
    from roi_xl import catalogue

    said = SimpleNamespace(__annotations__={name: of.__annotations__[name] for name in names})
    return typing.get_type_hints(said, vars(catalogue) | vars(import_module(of.__module__)))


def _reader(kind: Any) -> Reader:  # noqa: ANN401
    """Returns the function that reads a type."""
    return _alternatives([kind])


def _alternatives(kinds: list[Any]) -> Reader:
    """Returns the function that reads a union; JSON's own types must distinguish its members."""
    readers: dict[type, Reader] = {}
    for kind in kinds:
        for json_type, read in _readers(kind).items():
            if json_type in readers and not {json_type, kind} <= {int, float}:
                raise TypeError(f"an answer of {kinds} can't be told apart")
            readers[json_type] = read

    def read_one(value: Any, blobs: memoryview) -> Any:  # noqa: ANN401
        found = readers.get(type(value))
        if found is None:
            raise MalformedError(f"{_named(value)} where it doesn't belong")
        return found(value, blobs)

    return read_one


def _readers(kind: Any) -> dict[type, Reader]:  # noqa: ANN401, PLR0911 - one kind, one return
    """The functions that read a type, by the JSON type of the value."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {UnionType, typing.Union}:
        found: dict[type, Reader] = {}
        one = _alternatives(list(arguments))
        for argument in arguments:
            found |= dict.fromkeys(_readers(argument), one)
        return found
    if kind is float:  # an int is a valid float, too
        return {float: _same, int: _same}
    if kind is None or kind in _PLAIN:
        return {NoneType if kind is None else kind: _same}
    if kind is bytes:
        return {dict: _bytes}
    if origin is tuple:
        return {list: _sequence(arguments)}
    if origin in {Mapping, dict}:
        return {dict: partial(_pairs, _sequence(arguments))}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {dict: partial(_member, kind)}
    if is_dataclass(kind):
        return {list: _record(kind)}
    raise TypeError(f"an answer can't hold {kind}")


def _same(value: Any, _: memoryview) -> Any:  # noqa: ANN401
    return value


def _bytes(value: dict[str, Any], blobs: memoryview) -> bytes:
    match value:
        case {"bytes": [int(start), int(end)]} if 0 <= start <= end <= len(blobs):
            return bytes(blobs[start:end])
    raise MalformedError("bytes that didn't come")


def _member(kind: type[Enum], value: dict[str, Any], _: memoryview) -> Enum:
    match value:
        case {"enum": str() | int() as member}:
            return kind(member)
    raise MalformedError(f"no {kind.__name__}")


def _pairs(read: Reader, value: dict[str, Any], blobs: memoryview) -> dict[Any, Any]:
    match value:
        case {"pairs": list(pairs)}:
            return dict(read(pair, blobs) for pair in pairs)
    raise MalformedError("no mapping")


def _sequence(kinds: tuple[Any, ...]) -> Reader:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        read = _reader(kinds[0])
        return lambda value, blobs: tuple([read(item, blobs) for item in value])
    readers = [_reader(kind) for kind in kinds]

    def read_all(value: list[Any], blobs: memoryview) -> tuple[Any, ...]:
        if len(value) != len(readers):
            raise MalformedError(f"{len(value)} values for {len(readers)}")
        return tuple([one(item, blobs) for one, item in zip(readers, value, strict=True)])

    return read_all


def _record(kind: Any) -> Reader:  # noqa: ANN401
    names = [field.name for field in fields(kind)]
    hints = _hints(kind, *names)
    read = _sequence(tuple(hints[name] for name in names))
    return lambda value, blobs: kind(*read(value, blobs))


def _named(value: object) -> str:
    return {NoneType: "nothing", dict: "an object", list: "a list"}.get(type(value), type(value).__name__)
