"""Secret: keys, base64, and what each built-in type must hold.

Source: pkg/apis/core/validation/validation.go:ValidateSecret@v1.34. Values never appear in an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kgwctl.schema.core_kinds.problems import DATA_LIMIT, base64_problem, key_errors, required
from kgwctl.schema.errors import SchemaError

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath

_DATA: FieldPath = ("data",)
#: Keys that must be there, by type.
_REQUIRED: dict[str, tuple[str, ...]] = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
}
_BASIC_AUTH = "kubernetes.io/basic-auth"


def errors(value: dict[str, Any]) -> Iterator[SchemaError]:
    """Everything that an API server refuses in a Secret whose structure is right, ``stringData`` merged in."""
    data: Mapping[str, str | None] = value.get("data") or {}
    yield from key_errors(data, _DATA)
    for key, text in data.items():
        problem = base64_problem(text or "")
        if problem:
            yield SchemaError("schema", (*_DATA, key), "Invalid", f"the value is {problem}")
    size = sum(len(text or "") for text in data.values()) * 3 // 4
    if size > DATA_LIMIT:
        yield SchemaError("schema", _DATA, "TooLong", f"all values together may have at most {DATA_LIMIT} bytes")
    kind = str(value.get("type"))
    for key in _REQUIRED.get(kind, ()):
        if key not in data:
            yield required((*_DATA, key), f"a Secret of type {kind} needs the key {key}")
    if kind == _BASIC_AUTH and not {"username", "password"} & data.keys():
        yield required(_DATA, f"a Secret of type {kind} needs the key username or password")
