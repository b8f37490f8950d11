"""Backends as they stand below routes (``types/local.rs:LocalBackend@v0.11.1``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.local.attached import backend_target, service_target
from kgwctl.agentgateway.local.backend_settings import backend_settings
from kgwctl.agentgateway.local.notes import Holder, holder_of
from kgwctl.agentgateway.local.references import INVALID, address, is_pool
from kgwctl.agentgateway.local.scope import without_absent

if TYPE_CHECKING:
    from kgwctl.agentgateway.local.attached import Setting, TargetKey
    from kgwctl.agentgateway.local.scope import Scope
    from kgwctl.agentgateway.resources.generated.resource import (
        AIBackend,
        Backend,
        BackendReference,
        ListenerName,
        MCPBackend,
        MCPTarget,
        RouteBackend,
        RouteName,
    )

_PROVIDERS = {
    "openai": "openAI",
    "gemini": "gemini",
    "vertex": "vertex",
    "anthropic": "anthropic",
    "bedrock": "bedrock",
    "azureopenai": "azureOpenAI",
}
#: Paths that agentgateway takes where none is given.
_MCP_PATHS = {"SSE": "/sse", "STREAMABLE_HTTP": "/mcp", "UNDEFINED": "/mcp"}


class RouteBackendForm:
    """A backend of a route as written, and what of its settings belongs to the route."""

    __slots__ = ("backend", "for_route")

    def __init__(self, backend: dict[str, Any], for_route: list[Setting]) -> None:
        self.backend = backend
        self.for_route = for_route


def route_backend(ref: RouteBackend, route: RouteName, listener: ListenerName, scope: Scope) -> RouteBackendForm:
    """A backend with every setting that applies to calls of it from this route."""
    holder = holder_of(route)
    backend, target, own = _resolved(ref.backend, holder, scope)
    inline = [(holder, ref.backend_policies), *own]
    settings = scope.attached.backend(target, inline, route, listener) if target is not None else []
    # Local files have this one setting at routes only.
    for_route = [one for one in settings if one.kind == "mcp_authentication"]
    policies = backend_settings((one for one in settings if one.kind != "mcp_authentication"), scope)
    form: dict[str, Any] = {"weight": ref.weight, **backend}
    return RouteBackendForm({**form, "policies": policies} if policies else form, for_route)


def tcp_backend(ref: RouteBackend, route: RouteName, listener: ListenerName, scope: Scope) -> dict[str, Any]:
    """A backend of a TCP route, which has no settings but TLS (``LocalTCPRouteBackend``)."""
    holder = holder_of(route)
    backend, target, own = _resolved(ref.backend, holder, scope)
    if not backend.keys() & {"host", "invalid"}:
        scope.notes.add(holder, "a TCP route of a local file leads to plain hosts only, so that connections fail")
        return {"weight": ref.weight, **INVALID}
    inline = [(holder, ref.backend_policies), *own]
    settings = scope.attached.backend(target, inline, route, listener) if target is not None else []
    policies = backend_settings((one for one in settings if one.kind == "backend_tls"), scope)
    form: dict[str, Any] = {"weight": ref.weight, **backend}
    return {**form, "policies": policies} if policies else form


def _resolved(
    ref: BackendReference | None, holder: Holder, scope: Scope
) -> tuple[dict[str, Any], TargetKey | None, list[tuple[Holder, Any]]]:
    """The form of a backend, what policies call it, and the settings it has of its own."""
    if ref is None:
        return INVALID, None, []
    if ref.service is not None:
        hostname = ref.service.hostname
        host = address(hostname, ref.port)
        if is_pool(hostname) or host is None:
            scope.notes.add(holder, f"{hostname} has no address in a local file, so that requests to it fail")
            return INVALID, None, []
        return {"host": host}, service_target(ref.service.namespace, hostname, ref.port), []
    backend = scope.backends.get(ref.backend or "")
    if backend is None:
        scope.notes.add(holder, f"the backend {ref.backend} is not there, so that requests to it fail")
        return INVALID, None, []
    owner = _owner(backend)
    return _form(backend, owner, scope), backend_target(backend.key), [(owner, backend.inline_policies)]


def _owner(backend: Backend) -> Holder:
    assert backend.name is not None
    return Holder("AgentgatewayBackend", backend.name.namespace, backend.name.name)


def _form(backend: Backend, owner: Holder, scope: Scope) -> dict[str, Any]:
    if backend.static is not None:
        host = address(backend.static.host, backend.static.port)
        if host is None:
            scope.notes.add(owner, f"a local file has no form for the address {backend.static.host}")
            return INVALID
        return {"host": host}
    if backend.mcp is not None:
        return {"mcp": _mcp(backend.mcp, owner, scope)}
    if backend.ai is not None:
        return {"ai": _ai(backend.ai, backend.key, owner, scope)}
    return {"dynamic": {}}


def _mcp(mcp: MCPBackend, owner: Holder, scope: Scope) -> dict[str, Any]:
    targets = [one for one in (_mcp_target(target, owner, scope) for target in mcp.targets) if one is not None]
    return {"targets": targets, "statefulMode": mcp.stateful_mode.lower(), "prefixMode": mcp.prefix_mode.lower()}


def _mcp_target(target: MCPTarget, owner: Holder, scope: Scope) -> dict[str, Any] | None:
    ref = target.backend
    path = target.path or _MCP_PATHS[target.protocol]
    where: dict[str, Any]
    if ref is not None and ref.service is not None:
        where = {"host": ref.service.hostname, "port": ref.port, "path": path}
        settings = scope.attached.backend(service_target(ref.service.namespace, ref.service.hostname, ref.port), ())
    else:
        backend = scope.backends.get((ref.backend if ref is not None else None) or "")
        if backend is None or backend.static is None:
            scope.notes.add(owner, f"the MCP target {target.name} has no address")
            return None
        where = {"host": backend.static.host, "port": backend.static.port, "path": path}
        # Policies name the target as a section of the whole.
        section = backend_target(backend.key.rpartition("/")[0], target.name)
        settings = scope.attached.section(section, backend.inline_policies, owner)
    if any(one.kind == "backend_tls" for one in settings):
        slash = "" if path.startswith("/") else "/"
        where = {"host": f"https://{where['host']}:{where['port']}{slash}{path}"}
    _note_lost(settings, target.name, scope)
    return {"name": target.name, "sse" if target.protocol == "SSE" else "mcp": where}


def _note_lost(settings: list[Setting], name: str, scope: Scope) -> None:
    """MCP targets have no settings; that they are called by TLS their address can say."""
    for one in settings:
        options = backend_settings([one], scope).get("backendTLS")
        if one.kind != "backend_tls":
            scope.notes.add(one.holder, f"a local file has no {one.kind} for the MCP target {name}")
        elif options:
            names = ", ".join(sorted(options))
            scope.notes.add(one.holder, f"of the TLS settings for the MCP target {name} these are left out: {names}")


def _ai(ai: AIBackend, key: str, owner: Holder, scope: Scope) -> dict[str, Any]:
    groups = [
        {"providers": [_provider(one, key, owner, scope) for one in group.providers]} for group in ai.provider_groups
    ]
    only = groups[0]["providers"] if len(groups) == 1 else []
    return only[0] if len(only) == 1 else {"groups": groups}


def _provider(provider: AIBackend.Provider, key: str, owner: Holder, scope: Scope) -> dict[str, Any]:
    ((kind, model),) = [(kind, value) for kind in _PROVIDERS if (value := getattr(provider, kind)) is not None]
    override = provider.host_override
    settings = scope.attached.section(backend_target(key, provider.name), provider.inline_policies, owner)
    fields = {_LOCAL_NAMES.get(name, name): getattr(model, name) for name in model.__struct_fields__}
    return {
        "name": provider.name,
        "provider": {_PROVIDERS[kind]: {name: value for name, value in fields.items() if value is not None}},
        **without_absent(
            hostOverride=address(override.host, override.port) if override is not None else None,
            pathOverride=provider.path_override,
            policies=backend_settings(settings, scope),
        ),
    }


#: Names of the providers' fields that differ between record and file.
_LOCAL_NAMES = {
    "project_id": "projectId",
    "api_version": "apiVersion",
    "guardrail_identifier": "guardrailIdentifier",
    "guardrail_version": "guardrailVersion",
}
