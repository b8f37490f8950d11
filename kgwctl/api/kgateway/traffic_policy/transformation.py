"""Rewriting by templates in a TrafficPolicy."""

from typing import Annotated, Literal

from kgwctl.api.markers import Default, ListMap, ListSet, MaxItems
from kgwctl.api.meta import Spec

#: How a template sees the body.
BodyParseBehavior = Literal["AsString", "AsJson"]


class HeaderTransformation(Spec):
    """A header with a computed value."""

    name: str
    """Name of the header."""
    value: str | None = None
    """Inja template for the value."""


class BodyTransformation(Spec):
    """A computed body."""

    parse_as: Annotated[BodyParseBehavior | None, Default("AsString")] = None
    """Take the body as text, or as JSON whose fields the template can name."""
    value: str | None = None
    """Inja template for the new body; absent leaves the body as it is."""


class Transform(Spec):
    """Rewriting of one direction."""

    set: Annotated[tuple[HeaderTransformation, ...] | None, MaxItems(16), ListMap(("name",))] = None
    """Headers to overwrite, or to add if they are missing."""
    add: Annotated[tuple[HeaderTransformation, ...] | None, MaxItems(16), ListMap(("name",))] = None
    """Headers to add, besides any of the same name."""
    remove: Annotated[tuple[str, ...] | None, MaxItems(16), ListSet()] = None
    """Names of headers to take out."""
    body: BodyTransformation | None = None
    """The new body."""


class TransformationPolicy(Spec):
    """Rewriting of requests and responses."""

    request: Transform | None = None
    """Of requests."""
    response: Transform | None = None
    """Of responses."""
