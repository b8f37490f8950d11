"""OpenAPI v3 structural schemas compiled to closures that validate as the API server does.

A compiled schema is a function from a value to its problems, ``None`` when there are none. Parts are
compiled when the first value of their kind meets them, so a large schema costs only what is used.
Semantics follow apiextensions' use of kube-openapi: every error is reported, unknown fields are not
an error here (see ``pruning``), a value of the wrong type is still checked for its own kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from kgwctl.schema.arrays import array_checks
from kgwctl.schema.checks import Check, TypedChecks
from kgwctl.schema.composition import composition_check
from kgwctl.schema.errors import Problem
from kgwctl.schema.json_types import JSON_TYPES, declared_types, enforced_format, type_checks
from kgwctl.schema.maps import map_checks
from kgwctl.schema.scalars import enum_check, number_checks, string_checks

#: A structural schema as plain data (``openAPIV3Schema`` or a part of it).
Schema = Mapping[str, Any]


def compile_schema(schema: Schema) -> TypedChecks:
    """The validator of ``schema``: call it with a value, get its problems or None."""
    return TypedChecks(partial(_compile_for, schema))


def _compile_for(schema: Schema, python_type: type) -> Check | None:
    """The checks that a value of ``python_type`` has to pass, in Kubernetes' order."""
    kind = JSON_TYPES[python_type]
    steps = [*type_checks(schema, kind)]
    if kind != "null":
        composition = composition_check(schema, kind, compile_schema)
        steps += [composition] if composition else []
        if kind == "string":
            steps += string_checks(schema, enforced_format(schema, declared_types(schema)))
        elif kind in ("integer", "number"):
            steps += number_checks(schema)
        elif kind == "array":
            steps += array_checks(schema, compile_schema)
    if schema.get("enum"):
        steps.append(enum_check(schema["enum"]))
    if kind == "object":
        steps += map_checks(schema, compile_schema)
    return _chain(steps)


def _chain(steps: list[Check]) -> Check | None:
    if len(steps) < 2:
        return steps[0] if steps else None
    ordered = tuple(steps)

    def check(value: Any) -> list[Problem] | None:
        problems: list[Problem] | None = None
        for step in ordered:
            found = step(value)
            if found:
                problems = found if problems is None else problems + found
        return problems

    return check
