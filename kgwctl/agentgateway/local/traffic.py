"""Settings for requests (``types/local.rs:FilterOrPolicy@v0.11.1``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.local.authentication import api_keys, basic_authentication, jwt_authentication
from kgwctl.agentgateway.local.backend_settings import (
    authorization_rules,
    header_modifier,
    path_change,
    request_redirect,
)
from kgwctl.agentgateway.local.external import external_authorization, external_processing, remote_rate_limit
from kgwctl.agentgateway.local.references import host_reference
from kgwctl.agentgateway.local.scope import text_of, without_absent
from kgwctl.agentgateway.local.values import duration, expression

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.local.attached import Setting
    from kgwctl.agentgateway.local.notes import Holder
    from kgwctl.agentgateway.local.scope import Scope
    from kgwctl.agentgateway.resources.generated.resource import (
        CORS,
        DirectResponse,
        RequestMirrors,
        Retry,
        Timeout,
        TrafficPolicySpec,
        UrlRewrite,
    )

#: What a listener of a local file can have before routing (``LocalGatewayPolicy``).
_BEFORE_ROUTING = frozenset({"jwtAuth", "extAuthz", "extProc", "transformations", "basicAuth", "apiKey"})
_MOST_ATTEMPTS = 255


def traffic_settings(settings: Iterable[Setting], scope: Scope) -> dict[str, Any]:
    """The settings as a local file has them; what it has no form for is noted."""
    found: dict[str, Any] = {}
    for setting in settings:
        if setting.kind == "host_rewrite":
            scope.notes.add(setting.holder, "a local file has no form for hostRewrite")
        elif setting.kind == "authorization":
            rules = authorization_rules(setting.value, setting.holder, scope)
            found.setdefault("authorization", {"rules": []})["rules"] += rules
        else:
            name, form = _FORMS[setting.kind]
            value = form(setting.value, setting.holder, scope)
            if value is not None:
                found[name] = value
    return found


def settings_before_routing(settings: Iterable[Setting], scope: Scope) -> dict[str, Any]:
    """The settings of a listener; only those that a local file takes there."""
    found = traffic_settings(settings, scope)
    return {name: value for name, value in found.items() if name in _BEFORE_ROUTING}


def _timeout(timeout: Timeout, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    return without_absent(
        requestTimeout=duration(timeout.request), backendRequestTimeout=duration(timeout.backend_request)
    )


def _retry(retry: Retry, holder: Holder, scope: Scope) -> dict[str, Any]:
    """agentgateway keeps the lowest byte of the attempts, and takes none for one."""
    attempts = retry.attempts % (_MOST_ATTEMPTS + 1) or 1
    if retry.attempts > _MOST_ATTEMPTS:
        scope.notes.add(holder, f"{retry.attempts} attempts do not fit a byte; agentgateway makes it {attempts}")
    found: dict[str, Any] = {"attempts": attempts, "codes": list(retry.retry_status_codes)}
    return {**found, **without_absent(backoff=duration(retry.backoff))}


def _local_rate_limit(limit: TrafficPolicySpec.LocalRateLimit, _holder: Holder, _scope: Scope) -> list[dict[str, Any]]:
    return [
        {
            "maxTokens": int(limit.max_tokens),
            "tokensPerFill": int(limit.tokens_per_fill),
            "fillInterval": duration(limit.fill_interval),
            "type": "tokens" if limit.type == "TOKEN" else "requests",
        }
    ]


def _transformation(policy: TrafficPolicySpec.TransformationPolicy, holder: Holder, scope: Scope) -> dict[str, Any]:
    return {
        name: _transform(one, holder, scope)
        for name, one in (("request", policy.request), ("response", policy.response))
        if one is not None
    }


def _transform(
    transform: TrafficPolicySpec.TransformationPolicy.Transform, holder: Holder, scope: Scope
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for action, headers in (("set", transform.set), ("add", transform.add)):
        if headers:
            found[action] = {one.name: expression(one.expression, holder, scope.notes) for one in headers}
    if transform.remove:
        found["remove"] = list(transform.remove)
    if transform.body is not None:
        found["body"] = expression(transform.body.expression, holder, scope.notes)
    return found


def _csrf(csrf: TrafficPolicySpec.CSRF, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    return {"additionalOrigins": list(csrf.additional_origins)}


def _cors(cors: CORS, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    lists = without_absent(
        allowHeaders=list(cors.allow_headers),
        allowMethods=list(cors.allow_methods),
        allowOrigins=list(cors.allow_origins),
        exposeHeaders=list(cors.expose_headers),
        maxAge=duration(cors.max_age),
    )
    return {"allowCredentials": cors.allow_credentials, **lists}


def _url_rewrite(rewrite: UrlRewrite, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    authority = {"host": rewrite.host} if rewrite.host else None
    return without_absent(authority=authority, path=path_change(rewrite))


def _request_mirror(mirrors: RequestMirrors, holder: Holder, scope: Scope) -> dict[str, Any] | None:
    if not mirrors.mirrors:
        return None
    first, *others = mirrors.mirrors
    if others:
        scope.notes.add(holder, f"a local file mirrors requests once; {len(others)} more mirrors are left out")
    return {"backend": host_reference(first.backend, holder, scope), "percentage": first.percentage / 100}


def _direct_response(response: DirectResponse, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    # ``body`` may not be left out.
    return {"status": response.status, "body": text_of(response.body)}


#: The settings by their name in the record: the name in the file, and how the value is written.
_FORMS: dict[str, tuple[str, Callable[[Any, Holder, Scope], Any]]] = {
    "timeout": ("timeout", _timeout),
    "retry": ("retry", _retry),
    "local_rate_limit": ("localRateLimit", _local_rate_limit),
    "ext_authz": ("extAuthz", external_authorization),
    "jwt": ("jwtAuth", jwt_authentication),
    "transformation": ("transformations", _transformation),
    "remote_rate_limit": ("remoteRateLimit", remote_rate_limit),
    "csrf": ("csrf", _csrf),
    "ext_proc": ("extProc", external_processing),
    "request_header_modifier": ("requestHeaderModifier", header_modifier),
    "response_header_modifier": ("responseHeaderModifier", header_modifier),
    "request_redirect": ("requestRedirect", request_redirect),
    "url_rewrite": ("urlRewrite", _url_rewrite),
    "request_mirror": ("requestMirror", _request_mirror),
    "direct_response": ("directResponse", _direct_response),
    "cors": ("cors", _cors),
    "basic_auth": ("basicAuth", basic_authentication),
    "api_key_auth": ("apiKey", api_keys),
}
