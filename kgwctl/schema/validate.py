"""What an API server would say to the creation of one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.schema.errors import SchemaError
from kgwctl.schema.kinds import CompiledKind
from kgwctl.schema.metadata import unknown_field, validate_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.cel.validation_rules import CelFailure

#: Errors after which Kubernetes does not evaluate rules.
_BLOCKING = frozenset(("Required", "TypeInvalid", "NotSupported", "TooLong", "TooMany"))


class Admission(NamedTuple):
    """An object as an API server would store it, and the reasons why it would not."""

    value: dict[str, Any]
    errors: list[SchemaError]


def admit(value: dict[str, Any], kind: CompiledKind) -> Admission:
    """Prune, default and check an object, CEL rules left out.

    The order is the API server's: unknown fields are found first, nulls and defaults settled next, then
    what a creation cannot set is dropped (``status`` where it is a subresource, the namespace of a
    cluster-scoped object), and what results is checked.
    Source: k8s.io/apiserver ``pkg/registry/rest/create.go:BeforeCreate``;
    k8s.io/apiextensions-apiserver ``pkg/registry/customresource/strategy.go:PrepareForCreate``.
    """
    pruned = kind.prune(value)
    errors = [unknown_field(path) for path in pruned.unknown]
    defaulted: dict[str, Any] = _created(kind.default(pruned.value), kind)
    errors += validate_metadata(defaulted, kind.kind.group, kind.kind.kind)
    errors += check_structure(defaulted, kind)
    return Admission(defaulted, errors)


def check_structure(value: Any, kind: CompiledKind) -> list[SchemaError]:
    """The errors of a value (already defaulted) against the schema, embedded objects included."""
    errors = [problem.to_error("schema") for problem in kind.check(value) or ()]
    if kind.kind.embedded_objects:
        from kgwctl.schema.embedded import validate_embedded

        errors += validate_embedded(kind.kind.schema, value)
    return errors


def validate(value: dict[str, Any], kind: CompiledKind) -> list[SchemaError]:
    """All errors of an object: strict decoding, metadata, schema, and CEL rules.

    Rules see the defaulted object and are evaluated even where the schema has failed; an API server
    reports them only after the other errors are mended.
    """
    admission = admit(value, kind)
    conforms = not any(error.by == "schema" for error in admission.errors)
    return [*admission.errors, *evaluate_rules(admission.value, kind, conforms=conforms)]


def evaluate_rules(value: dict[str, Any], kind: CompiledKind, *, conforms: bool) -> list[SchemaError]:
    """The CEL rules that a defaulted object breaks; ``conforms`` says that its schema is satisfied."""
    failures = kind.rules.run(value, conforms=conforms)
    return [_broken_rule(failure) for failure in failures]


def hides_rules(errors: Iterable[SchemaError]) -> bool:
    """Whether an API server, having found ``errors``, leaves the rules out: it does where values are not
    what a rule may rely on, and a failing rule would only repeat that.
    """
    return any(error.by == "schema" and error.type in _BLOCKING for error in errors)


def _broken_rule(failure: CelFailure) -> SchemaError:
    return SchemaError("cel", failure.path, failure.reason.removeprefix("FieldValue"), failure.message)


def _created(value: dict[str, Any], kind: CompiledKind) -> dict[str, Any]:
    """The object as it is created: what its creator cannot set is gone."""
    if kind.kind.status_subresource and "status" in value:
        value = {key: member for key, member in value.items() if key != "status"}
    metadata = value.get("metadata")
    if not kind.kind.namespaced and isinstance(metadata, dict) and "namespace" in metadata:
        value = {**value, "metadata": {key: member for key, member in metadata.items() if key != "namespace"}}
    return value
