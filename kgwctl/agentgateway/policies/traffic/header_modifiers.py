"""``traffic.headerModifiers``: headers set, added and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Ignored, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import Header, HeaderModifier, TrafficPolicySpec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.kgateway.shared import HeaderModifiers, HTTPHeader, HTTPHeaderFilter

_SUFFIX = "header-modifier"


def translate(spec: HeaderModifiers, _origin: Origin, _env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processHeaderModifierPolicy@v2.2.0``.

    Both directions have the same key, so that the controller sends only the later, that of responses.
    """
    parts = []
    ignored: tuple[Ignored, ...] = ()
    if spec.request is not None:
        parts.append(Part(_SUFFIX, TrafficPolicySpec(request_header_modifier=_modifier(spec.request))))
    if spec.response is not None:
        parts.append(Part(_SUFFIX, TrafficPolicySpec(response_header_modifier=_modifier(spec.response))))
        if spec.request is not None:
            why = "headers of requests stay as they are where the same policy modifies those of responses, too"
            ignored = (Ignored(why, ("request",)),)
    return Made(tuple(parts), (), ignored)


def _modifier(spec: HTTPHeaderFilter) -> HeaderModifier:
    return HeaderModifier(add=_headers(spec.add or ()), set=_headers(spec.set or ()), remove=list(spec.remove or ()))


def _headers(specs: Iterable[HTTPHeader]) -> list[Header]:
    return [Header(name=one.name, value=one.value) for one in specs]


FEATURE = Feature(("headerModifiers",), translate)
