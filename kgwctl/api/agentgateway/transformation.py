"""agentgateway.transformation"""

from typing import Annotated

from kgwctl.api.kgateway.shared import CELExpression
from kgwctl.api.markers import ListMap, ListSet, MaxItems, MaxLength, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import Spec
from kgwctl.api.rules import Expression, at_least_one_of

PSEUDO_HEADER = Expression(
    "self in [':authority', ':method', ':path', ':scheme', ':status'] || !self.startsWith(':')",
    message="the only pseudo-headers that can be changed are :authority, :method, :path, :scheme and :status",
)


HeaderName = Annotated[
    str, MinLength(1), MaxLength(256), Pattern(r"^:?[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$"), PSEUDO_HEADER
]


class HeaderTransformation(Spec):
    """HeaderTransformation."""

    name: HeaderName
    value: CELExpression


@constraints(at_least_one_of("set", "add", "remove", "body"))
class Transform(Spec):
    """Transform."""

    set: Annotated[tuple[HeaderTransformation, ...] | None, MinItems(1), MaxItems(16), ListMap(("name",))] = None
    add: Annotated[tuple[HeaderTransformation, ...] | None, MinItems(1), MaxItems(16), ListMap(("name",))] = None
    remove: Annotated[tuple[HeaderName, ...] | None, MinItems(1), MaxItems(16), ListSet()] = None
    body: CELExpression | None = None


@constraints(at_least_one_of("request", "response"))
class Transformation(Spec):
    """Transformation."""

    request: Transform | None = None
    response: Transform | None = None
