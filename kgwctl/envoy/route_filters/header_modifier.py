"""RequestHeaderModifier and ResponseHeaderModifier filters, on rules and on backendRefs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy.messages.generated.core import HeaderValue, HeaderValueOption

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.api.gateway_api.route import HTTPHeader, HTTPHeaderFilter
    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.policy_engine.contract import RouteBackendContext, RouteContext
    from kgwctl.envoy.policy_engine.merging import Strategy


class HeaderModifier(NamedTuple):
    """Headers to add (``add`` first, then ``set``) and to remove, of requests or of responses.

    Modifiers accumulate over rules and delegating parents; on a backendRef the last one counts.
    """

    add: Sequence[HeaderValueOption]
    remove: Sequence[str]
    of_request: bool

    def apply(self, route: Route, _strategy: Strategy, _context: RouteContext) -> None:
        """Append to the route's headers."""
        if self.of_request:
            route.request_headers_to_add = [*route.request_headers_to_add, *self.add]
            route.request_headers_to_remove = [*route.request_headers_to_remove, *self.remove]
        else:
            route.response_headers_to_add = [*route.response_headers_to_add, *self.add]
            route.response_headers_to_remove = [*route.response_headers_to_remove, *self.remove]

    def apply_to_backend(self, context: RouteBackendContext) -> None:
        """Set the backend's headers."""
        if self.of_request:
            context.request_headers_to_add = list(self.add)
            context.request_headers_to_remove = list(self.remove)
        else:
            context.response_headers_to_add = list(self.add)
            context.response_headers_to_remove = list(self.remove)


def request_headers(spec: HTTPHeaderFilter) -> HeaderModifier:
    """Compile a RequestHeaderModifier."""
    return HeaderModifier(_options(spec), spec.remove or (), of_request=True)


def response_headers(spec: HTTPHeaderFilter) -> HeaderModifier:
    """Compile a ResponseHeaderModifier."""
    return HeaderModifier(_options(spec), spec.remove or (), of_request=False)


def _options(spec: HTTPHeaderFilter) -> Sequence[HeaderValueOption]:
    return (*_appended(spec.add or ()), *_overwritten(spec.set or ()))


def _appended(headers: Iterable[HTTPHeader]) -> Iterable[HeaderValueOption]:
    return (HeaderValueOption(header=HeaderValue(key=one.name, value=one.value)) for one in headers)


def _overwritten(headers: Iterable[HTTPHeader]) -> Iterable[HeaderValueOption]:
    for one in headers:
        header = HeaderValue(key=one.name, value=one.value)
        yield HeaderValueOption(header=header, append_action="OVERWRITE_IF_EXISTS_OR_ADD")
