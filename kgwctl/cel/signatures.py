"""The signatures of operators and functions, as Kubernetes' type checker knows them.

``kgwctl.cel.library`` says what functions do, by Python types; here are their CEL types, among them
generic ones (``A``, ``B``: the same type wherever the letter stands).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from kgwctl.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    UINT,
    Type,
    list_of,
    map_of,
    optional_of,
    type_of,
)

_A, _B = Type("variable", "A"), Type("variable", "B")
IP, CIDR = Type("opaque", "net.IP"), Type("opaque", "net.CIDR")
_NAMED = {
    "A": _A,
    "B": _B,
    "IP": IP,
    "CIDR": CIDR,
    "Quantity": Type("object", "kubernetes.Quantity"),
    "URL": Type("object", "kubernetes.URL"),
    "Format": Type("object", "kubernetes.NamedFormat"),
    "Semver": Type("object", "kubernetes.Semver"),
    **{found.kind: found for found in (BOOL, BYTES, DOUBLE, DURATION, DYN, INT, STRING, TIMESTAMP, UINT)},
}
_MAKERS: dict[str, Callable[..., Type]] = {"list": list_of, "map": map_of, "optional": optional_of, "type": type_of}

#: The types that are values an expression can name.
TYPE_VALUES: dict[str, Type] = {
    **{found.kind: type_of(found) for found in (BOOL, BYTES, DOUBLE, INT, STRING, UINT)},
    "null_type": type_of(NULL),
    "list": type_of(list_of(_A)),
    "map": type_of(map_of(_A, _B)),
    "type": type_of(Type("type")),
    "optional_type": type_of(optional_of(_A)),
    "google.protobuf.Duration": type_of(DURATION),
    "google.protobuf.Timestamp": type_of(TIMESTAMP),
    "net.IP": type_of(IP),
    "net.CIDR": type_of(CIDR),
}

_NUMBERS = ("int", "uint", "double")
_ORDERED = ("bool", "string", "bytes", "timestamp", "duration")
_COMPARABLE = ("int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes")
_COMPARISON = " | ".join(
    [f"{left}, {right} -> bool" for left in _NUMBERS for right in _NUMBERS]
    + [f"{kind}, {kind} -> bool" for kind in _ORDERED]
)
_EACH = " | ".join(f"list({kind}) -> {kind}" for kind in _COMPARABLE)
_TEST = "string -> bool"
_CALENDAR = "timestamp -> int | timestamp, string -> int"
_CLOCK = f"{_CALENDAR} | duration -> int"

#: Operators and global functions; the alternatives are parted by bars.
_FUNCTIONS = {
    "_?_:_": "bool, A, A -> A",
    "_&&_": "bool, bool -> bool",
    "_||_": "bool, bool -> bool",
    "!_": "bool -> bool",
    "-_": "double -> double | int -> int",
    "_==_": "A, A -> bool",
    "_!=_": "A, A -> bool",
    **dict.fromkeys(("_<_", "_<=_", "_>_", "_>=_"), _COMPARISON),
    "_+_": "bytes, bytes -> bytes | double, double -> double | duration, duration -> duration"
    " | duration, timestamp -> timestamp | timestamp, duration -> timestamp | int, int -> int"
    " | list(A), list(A) -> list(A) | string, string -> string | uint, uint -> uint",
    "_-_": "double, double -> double | duration, duration -> duration | int, int -> int"
    " | timestamp, duration -> timestamp | timestamp, timestamp -> duration | uint, uint -> uint",
    **dict.fromkeys(("_*_", "_/_"), "double, double -> double | int, int -> int | uint, uint -> uint"),
    "_%_": "int, int -> int | uint, uint -> uint",
    "@in": "A, list(A) -> bool | A, map(A, B) -> bool",
    "_[_]": "list(A), int -> A | map(A, B), A -> B"
    " | optional(list(A)), int -> optional(A) | optional(map(A, B)), A -> optional(B)",
    "_[?_]": "list(A), int -> optional(A) | optional(list(A)), int -> optional(A)"
    " | map(A, B), A -> optional(B) | optional(map(A, B)), A -> optional(B)",
    "@not_strictly_false": "bool -> bool",
    "cel.@mapInsert": "map(A, B), A, B -> map(A, B) | map(A, B), map(A, B) -> map(A, B)",
    "size": "bytes -> int | list(A) -> int | map(A, B) -> int | string -> int",
    "type": "A -> type(A)",
    "dyn": "A -> dyn",
    "bool": "bool -> bool | string -> bool",
    "bytes": "bytes -> bytes | string -> bytes",
    "double": "double -> double | int -> double | string -> double | uint -> double",
    # Kubernetes 1.35 takes integers for durations, to fail when the expression is evaluated.
    "duration": "duration -> duration | int -> duration | string -> duration",
    "int": "int -> int | double -> int | duration -> int | string -> int | timestamp -> int | uint -> int",
    "uint": "uint -> uint | double -> uint | int -> uint | string -> uint",
    "string": "string -> string | bool -> string | bytes -> string | double -> string | duration -> string"
    " | int -> string | timestamp -> string | uint -> string | IP -> string | CIDR -> string",
    "timestamp": "timestamp -> timestamp | int -> timestamp | string -> timestamp",
    "matches": "string, string -> bool",
    "strings.quote": "string -> string",
    "lists.range": "int -> list(int)",
    **dict.fromkeys(("sets.contains", "sets.equivalent", "sets.intersects"), "list(A), list(A) -> bool"),
    "optional.none": "-> optional(A)",
    **dict.fromkeys(("optional.of", "optional.ofNonZeroValue"), "A -> optional(A)"),
    "optional.unwrap": "list(optional(A)) -> list(A)",
    "quantity": "string -> Quantity",
    "sign": "Quantity -> int",
    "url": "string -> URL",
    "ip": "string -> IP",
    "cidr": "string -> CIDR",
    **dict.fromkeys(("isQuantity", "isURL", "isIP", "ip.isCanonical", "isCIDR"), _TEST),
    "semver": "string -> Semver | string, bool -> Semver",
    "isSemver": "string -> bool | string, bool -> bool",
    "format.named": "string -> optional(Format)",
    **{
        f"format.{name}": "-> Format"
        for name in (
            *("dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "dns1123LabelPrefix"),
            *("dns1123SubdomainPrefix", "dns1035LabelPrefix", "labelValue", "uri", "uuid", "byte", "date", "datetime"),
        )
    },
}
#: Methods; the first parameter is the target.
_METHODS = {
    "size": _FUNCTIONS["size"],
    **dict.fromkeys(("contains", "startsWith", "endsWith", "matches"), "string, string -> bool"),
    "charAt": "string, int -> string",
    **dict.fromkeys(
        ("indexOf", "lastIndexOf"),
        "string, string -> int | string, string, int -> int | list(A), A -> int",
    ),
    **dict.fromkeys(("lowerAscii", "upperAscii", "trim"), "string -> string"),
    "replace": "string, string, string -> string | string, string, string, int -> string",
    "split": "string, string -> list(string) | string, string, int -> list(string)",
    "substring": "string, int -> string | string, int, int -> string",
    "format": "string, list(dyn) -> string",
    "join": "list(string) -> string | list(string), string -> string",
    "find": "string, string -> string",
    "findAll": "string, string -> list(string) | string, string, int -> list(string)",
    **dict.fromkeys(
        ("getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek"),
        _CALENDAR,
    ),
    **dict.fromkeys(("getHours", "getMinutes", "getSeconds", "getMilliseconds"), _CLOCK),
    "isSorted": " | ".join(f"list({kind}) -> bool" for kind in _COMPARABLE),
    "sum": " | ".join(f"list({kind}) -> {kind}" for kind in ("int", "uint", "double", "duration")),
    **dict.fromkeys(("min", "max"), _EACH),
    "sort": " | ".join(f"list({kind}) -> list({kind})" for kind in _COMPARABLE),
    "@sortByAssociatedKeys": " | ".join(f"list(A), list({kind}) -> list(A)" for kind in _COMPARABLE),
    "slice": "list(A), int, int -> list(A)",
    "flatten": "list(list(A)) -> list(A) | list(dyn), int -> list(dyn)",
    **dict.fromkeys(("distinct", "reverse"), "list(A) -> list(A)"),
    "value": "optional(A) -> A",
    "hasValue": "optional(A) -> bool",
    "or": "optional(A), optional(A) -> optional(A)",
    "orValue": "optional(A), A -> A",
    "unwrapOpt": "list(optional(A)) -> list(A)",
    **dict.fromkeys(("first", "last"), "list(A) -> optional(A)"),
    **dict.fromkeys(("isGreaterThan", "isLessThan"), "Quantity, Quantity -> bool | Semver, Semver -> bool"),
    "compareTo": "Quantity, Quantity -> int | Semver, Semver -> int",
    "asApproximateFloat": "Quantity -> double",
    "asInteger": "Quantity -> int",
    "isInteger": "Quantity -> bool",
    **dict.fromkeys(("add", "sub"), "Quantity, Quantity -> Quantity | Quantity, int -> Quantity"),
    **dict.fromkeys(("getScheme", "getHost", "getHostname", "getPort", "getEscapedPath"), "URL -> string"),
    "getQuery": "URL -> map(string, list(string))",
    "family": "IP -> int",
    **dict.fromkeys(
        ("isUnspecified", "isLoopback", "isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast"),
        "IP -> bool",
    ),
    "containsIP": "CIDR, string -> bool | CIDR, IP -> bool",
    "containsCIDR": "CIDR, string -> bool | CIDR, CIDR -> bool",
    "ip": "CIDR -> IP",
    "prefixLength": "CIDR -> int",
    "masked": "CIDR -> CIDR",
    "validate": "Format, string -> optional(list(string))",
    **dict.fromkeys(("major", "minor", "patch"), "Semver -> int"),
}
_WORD = re.compile(r"\w+|->|[(),|]")


class Signature(NamedTuple):
    """One overload. ``generic`` says that type variables occur in it."""

    parameters: tuple[Type, ...]
    result: Type
    generic: bool


@cache
def signatures(name: str, method: bool) -> tuple[Signature, ...]:
    """The overloads of a function or operator, or of a method; none where there is no such thing."""
    text = (_METHODS if method else _FUNCTIONS).get(name)
    return () if text is None else tuple(map(_read, text.split("|")))


def is_function(name: str) -> bool:
    """Whether there is a function, operator or method of that name."""
    return name in _FUNCTIONS or name in _METHODS


def names() -> frozenset[tuple[str, bool]]:
    """All functions (False) and methods (True)."""
    return frozenset({(name, False) for name in _FUNCTIONS} | {(name, True) for name in _METHODS})


def _read(text: str) -> Signature:
    parameters, _, result = text.partition("->")
    words = _WORD.findall(parameters)
    found: list[Type] = []
    while words:
        found.append(_type(words))
        del words[:1]
    return Signature(tuple(found), _type(_WORD.findall(result)), bool(re.search(r"\b[AB]\b", text)))


def _type(words: list[str]) -> Type:
    """The type that ``words`` begin with; its words are taken away."""
    name = words.pop(0)
    if name not in _MAKERS:
        return _NAMED[name]
    inner: list[Type] = []
    while words.pop(0) != ")":
        inner.append(_type(words))
    return _MAKERS[name](*inner)
