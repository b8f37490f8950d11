"""ConfigMap: keys, base64 and size.

Source: pkg/apis/core/validation/validation.go:ValidateConfigMap@v1.34.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kgwctl.schema.core_kinds.problems import DATA_LIMIT, base64_problem, invalid, key_errors
from kgwctl.schema.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping


def errors(value: dict[str, Any]) -> Iterator[SchemaError]:
    """Everything that an API server refuses in a ConfigMap whose structure is right."""
    data: Mapping[str, str | None] = value.get("data") or {}
    binary: Mapping[str, str | None] = value.get("binaryData") or {}
    yield from key_errors(data, ("data",))
    yield from key_errors(binary, ("binaryData",))
    for key, text in binary.items():
        if key in data:
            yield invalid(("data", key), key, "the key is in binaryData, too")
        if base64_problem(text or ""):
            yield SchemaError("schema", ("binaryData", key), "Invalid", "the value is not base64")
    size = sum(len((text or "").encode()) for text in data.values())
    size += sum(len(text or "") for text in binary.values()) * 3 // 4
    if size > DATA_LIMIT:
        yield SchemaError("schema", (), "TooLong", f"all values together may have at most {DATA_LIMIT} bytes")
