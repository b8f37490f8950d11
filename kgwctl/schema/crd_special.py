"""What Kubernetes asks of lists, maps and embedded resources in the schema of a CRD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kgwctl.schema.errors import SchemaError
from kgwctl.schema.scalars import shown

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath

_Schema = Mapping[str, Any]

_PRESERVE = "x-kubernetes-preserve-unknown-fields"
_EMBEDDED = "x-kubernetes-embedded-resource"
_LIST, _KEYS, _MAP = "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"
#: What may be said of a root's metadata: its names, and how they are validated.
_NAMES = frozenset({"name", "generateName"})


def _error(path: FieldPath, field: str, kind: str, message: str) -> SchemaError:
    return SchemaError("schema", (*path, field), kind, message)


def special_errors(schema: _Schema, path: FieldPath, *, root: bool) -> Iterator[SchemaError]:
    """The errors of one node of well-shaped keywords; ``root`` marks the schema of a whole resource."""
    yield from _list_errors(schema, path)
    yield from _map_errors(schema, path)
    if schema.get("x-kubernetes-int-or-string"):
        for keyword in (_PRESERVE, _EMBEDDED):
            if schema.get(keyword):
                yield _error(path, keyword, "Invalid", "must be false with x-kubernetes-int-or-string")
    if root and schema.get("nullable"):
        yield _error(path, "nullable", "Forbidden", "must not be true at the root")
    if (root or schema.get(_EMBEDDED)) and schema.get("additionalProperties") is not None:
        place = "at the root" if root else f"with {_EMBEDDED}"
        yield _error(path, "additionalProperties", "Forbidden", f"must not be used {place}")
    if schema.get(_EMBEDDED) and not schema.get(_PRESERVE) and not schema.get("properties"):
        yield _error(path, "properties", "Required", f"must not be empty with {_EMBEDDED} but without {_PRESERVE}")
    if root or schema.get(_EMBEDDED):
        yield from _resource_errors(schema.get("properties") or {}, (*path, "properties"), root=root)


def _resource_errors(properties: _Schema, path: FieldPath, *, root: bool) -> Iterator[SchemaError]:
    """What every resource has keeps its types, and a root's metadata is Kubernetes' own."""
    for name, wanted in (("kind", "string"), ("apiVersion", "string"), ("metadata", "object")):
        member = properties.get(name)
        if isinstance(member, Mapping) and member.get("type") != wanted:
            yield _error((*path, name), "type", "Invalid", f"must be {wanted}")
    metadata = properties.get("metadata")
    if not root or not isinstance(metadata, Mapping):
        return
    described = metadata.keys() - {"type", "properties", "description", "default"}
    if described or (metadata.get("properties") or {}).keys() - _NAMES:
        message = "must not specify anything but name and generateName: metadata is described by Kubernetes"
        yield _error(path, "metadata", "Forbidden", message)
    for name, member in (metadata.get("properties") or {}).items():
        if isinstance(member, Mapping) and member.get("default") is not None:
            message = "must not be set in the metadata of the root"
            yield _error((*path, "metadata", "properties", name), "default", "Forbidden", message)


def _map_errors(schema: _Schema, path: FieldPath) -> Iterator[SchemaError]:
    map_type = schema.get(_MAP)
    if map_type is None:
        return
    if schema.get("type") != "object":
        yield _error(path, "type", "Invalid", f"must be object with {_MAP}")
    if map_type not in ("atomic", "granular"):
        yield _error(path, _MAP, "NotSupported", f"unsupported value {shown(map_type)}, supported: atomic, granular")


def _list_errors(schema: _Schema, path: FieldPath) -> Iterator[SchemaError]:
    list_type, keys = schema.get(_LIST), schema.get(_KEYS) or []
    if list_type is None and not keys:
        return
    if list_type not in ("atomic", "set", "map"):
        yield _error(path, _LIST, "NotSupported", f"unsupported value {shown(list_type)}, supported: atomic, set, map")
        return
    if schema.get("type") != "array":
        yield _error(path, "type", "Invalid", f"must be array with {_LIST}")
        return
    if keys and list_type != "map":
        yield _error(path, _LIST, "Invalid", f"must be map where {_KEYS} is not empty")
    items = schema.get("items")
    if not isinstance(items, Mapping):
        return
    if list_type != "atomic" and items.get("nullable"):
        message = f"must not be nullable in a list of type {list_type}"
        yield _error((*path, "items"), "nullable", "Forbidden", message)
    if list_type == "set":
        yield from _set_items(items, (*path, "items"))
    elif list_type == "map":
        yield from _map_list(keys, items, path)


def _set_items(items: _Schema, path: FieldPath) -> Iterator[SchemaError]:
    message = "must be atomic for the items of a list of type set"
    if items.get("type") == "array" and items.get(_LIST) not in (None, "atomic"):
        yield _error(path, _LIST, "Invalid", message)
    if items.get("type") == "object" and items.get(_MAP) != "atomic":
        yield _error(path, _MAP, "Invalid", message)


def _map_list(keys: list[str], items: _Schema, path: FieldPath) -> Iterator[SchemaError]:
    """A list of type map: its items are objects with keys that are always there."""
    if not keys:
        yield _error(path, _KEYS, "Required", "must not be empty for a list of type map")
    if items.get("type") != "object":
        yield _error((*path, "items"), "type", "Invalid", "must be object in a list of type map")
        return
    properties = items.get("properties") or {}
    if any(key not in properties for key in keys):
        yield _error(path, _KEYS, "Invalid", "entries must be names of item properties")
    if len(set(keys)) < len(keys):
        yield _error(path, _KEYS, "Invalid", "must not contain duplicates")
    for key in dict.fromkeys(keys):
        member = properties.get(key)
        if isinstance(member, Mapping):
            required = key in (items.get("required") or ())
            yield from _key(member, (*path, "items", "properties", key), required=required)


def _key(member: _Schema, path: FieldPath, *, required: bool) -> Iterator[SchemaError]:
    if member.get("type") in ("array", "object"):
        yield _error(path, "type", "Invalid", "must be a scalar type as the key of a list of type map")
    if not required and member.get("default") is None:
        message = "a key of a list of type map must have a default or be a required property"
        yield _error(path, "default", "Required", message)
    if member.get("nullable"):
        yield _error(path, "nullable", "Forbidden", "a key of a list of type map must not be nullable")
