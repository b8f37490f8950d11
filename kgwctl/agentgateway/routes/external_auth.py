"""External authorization as an HTTPRoute's filter.

Source: ``translator/agw.go:CreateAgwExternalAuthFilter@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec
from kgwctl.golang.text import quote

if TYPE_CHECKING:
    from kgwctl.agentgateway.resources.generated.resource import BackendReference
    from kgwctl.api.gateway_api.http_filters import HTTPExternalAuthFilter

_AUTH = TrafficPolicySpec.ExternalAuth
#: Headers that an HTTP server is always told.
_ALWAYS = ("Authorization", ":authority")


def external_auth(spec: HTTPExternalAuthFilter, target: BackendReference) -> TrafficPolicySpec.ExternalAuth:
    """The filter with the server that it asks."""
    made = _AUTH(target=target)
    if spec.forward_body is not None:
        made.include_request_body = _AUTH.BodyOptions(max_request_bytes=spec.forward_body.max_size or 0)
    if spec.protocol == "HTTP":
        http = spec.http
        path = (http.path if http is not None else None) or ""
        allowed = (http.allowed_headers if http is not None else None) or ()
        told = (http.allowed_response_headers if http is not None else None) or ()
        made.http = _AUTH.HTTPProtocol(
            path=f"{quote(path if path.startswith('/') else f'/{path}')} + request.path" if path else None,
            include_response_headers=list(told),
        )
        made.include_request_headers = [*_ALWAYS, *allowed]
    else:
        made.grpc = _AUTH.GRPCProtocol()
        made.include_request_headers = list((spec.grpc.allowed_headers if spec.grpc is not None else None) or ())
    return made
