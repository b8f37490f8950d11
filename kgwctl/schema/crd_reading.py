"""CustomResourceDefinitions (``apiextensions.k8s.io/v1``) as :class:`KindSchema` values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kgwctl.schema.crd_structure import schema_errors
from kgwctl.schema.embedded import has_embedded_objects
from kgwctl.schema.errors import SchemaError
from kgwctl.schema.kinds import KindSchema
from kgwctl.schema.metadata import kind_problem, label_problem, subdomain_problem
from kgwctl.schema.scalars import shown

#: What validation has no use for.
_PROSE = frozenset(("description", "title", "example", "externalDocs", "$schema"))

#: Keywords whose values are data, null included.
_VALUES = frozenset(("default", "enum", "example"))


class CrdReading(NamedTuple):
    """The served versions of a CRD; none of them when it has errors."""

    kinds: tuple[KindSchema, ...]
    errors: tuple[SchemaError, ...]


def read_crd(value: Mapping[str, Any]) -> CrdReading:
    """The kinds that a CRD defines, or everything that is wrong with it."""
    value = _without_nulls(value)
    errors = tuple(_errors(value))
    return CrdReading((), errors) if errors else CrdReading(crd_kinds(value), ())


def _without_nulls(value: Any) -> Any:
    """``value`` without entries that are null, which Go reads as absent; but for values that a schema speaks of."""
    if isinstance(value, dict):
        return {
            key: held if key in _VALUES else _without_nulls(held)
            for key, held in value.items()
            if held is not None or key in _VALUES
        }
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def crd_kinds(value: Mapping[str, Any]) -> tuple[KindSchema, ...]:
    """The served versions of a CRD that is known to be valid, in its own order."""
    spec = value["spec"]
    return tuple(
        KindSchema(
            group=spec["group"],
            version=version["name"],
            kind=spec["names"]["kind"],
            plural=spec["names"]["plural"],
            namespaced=spec["scope"] == "Namespaced",
            schema=without_prose(version["schema"]["openAPIV3Schema"]),
            status_subresource="status" in (version.get("subresources") or {}),
            embedded_objects=has_embedded_objects(version["schema"]["openAPIV3Schema"]),
        )
        for version in spec["versions"]
        if version.get("served", True)
    )


def without_prose(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without descriptions and other keywords that only people read."""
    kept: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in _PROSE:
            continue
        if keyword == "properties":
            kept[keyword] = {name: without_prose(member) for name, member in value.items()}
        elif keyword in ("items", "additionalProperties", "not") and isinstance(value, dict):
            kept[keyword] = without_prose(value)
        elif keyword in ("anyOf", "oneOf", "allOf"):
            kept[keyword] = [without_prose(branch) for branch in value]
        else:
            kept[keyword] = value
    return kept


def _errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    spec = value.get("spec")
    if not isinstance(spec, dict):
        yield SchemaError("schema", ("spec",), "Required", "a CustomResourceDefinition needs a spec")
        return
    names = spec.get("names")
    names = names if isinstance(names, dict) else {}
    yield from _text(spec.get("group"), ("spec", "group"), subdomain_problem)
    yield from _text(names.get("kind"), ("spec", "names", "kind"), kind_problem)
    yield from _text(names.get("plural"), ("spec", "names", "plural"), label_problem)
    if spec.get("scope") not in ("Namespaced", "Cluster"):
        message = f"unsupported value {shown(spec.get('scope'))}, supported: Cluster, Namespaced"
        yield SchemaError("schema", ("spec", "scope"), "NotSupported", message)
    versions = spec.get("versions")
    if not isinstance(versions, list) or not versions:
        yield SchemaError("schema", ("spec", "versions"), "Required", "needs at least one version")
        return
    seen: set[str] = set()
    for index, version in enumerate(versions):
        yield from _version_errors(version, index, seen)


def _version_errors(version: Any, index: int, seen: set[str]) -> Iterator[SchemaError]:
    path = ("spec", "versions", index)
    if not isinstance(version, dict):
        yield SchemaError("schema", path, "TypeInvalid", "must be an object")
        return
    name = version.get("name")
    yield from _text(name, (*path, "name"), label_problem)
    if isinstance(name, str):
        if name in seen:
            yield SchemaError("schema", (*path, "name"), "Duplicate", f"version {shown(name)} is listed twice")
        seen.add(name)
    subresources = version.get("subresources")
    if subresources is not None and not isinstance(subresources, dict):
        yield SchemaError("schema", (*path, "subresources"), "TypeInvalid", "must be an object")
    schema = version.get("schema")
    if not isinstance(schema, dict) or "openAPIV3Schema" not in schema:
        message = "each version needs schema.openAPIV3Schema"
        yield SchemaError("schema", (*path, "schema", "openAPIV3Schema"), "Required", message)
        return
    yield from _schema_errors(schema["openAPIV3Schema"], (*path, "schema", "openAPIV3Schema"))


def _schema_errors(schema: Any, path: tuple[str | int, ...]) -> Iterator[SchemaError]:
    """Errors of the schema's structure, or, in a sound one, of its rules."""
    found = schema_errors(schema, path)
    yield from found
    if not found:
        from kgwctl.cel.rule_checks import check_rules

        problems = check_rules(schema, path=path)
        for problem in problems:
            yield SchemaError("cel", problem.path, "Invalid", problem.message)
        if not problems:
            yield from _default_errors(schema, path)


def _default_errors(schema: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[SchemaError]:
    """Defaults that break the rules of their own schema."""
    if schema.get("default") is not None:
        from kgwctl.cel.validation_rules import compile_rules

        rules = compile_rules(schema, engine="interpreter")
        # As after an update that changes nothing, and as in a new object.
        failures = rules.run(schema["default"], old=schema["default"]) or rules.run(schema["default"])
        for failure in failures:
            yield SchemaError("cel", (*path, "default"), "Invalid", failure.message)
    for name, member in (schema.get("properties") or {}).items():
        yield from _default_errors(member, (*path, "properties", name))
    if isinstance(schema.get("items"), Mapping):
        yield from _default_errors(schema["items"], (*path, "items"))


def _text(value: Any, path: tuple[str | int, ...], problem_of: Any) -> Iterator[SchemaError]:
    if not isinstance(value, str) or not value:
        yield SchemaError("schema", path, "Required", "must be a string that is not empty")
    elif problem := problem_of(value):
        yield SchemaError("schema", path, "Invalid", f"{shown(value)}: {problem}")
