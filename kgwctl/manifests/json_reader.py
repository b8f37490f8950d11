"""Streams of JSON objects, read as Kubernetes' decoder does before it tries YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

from kgwctl.manifests.scalars import ScalarError, to_value

#: Digits of a number that no integer type holds.
_LONG = 400
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK = re.compile(r"[ \t\r\n]*")


class JsonObject(NamedTuple):
    """One value of a stream at ``data[start:end]``; ``repeated`` if some object in it has a key twice."""

    value: Any
    start: int
    end: int
    repeated: bool


class NotJson(NamedTuple):
    """The stream is no JSON from byte ``offset`` on."""

    offset: int
    message: str


def read_json(data: bytes) -> Iterator[JsonObject | NotJson]:
    """The values of a stream, and where and why it stopped being JSON, if it did."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield NotJson(0, f"invalid UTF-8 at byte {error.start}")
        return
    has_surrogates = "\\ud" in text or "\\uD" in text
    hook = _Pairs()
    decoder = json.JSONDecoder(object_pairs_hook=hook, parse_int=_integer, parse_float=_number, parse_constant=_refuse)
    at, offset = 0, 0
    while True:
        begin = _BLANK.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty text
        offset += _size(text, at, begin)
        if begin == len(text):
            return
        hook.repeated = False
        try:
            value, at = decoder.raw_decode(text, begin)
        except (ValueError, RecursionError) as error:
            yield _failure(error, text, begin, offset)
            return
        end = offset + _size(text, begin, at)
        if has_surrogates:
            value = _without_surrogates(value)
        yield JsonObject(value, offset, end, hook.repeated)
        offset = end


def _without_surrogates(value: Any) -> Any:
    """``value`` with U+FFFD for each half of a pair that stands alone, as Go reads it."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(each) for each in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(each) for key, each in value.items()}
    return value


def _failure(error: ValueError | RecursionError, text: str, begin: int, offset: int) -> NotJson:
    if isinstance(error, json.JSONDecodeError):
        return NotJson(offset + _size(text, begin, error.pos), error.msg)
    return NotJson(offset, "nested too deeply" if isinstance(error, RecursionError) else str(error))


def _size(text: str, begin: int, end: int) -> int:
    """How many bytes ``text[begin:end]`` takes in UTF-8."""
    part = text[begin:end]
    return len(part) if part.isascii() else len(part.encode("utf-8"))


class _Pairs:
    """Makes the dict of an object's pairs, and notices when a key comes twice."""

    def __init__(self) -> None:
        self.repeated = False

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            self.repeated = True
        return value


def _integer(text: str) -> Any:
    # Kubernetes reads what does not fit 64 bits as a float.
    return int(text) if len(text) < _LONG else _number(text)


def _number(text: str) -> Any:
    try:
        return to_value(float(text))
    except ScalarError:
        raise ValueError("a number is out of range") from None


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON value")
