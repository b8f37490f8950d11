"""kgateway.traffic_policy.transformation"""

from typing import Annotated, Literal

from kgwctl.api.markers import Default, ListMap, ListSet, MaxItems
from kgwctl.api.meta import Spec

BodyParseBehavior = Literal["AsString", "AsJson"]


class HeaderTransformation(Spec):
    """HeaderTransformation."""

    name: str
    value: str | None = None


class BodyTransformation(Spec):
    """BodyTransformation."""

    parse_as: Annotated[BodyParseBehavior | None, Default("AsString")] = None
    value: str | None = None


class Transform(Spec):
    """Transform."""

    set: Annotated[tuple[HeaderTransformation, ...] | None, MaxItems(16), ListMap(("name",))] = None
    add: Annotated[tuple[HeaderTransformation, ...] | None, MaxItems(16), ListMap(("name",))] = None
    remove: Annotated[tuple[str, ...] | None, MaxItems(16), ListSet()] = None
    body: BodyTransformation | None = None


class TransformationPolicy(Spec):
    """TransformationPolicy."""

    request: Transform | None = None
    response: Transform | None = None
