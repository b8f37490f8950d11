"""``metadata`` as the API server checks it for every object: types, names, labels, annotations.

Source: apimachinery's ``ValidateObjectMeta`` and the name rules of each kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import NAMESPACE, SERVICE
from kgwctl.scalars.formats import is_datetime
from kgwctl.schema.errors import SchemaError
from kgwctl.schema.pruning import compile_pruner
from kgwctl.schema.scalars import shown
from kgwctl.schema.structural import compile_schema

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath

#: All annotations of an object together, keys and values, in bytes.
ANNOTATIONS_LIMIT = 256 * 1024

_TEXT = {"type": "string", "nullable": True}
_NUMBER = {"type": "integer", "nullable": True}
_TEXT_MAP = {"type": "object", "nullable": True, "additionalProperties": _TEXT}
_FREE = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
_OWNER = {
    "type": "object",
    "required": ["apiVersion", "kind", "name", "uid"],
    "properties": {
        **dict.fromkeys(("apiVersion", "kind", "name", "uid"), _TEXT),
        "controller": {"type": "boolean", "nullable": True},
        "blockOwnerDeletion": {"type": "boolean", "nullable": True},
    },
}
#: The wire shape of ``metadata``.
_METADATA = {
    "type": "object",
    "nullable": True,
    "properties": {
        **dict.fromkeys(("name", "generateName", "namespace", "selfLink", "uid", "resourceVersion"), _TEXT),
        "generation": _NUMBER,
        "deletionGracePeriodSeconds": _NUMBER,
        "creationTimestamp": _TEXT,
        "deletionTimestamp": _TEXT,
        "labels": _TEXT_MAP,
        "annotations": _TEXT_MAP,
        "finalizers": {"type": "array", "nullable": True, "items": _TEXT},
        "ownerReferences": {"type": "array", "nullable": True, "items": _OWNER},
        "managedFields": {"type": "array", "nullable": True, "items": _FREE},
    },
}
_check_types = compile_schema(_METADATA)
#: Wrapped in a field of another name, because the root of an object keeps every ``metadata``.
_prune = compile_pruner({"type": "object", "properties": {"": _METADATA}})

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_DNS_1035 = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_QUALIFIED = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")

_ENDS = "and must start and end with an alphanumeric character"

#: Kinds whose names follow another rule than the DNS subdomain of all others.
_NAME_RULES: dict[tuple[str, str], str] = {NAMESPACE: "label", SERVICE: "service"}


def subdomain_problem(name: str) -> str:
    """Why ``name`` is no RFC 1123 subdomain; empty when it is one."""
    if len(name) > 253:
        return "must be no more than 253 characters"
    if _SUBDOMAIN.fullmatch(name) is None:
        return f"a lowercase RFC 1123 subdomain must consist of lowercase letters, digits, '-' or '.', {_ENDS}"
    return ""


def label_problem(name: str) -> str:
    """Why ``name`` is no RFC 1123 label; empty when it is one."""
    if len(name) > 63:
        return "must be no more than 63 characters"
    if _LABEL.fullmatch(name) is None:
        return f"a lowercase RFC 1123 label must consist of lowercase letters, digits or '-', {_ENDS}"
    return ""


def service_name_problem(name: str) -> str:
    """Why ``name`` is no RFC 1035 label, which names of Services are; empty when it is one."""
    if len(name) > 63:
        return "must be no more than 63 characters"
    if _DNS_1035.fullmatch(name) is None:
        return (
            "a DNS-1035 label must consist of lower case letters, digits or '-', start with a letter, "
            "and end with an alphanumeric character"
        )
    return ""


def kind_problem(kind: str) -> str:
    """Why ``kind`` cannot name a kind; empty when it can."""
    if len(kind) > 63 or _DNS_1035.fullmatch(kind.lower()) is None:
        return "may have mixed case, but otherwise consists of letters, digits or '-' and starts with a letter"
    return ""


def qualified_name_problem(key: str) -> str:
    """Why ``key`` is no qualified name (``name`` or ``dns.subdomain/name``); empty when it is one."""
    prefix, slash, name = key.rpartition("/")
    if slash and (not prefix or "/" in prefix):
        return "a qualified name must be a name, or a DNS subdomain, one '/' and a name"
    if slash and (problem := subdomain_problem(prefix)):
        return f"prefix part {problem}"
    if not name:
        return "name part must be non-empty"
    if len(name) > 63:
        return "name part must be no more than 63 characters"
    if _QUALIFIED.fullmatch(name) is None:
        return f"name part must consist of letters, digits, '-', '_' or '.', {_ENDS}"
    return ""


def label_value_problem(value: str) -> str:
    """Why ``value`` cannot be a label's value; empty when it can."""
    if len(value) > 63:
        return "must be no more than 63 characters"
    if value and _QUALIFIED.fullmatch(value) is None:
        return f"a valid label must be empty or consist of letters, digits, '-', '_' or '.', {_ENDS}"
    return ""


