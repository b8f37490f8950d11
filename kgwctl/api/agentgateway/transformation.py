"""Rewriting by CEL expressions in agentgateway."""

from typing import Annotated

from kgwctl.api.field_rules import Expression, at_least_one_of
from kgwctl.api.kgateway.shared import CELExpression
from kgwctl.api.markers import ListMap, ListSet, MaxItems, MaxLength, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import Spec

PSEUDO_HEADER = Expression(
    "self in [':authority', ':method', ':path', ':scheme', ':status'] || !self.startsWith(':')",
    message="the only pseudo-headers that can be changed are :authority, :method, :path, :scheme and :status",
)


#: The name of a header or pseudo-header.
HeaderName = Annotated[
    str, MinLength(1), MaxLength(256), Pattern(r"^:?[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$"), PSEUDO_HEADER
]


class HeaderTransformation(Spec):
    """A header with a computed value."""

    name: HeaderName
    """Name of the header, or a pseudo-header."""
    value: CELExpression
    """CEL expression for the value."""


@constraints(at_least_one_of("set", "add", "remove", "body"))
class Transform(Spec):
    """Rewriting of one direction."""

    set: Annotated[tuple[HeaderTransformation, ...] | None, MinItems(1), MaxItems(16), ListMap(("name",))] = None
    """Headers to overwrite, or to add if they are missing."""
    add: Annotated[tuple[HeaderTransformation, ...] | None, MinItems(1), MaxItems(16), ListMap(("name",))] = None
    """Values to append to headers, or headers to add."""
    remove: Annotated[tuple[HeaderName, ...] | None, MinItems(1), MaxItems(16), ListSet()] = None
    """Names of headers to take out."""
    body: CELExpression | None = None
    """CEL expression for the new body."""


@constraints(at_least_one_of("request", "response"))
class Transformation(Spec):
    """Rewriting of requests and responses."""

    request: Transform | None = None
    """Of requests."""
    response: Transform | None = None
    """Of responses."""
