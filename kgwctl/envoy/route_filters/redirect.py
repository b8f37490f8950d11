"""The RequestRedirect filter, with the ``kgateway.dev/http-redirect-status-code`` annotation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from kgwctl.envoy.messages.generated.route import RedirectAction
from kgwctl.scalars.whole_number import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.api.gateway_api.http_filters import HTTPPathModifier, HTTPRequestRedirectFilter
    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.policy_engine.contract import RouteContext
    from kgwctl.envoy.policy_engine.merging import Strategy

STATUS_CODE_ANNOTATION = "kgateway.dev/http-redirect-status-code"

ResponseCode = Literal["MOVED_PERMANENTLY", "FOUND", "SEE_OTHER", "TEMPORARY_REDIRECT", "PERMANENT_REDIRECT"]

_RESPONSE_CODES: dict[int, ResponseCode] = {
    301: "MOVED_PERMANENTLY",
    302: "FOUND",
    303: "SEE_OTHER",
    307: "TEMPORARY_REDIRECT",
    308: "PERMANENT_REDIRECT",
}
_PORTS = {"http": 80, "https": 443}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_CODES_MESSAGE = "must be one of 301, 302, 303, 307, 308"


class RedirectError(ValueError):
    """The redirect cannot be made; the message is the controller's."""


class Redirect(NamedTuple):
    """A redirect. ``to_listener_port``: it names neither scheme nor port, so it goes to the listener's."""

    action: RedirectAction
    to_listener_port: bool

    def apply(self, route: Route, strategy: Strategy, context: RouteContext) -> None:
        """Redirect instead of what the route did, unless a closer redirect is there and wins.

        Upstream writes the port of the first listener translated into a value that all listeners
        share, in an order that is not fixed; here each listener's routes get its own port.
        """
        if not strategy.settable(route.redirect):
            return
        port = context.placement.listener_port
        action = msgspec.structs.replace(self.action, port_redirect=port) if self.to_listener_port else self.action
        route.route = route.direct_response = None
        route.redirect = action


def redirect(spec: HTTPRequestRedirectFilter, rule_name: str | None, annotations: Mapping[str, str]) -> Redirect:
    """Compile a RequestRedirect. Raises :class:`RedirectError` for a status code that is not one."""
    action = RedirectAction(host_redirect=spec.hostname or "", response_code=_code(spec, rule_name, annotations))
    if spec.port is not None:
        action.port_redirect = spec.port
    elif spec.scheme is not None:
        action.port_redirect = _PORTS.get(spec.scheme.lower(), 0)
    if spec.scheme is not None:
        if spec.scheme.lower() == "https":
            action.https_redirect = True
        else:
            action.scheme_redirect = spec.scheme
    if spec.path is not None:
        _set_path(action, spec.path)
    return Redirect(action, to_listener_port=spec.scheme is None and spec.port is None)


def _set_path(action: RedirectAction, path: HTTPPathModifier) -> None:
    if path.type == "ReplaceFullPath":
        action.path_redirect = "/" if path.replace_full_path is None else path.replace_full_path
    elif path.type == "ReplacePrefixMatch":
        action.prefix_rewrite = "/" if path.replace_prefix_match is None else path.replace_prefix_match


def _code(spec: HTTPRequestRedirectFilter, rule_name: str | None, annotations: Mapping[str, str]) -> ResponseCode:
    annotation = annotations.get(STATUS_CODE_ANNOTATION)
    override = None if annotation is None else _annotated_code(annotation, rule_name)
    code = spec.status_code if override is None else override
    if code is None:
        return "FOUND"
    if code not in _RESPONSE_CODES:
        raise RedirectError(f"invalid redirect status code: {code}; {_CODES_MESSAGE}")
    return _RESPONSE_CODES[code]


def _annotated_code(annotation: str, rule_name: str | None) -> int | None:
    """The first code that is meant for the rule: ``307``, or ``rule1=307, rule2=308``."""
    if not annotation:
        raise RedirectError("missing value")
    for part in annotation.split(","):
        pieces = part.strip().split("=")
        wanted, text = (pieces[0], pieces[1].strip()) if len(pieces) == 2 else ("", part.strip())
        if rule_name is not None and wanted and wanted != rule_name:
            continue
        if not _INTEGER.fullmatch(text):
            raise RedirectError(f"invalid redirect status code: {text}; {_CODES_MESSAGE}")
        return whole_number(text)
    return None
