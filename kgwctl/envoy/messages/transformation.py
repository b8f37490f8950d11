# ruff: noqa: RUF012 - msgspec copies empty list and dict defaults
"""Records of the classic transformation filter (``envoy.api.v2.filter.http``).

The filter is not part of Envoy and its protos are not in ``xds-protos``, so these are written by
hand, with the fields kgateway sets when ``KGW_USE_RUST_FORMATIONS`` is off.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kgwctl.envoy.messages.generated.route import RouteMatch
from kgwctl.envoy.messages.message import Message


class InjaTemplate(Message):
    """A template in Inja syntax."""

    PROTO = "envoy.api.v2.filter.http.InjaTemplate"

    text: str = ""


class Passthrough(Message):
    """Leaves the body as it is."""

    PROTO = "envoy.api.v2.filter.http.Passthrough"


class TransformationTemplate(Message):
    """What to do with headers and body.

    At most one of body, passthrough.
    """

    RequestBodyParse = Literal["ParseAsJson", "DontParse"]

    class HeaderToAppend(Message):
        """One header to append."""

        PROTO = "envoy.api.v2.filter.http.TransformationTemplate.HeaderToAppend"

        key: str = ""
        value: InjaTemplate | None = None

    PROTO = "envoy.api.v2.filter.http.TransformationTemplate"

    headers: dict[str, InjaTemplate] = {}
    body: InjaTemplate | None = None
    passthrough: Passthrough | None = None
    parse_body_behavior: TransformationTemplate.RequestBodyParse = "ParseAsJson"
    headers_to_append: list[TransformationTemplate.HeaderToAppend] = []
    headers_to_remove: list[str] = []


class Transformation(Message):
    """One transformation."""

    PROTO = "envoy.api.v2.filter.http.Transformation"

    transformation_template: TransformationTemplate | None = None


class TransformationRule(Message):
    """Transformations of the requests that match."""

    class Transformations(Message):
        """The two directions."""

        PROTO = "envoy.api.v2.filter.http.TransformationRule.Transformations"

        request_transformation: Transformation | None = None
        response_transformation: Transformation | None = None
        clear_route_cache: bool = False

    PROTO = "envoy.api.v2.filter.http.TransformationRule"

    match: RouteMatch | None = None
    route_transformations: TransformationRule.Transformations | None = None


class FilterTransformations(Message):
    """Configuration of the filter in a chain."""

    PROTO = "envoy.api.v2.filter.http.FilterTransformations"

    at_type: str | None = msgspec.field(name="@type", default=None)
    transformations: list[TransformationRule] = []
    stage: int = 0


class RouteTransformations(Message):
    """Configuration of the filter on a route."""

    class RouteTransformation(Message):
        """One transformation of a route."""

        class RequestMatch(Message):
            """Transformations of the requests that match."""

            PROTO = "envoy.api.v2.filter.http.RouteTransformations.RouteTransformation.RequestMatch"

            match: RouteMatch | None = None
            request_transformation: Transformation | None = None
            response_transformation: Transformation | None = None
            clear_route_cache: bool = False

        PROTO = "envoy.api.v2.filter.http.RouteTransformations.RouteTransformation"

        stage: int = 0
        request_match: RouteTransformations.RouteTransformation.RequestMatch | None = None

    PROTO = "envoy.api.v2.filter.http.RouteTransformations"

    at_type: str | None = msgspec.field(name="@type", default=None)
    transformations: list[RouteTransformations.RouteTransformation] = []
