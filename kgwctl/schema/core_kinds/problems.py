"""Making errors about core objects, and the names and numbers that several kinds check alike.

Source: k8s.io/apimachinery/pkg/util/validation and pkg/apis/core/validation of Kubernetes 1.34.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kgwctl.schema.errors import SchemaError
from kgwctl.schema.scalars import shown

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath

PROTOCOLS = ("SCTP", "TCP", "UDP")
#: All values of a Secret or ConfigMap together, in bytes.
DATA_LIMIT = 1024 * 1024

_PORT_NAME = re.compile(r"(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
_CONFIG_KEY = re.compile(r"[-._a-zA-Z0-9]+")


def required(path: FieldPath, message: str = "required") -> SchemaError:
    """The field must have a value."""
    return SchemaError("schema", path, "Required", message)


def invalid(path: FieldPath, value: object, problem: str) -> SchemaError:
    """The field has a value that is not allowed, for the reason ``problem``."""
    return SchemaError("schema", path, "Invalid", f"invalid value {shown(value)}: {problem}")


def forbidden(path: FieldPath, message: str) -> SchemaError:
    """The field must not be set here."""
    return SchemaError("schema", path, "Forbidden", message)


def duplicate(path: FieldPath, value: object) -> SchemaError:
    """The same value stands earlier in the list."""
    return SchemaError("schema", path, "Duplicate", f"duplicate value {shown(value)}")


def one_of(path: FieldPath, value: object, supported: Iterable[str]) -> Iterator[SchemaError]:
    """An error unless ``value`` is one of ``supported`` or absent."""
    choices = sorted(supported)
    if value is not None and value not in choices:
        message = f"unsupported value {shown(value)}, supported: {', '.join(choices)}"
        yield SchemaError("schema", path, "NotSupported", message)


def number_problem(number: object) -> str:
    """What is wrong with a port number, or nothing."""
    return "" if isinstance(number, int) and 1 <= number <= 65535 else "must be between 1 and 65535"


def port_name_problem(name: str) -> str:
    """What is wrong with the name of a container's port, or nothing."""
    if len(name) > 15:
        return "the name of a port has at most 15 characters"
    if not _PORT_NAME.fullmatch(name):
        return "the name of a port has lower-case letters, digits and single hyphens, and at least one letter"
    return ""


def key_errors(entries: Mapping[str, Any], path: FieldPath) -> Iterator[SchemaError]:
    """Keys of a Secret or ConfigMap that could not be file names."""
    for key in entries:
        if len(key) > 253 or not _CONFIG_KEY.fullmatch(key) or key == "." or key.startswith(".."):
            problem = "a key has at most 253 letters, digits, '-', '_' and '.', and does not start with '..'"
            yield invalid((*path, key), key, problem)


def base64_problem(text: str) -> str:
    """Why ``text`` is not base64 as Go decodes it (line breaks do not count), or nothing."""
    from base64 import b64decode
    from binascii import Error

    try:
        b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (Error, ValueError):
        return "not base64; plain text belongs into stringData"
    return ""
