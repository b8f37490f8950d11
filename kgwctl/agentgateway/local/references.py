"""References to plain hosts: services that are asked on the way, mirrors, collectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.local.attached import backend_target, service_target
from kgwctl.agentgateway.local.notes import Holder
from kgwctl.agentgateway.local.scope import NamedHost

if TYPE_CHECKING:
    from kgwctl.agentgateway.local.scope import Scope
    from kgwctl.agentgateway.resources.generated.resource import BackendReference

#: A reference that leads nowhere; requests that need it are refused.
INVALID: dict[str, Any] = {"invalid": None}


def host_reference(ref: BackendReference | None, holder: Holder, scope: Scope) -> dict[str, Any]:
    """One of the forms of ``SimpleLocalBackend``: a host, a named backend, or nothing."""
    if ref is None:
        return INVALID
    if ref.service is not None:
        host = address(ref.service.hostname, ref.port)
        if host is None or is_pool(ref.service.hostname):
            scope.notes.add(holder, f"{ref.service.hostname} cannot be reached by name, so that requests to it fail")
            return INVALID
        target = service_target(ref.service.namespace, ref.service.hostname, ref.port)
        return _host(f"{ref.service.hostname}.{ref.port}", host, target, (), scope)
    return _of_backend(ref.backend or "", holder, scope)


def _of_backend(key: str, holder: Holder, scope: Scope) -> dict[str, Any]:
    backend = scope.backends.get(key)
    if backend is None or backend.static is None:
        what = "is not there" if backend is None else "is not a plain host, which a local file needs here"
        scope.notes.add(holder, f"the backend {key} {what}, so that requests to it fail")
        return INVALID
    host = address(backend.static.host, backend.static.port)
    if host is None:
        scope.notes.add(holder, f"a local file has no form for the address {backend.static.host}")
        return INVALID
    owner = Holder("AgentgatewayBackend", *key.split("/")[:2])
    return _host(key.replace("/", "."), host, backend_target(key), ((owner, backend.inline_policies),), scope)


def _host(name: str, host: str, target: Any, inline: Any, scope: Scope) -> dict[str, Any]:
    """A host as it is, or by the name of a backend that holds its settings."""
    settings = scope.attached.backend(target, inline)
    if not settings:
        return {"host": host}
    scope.hosts[name] = NamedHost(host, settings)
    return {"backend": f"/{name}"}


def address(host: str, port: int) -> str | None:
    """Host and port as one text; ``None`` for IPv6, of which agentgateway reads no form."""
    return None if ":" in host else f"{host}:{port}"


def is_pool(hostname: str) -> bool:
    """Whether the name is that of an InferencePool, which only the controller's services know."""
    return hostname.split(".")[2:3] == ["inference"]
