"""agentgateway.transformation"""

from __future__ import annotations

from typing import Annotated

from kgwctl.api.kgateway.shared import CELExpression
from kgwctl.api.markers import ListMap, ListSet, MaxItems, MaxLength, MinItems, MinLength, Pattern
from kgwctl.api.meta import Spec

HeaderName = Annotated[str, MinLength(1), MaxLength(256), Pattern(r"^:?[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$")]


class HeaderTransformation(Spec):
    """HeaderTransformation."""

    name: HeaderName
    value: CELExpression


class Transform(Spec):
    """Transform."""

    set: Annotated[tuple[HeaderTransformation, ...] | None, MinItems(1), MaxItems(16), ListMap(("name",))] = None
    add: Annotated[tuple[HeaderTransformation, ...] | None, MinItems(1), MaxItems(16), ListMap(("name",))] = None
    remove: Annotated[tuple[HeaderName, ...] | None, MinItems(1), MaxItems(16), ListSet()] = None
    body: CELExpression | None = None


class Transformation(Spec):
    """Transformation."""

    request: Transform | None = None
    response: Transform | None = None
