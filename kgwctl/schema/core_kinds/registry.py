"""The core kinds that are checked: their schemas, made from the types, and their rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import CORE, DISCOVERY
from kgwctl.schema.core_kinds import config_map, endpoint_slice, secret, service

if TYPE_CHECKING:
    from kgwctl.schema.errors import SchemaError
    from kgwctl.schema.kinds import KindSchema

#: By group and kind: the errors of an object whose structure is right and whose defaults are set.
CHECKS: dict[tuple[str, str], Callable[[dict[str, Any]], Iterator[SchemaError]]] = {
    (CORE, "ConfigMap"): config_map.errors,
    (CORE, "Secret"): secret.errors,
    (CORE, "Service"): service.errors,
    (DISCOVERY, "EndpointSlice"): endpoint_slice.errors,
}


def core_errors(group: str, kind: str, value: dict[str, Any]) -> list[SchemaError]:
    """What an API server would say to a core object beyond its structure."""
    check = CHECKS.get((group, kind))
    return list(check(value)) if check is not None else []


def core_schemas() -> list[KindSchema]:
    """The schemas of the checked core kinds, for the bundle. Go reads null as absent everywhere."""
    from kgwctl.api.registry import KINDS, load_type
    from kgwctl.schema.crd_reading import without_prose
    from kgwctl.schema.kinds import KindSchema
    from kgwctl.schema.openapi import root_schema

    found = []
    for kind in KINDS:
        if (kind.group, kind.kind) in CHECKS:
            version = kind.versions[0]
            schema = without_prose(root_schema(load_type(kind, version)))
            _accept_null(schema)
            found.append(
                KindSchema(
                    group=kind.group,
                    version=version.name,
                    kind=kind.kind,
                    plural=kind.plural,
                    namespaced=kind.scope == "Namespaced",
                    schema=schema,
                    status_subresource="status" in schema["properties"],
                )
            )
    return found


def _accept_null(schema: dict[str, Any]) -> None:
    for child in (*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")):
        if isinstance(child, dict):
            child["nullable"] = True
            _accept_null(child)
