"""Services that are asked on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.local.references import host_reference
from kgwctl.agentgateway.local.scope import without_absent
from kgwctl.agentgateway.local.values import duration, expression, expressions

if TYPE_CHECKING:
    from kgwctl.agentgateway.local.notes import Holder
    from kgwctl.agentgateway.local.scope import Scope
    from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec


def external_authorization(auth: TrafficPolicySpec.ExternalAuth, holder: Holder, scope: Scope) -> dict[str, Any]:
    """``http/ext_authz.rs:ExtAuthz@v0.11.1``. Without a service every request is refused."""
    found = {**host_reference(auth.target, holder, scope), "protocol": _protocol(auth, holder, scope)}
    found["failureMode"] = _failure_mode(auth)
    if auth.include_request_headers:
        found["includeRequestHeaders"] = list(auth.include_request_headers)
    if auth.include_request_body is not None:
        body = auth.include_request_body
        found["includeRequestBody"] = {
            "maxRequestBytes": body.max_request_bytes,
            "allowPartialMessage": body.allow_partial_message,
            "packAsBytes": body.pack_as_bytes,
        }
    return {**found, **without_absent(timeout=duration(auth.timeout))}


def _failure_mode(auth: TrafficPolicySpec.ExternalAuth) -> Any:
    if auth.failure_mode == "DENY_WITH_STATUS":
        return {"denyWithStatus": auth.status_on_error}
    return auth.failure_mode.lower()


def _protocol(auth: TrafficPolicySpec.ExternalAuth, holder: Holder, scope: Scope) -> dict[str, Any]:
    """gRPC where neither protocol is asked for."""
    if auth.http is None:
        if auth.grpc is None:
            return {"grpc": {}}
        metadata = expressions(auth.grpc.metadata, holder, scope.notes)
        return {"grpc": without_absent(context=dict(auth.grpc.context), metadata=metadata)}
    http = auth.http
    found = {
        name: expression(text, holder, scope.notes)
        for name, text in (("path", http.path), ("redirect", http.redirect))
        if text is not None
    }
    rest = without_absent(
        includeResponseHeaders=list(http.include_response_headers),
        addRequestHeaders=expressions(http.add_request_headers, holder, scope.notes),
        metadata=expressions(http.metadata, holder, scope.notes),
    )
    return {"http": {**found, **rest}}


def external_processing(processing: TrafficPolicySpec.ExtProc, holder: Holder, scope: Scope) -> dict[str, Any]:
    """``http/ext_proc.rs:ExtProc@v0.11.1``."""
    mode = "failOpen" if processing.failure_mode == "FAIL_OPEN" else "failClosed"
    return {**host_reference(processing.target, holder, scope), "failureMode": mode}


def remote_rate_limit(limit: TrafficPolicySpec.RemoteRateLimit, holder: Holder, scope: Scope) -> dict[str, Any]:
    """``http/remoteratelimit.rs:RemoteRateLimit@v0.11.1``."""
    descriptors = [
        {
            "entries": [{"key": e.key, "value": expression(e.value, holder, scope.notes)} for e in one.entries],
            "type": one.type.lower(),
        }
        for one in limit.descriptors
    ]
    return {"domain": limit.domain, **host_reference(limit.target, holder, scope), "descriptors": descriptors}
