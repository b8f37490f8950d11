"""Settings for calls of backends (``types/local.rs:LocalBackendPolicies@v0.11.1``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.local.language_models import ai_settings
from kgwctl.agentgateway.local.scope import plain, without_absent
from kgwctl.agentgateway.local.values import duration, expression, header_map

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.local.attached import Setting
    from kgwctl.agentgateway.local.notes import Holder
    from kgwctl.agentgateway.local.scope import Scope
    from kgwctl.agentgateway.resources.generated.resource import (
        BackendAuthPolicy,
        BackendPolicySpec,
        HeaderModifier,
        RequestRedirect,
    )

#: Settings that a local file has no form for, and what that means.
_UNSAYABLE = {
    "request_mirror": "a local file mirrors requests of routes only, not of backends",
    "inference_routing": "a local file knows no InferencePools: their endpoints are not picked",
    "mcp_authentication": "a local file authenticates clients of MCP servers at routes only",
}
_VERSIONS = {"HTTP1": "HTTP/1.1", "HTTP2": "HTTP/2.0"}


def backend_settings(settings: Iterable[Setting], scope: Scope) -> dict[str, Any]:
    """The settings as a local file has them; what it has no form for is noted."""
    found: dict[str, Any] = {}
    for setting in settings:
        if setting.kind in _UNSAYABLE:
            scope.notes.add(setting.holder, _UNSAYABLE[setting.kind])
        elif setting.kind == "mcp_authorization":
            rules = authorization_rules(setting.value, setting.holder, scope)
            found.setdefault("mcpAuthorization", {"rules": []})["rules"] += rules
        else:
            name, form = _FORMS[setting.kind]
            found[name] = form(setting.value, setting.holder, scope)
    return found


def authorization_rules(rules: Any, holder: Holder, scope: Scope) -> list[dict[str, str]]:
    """Rules of both directions, each an expression."""
    allowed = [{"allow": expression(one, holder, scope.notes)} for one in rules.allow]
    return allowed + [{"deny": expression(one, holder, scope.notes)} for one in rules.deny]


def header_modifier(modifier: HeaderModifier, holder: Holder, scope: Scope) -> dict[str, Any]:
    """Changes to headers."""
    return without_absent(
        add=header_map(modifier.add, holder, scope.notes),
        set=header_map(modifier.set, holder, scope.notes),
        remove=list(modifier.remove),
    )


def request_redirect(redirect: RequestRedirect, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    """Where clients are sent (``types/agent_xds.rs@v0.11.1``)."""
    authority: dict[str, Any] | None = None
    if redirect.host and redirect.port:
        authority = {"full": f"{redirect.host}:{redirect.port}"}
    elif redirect.port:
        authority = {"port": redirect.port}
    elif redirect.host:
        authority = {"host": redirect.host}
    return without_absent(
        scheme=redirect.scheme, authority=authority, path=path_change(redirect), status=redirect.status
    )


def path_change(change: Any) -> dict[str, str] | None:
    """A whole path or a prefix put in place of another."""
    if change.full is not None:
        return {"full": change.full}
    return None if change.prefix is None else {"prefix": change.prefix}


def backend_tls(tls: BackendPolicySpec.BackendTLS, holder: Holder, scope: Scope) -> dict[str, Any]:
    """TLS, with its certificates in files. An empty file of roots trusts nobody, as it does in xDS."""
    name = f"{holder.namespace}_{holder.name}"
    files = {"cert": (tls.cert, "crt"), "key": (tls.key, "key"), "root": (tls.root, "ca.crt")}
    found: dict[str, Any] = {
        field: scope.file(name, ending, content) for field, (content, ending) in files.items() if content is not None
    }
    if tls.hostname is not None:
        found["hostname"] = tls.hostname
    if tls.verification != "STRICT":
        found["insecure" if tls.verification == "INSECURE_ALL" else "insecureHost"] = True
    if tls.alpn is not None:
        found["alpn"] = list(tls.alpn.protocols)
    if tls.verify_subject_alt_names:
        found["subjectAltNames"] = list(tls.verify_subject_alt_names)
    return found


def _auth(auth: BackendAuthPolicy, _holder: Holder, _scope: Scope) -> Any:
    if auth.key is not None:
        return {"key": plain(auth.key.secret)}
    if auth.aws is not None and auth.aws.explicit_config is not None:
        config = auth.aws.explicit_config
        members = {"accessKeyId": plain(config.access_key_id), "secretAccessKey": plain(config.secret_access_key)}
        if config.session_token is not None:
            members["sessionToken"] = plain(config.session_token)
        # The region is that of the provider, whose name stands in the request's host.
        return {"aws": {**members, "region": config.region}}
    if auth.aws is not None:
        return {"aws": {}}
    return {"passthrough": {}}


def _http(http: BackendPolicySpec.BackendHTTP, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    return without_absent(version=_VERSIONS.get(http.version), requestTimeout=duration(http.request_timeout))


def _a2a(_value: Any, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    return {}


def _ai(ai: BackendPolicySpec.Ai, holder: Holder, scope: Scope) -> dict[str, Any]:
    return ai_settings(ai, holder, scope, backend_settings)


#: The settings by their name in the record: the name in the file, and how the value is written.
_FORMS: dict[str, tuple[str, Callable[[Any, Holder, Scope], Any]]] = {
    "request_header_modifier": ("requestHeaderModifier", header_modifier),
    "response_header_modifier": ("responseHeaderModifier", header_modifier),
    "request_redirect": ("requestRedirect", request_redirect),
    "a2a": ("a2a", _a2a),
    "ai": ("ai", _ai),
    "backend_tls": ("backendTLS", backend_tls),
    "auth": ("backendAuth", _auth),
    "backend_http": ("http", _http),
}