_NAME_CHECKS: dict[str, Callable[[str], str]] = {"label": label_problem, "service": service_name_problem}


def validate_metadata(value: Mapping[str, Any], group: str, kind: str) -> list[SchemaError]:
    """Everything wrong with ``metadata`` of the object ``value``, strict errors (unknown fields) included."""
    metadata = value.get("metadata")
    found = _check_types(metadata)
    errors = [_below_metadata(problem.to_error("metadata")) for problem in found or ()]
    if not isinstance(metadata, dict):
        return errors or [_required_name()]
    errors += [_below_metadata(unknown_field(path[1:])) for path in _prune({"": metadata}).unknown]
    if not found:
        errors += _values(metadata, _NAME_CHECKS.get(_NAME_RULES.get((group, kind), ""), subdomain_problem))
    return errors


def unknown_field(path: FieldPath) -> SchemaError:
    """The strict decoding error of a field that the schema does not name."""
    return SchemaError("strict", path, "Unknown", f'unknown field "{path[-1]}"')


def _below_metadata(error: SchemaError) -> SchemaError:
    return SchemaError(error.by, ("metadata", *error.path), error.type, error.message, error.at_root)


def _required_name() -> SchemaError:
    return SchemaError("metadata", ("metadata", "name"), "Required", "name or generateName is required")


def _values(metadata: dict[str, Any], name_problem: Callable[[str], str]) -> list[SchemaError]:
    errors: list[SchemaError] = []

    def invalid(path: FieldPath, value: object, problem: str) -> None:
        if problem:
            errors.append(SchemaError("metadata", ("metadata", *path), "Invalid", f"{shown(value)}: {problem}"))

    name, prefix = metadata.get("name"), metadata.get("generateName")
    if name:
        invalid(("name",), name, name_problem(name))
    elif prefix:
        invalid(("generateName",), prefix, name_problem(prefix.rstrip("-.") or prefix))
    else:
        errors.append(_required_name())
    errors += _namespace_errors(metadata.get("namespace"))
    for key, value in (metadata.get("labels") or {}).items():
        invalid(("labels", key), key, qualified_name_problem(key))
        invalid(("labels", key), value or "", label_value_problem(value or ""))
    for key in metadata.get("annotations") or ():
        invalid(("annotations", key), key, qualified_name_problem(key.lower()))
    errors += _annotation_size_errors(metadata.get("annotations") or {})
    for index, finalizer in enumerate(metadata.get("finalizers") or ()):
        invalid(("finalizers", index), finalizer, qualified_name_problem(finalizer or ""))
    for field in ("creationTimestamp", "deletionTimestamp"):
        if metadata.get(field) and not is_datetime(metadata[field]):
            invalid((field,), metadata[field], "must be a time like 2006-01-02T15:04:05Z")
    return errors


def _namespace_errors(namespace: str | None) -> list[SchemaError]:
    path = ("metadata", "namespace")
    if not namespace:
        return []
    problem = label_problem(namespace)
    return [SchemaError("metadata", path, "Invalid", f"{shown(namespace)}: {problem}")] if problem else []


def _annotation_size_errors(annotations: Mapping[str, str | None]) -> list[SchemaError]:
    size = sum(len(key.encode()) + len((value or "").encode()) for key, value in annotations.items())
    if size <= ANNOTATIONS_LIMIT:
        return []
    message = f"may not be more than {ANNOTATIONS_LIMIT} bytes in all, are {size}"
    return [SchemaError("metadata", ("metadata", "annotations"), "TooLong", message)]
