"""The backends of routes.

Source: ``translator/conversion.go:buildAgwDestination@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.environment import (
    AGENTGATEWAY_GROUP,
    INFERENCE_GROUP,
    pool_hostname,
    service_hostname,
)
from kgwctl.agentgateway.resources.generated.resource import BackendReference, RouteBackend
from kgwctl.agentgateway.routes.problem import unaccepted, unresolved
from kgwctl.api.kinds import AGENTGATEWAY_BACKEND, ISTIO, SERVICE
from kgwctl.golang.text import quote
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.routes.problem import Problem

_UNSUPPORTED = "UnsupportedValue"
_HOSTNAME_GIVEN = "service name invalid; the name of the Service must be used, not the hostname."


class Destinations:
    """Finds what references of routes lead to."""

    def __init__(self, env: Environment, allowed: Callable[[ObjectKey, ObjectKey], bool]) -> None:
        self._env = env
        self._allowed = allowed

    def find(self, route: ObjectKey, ref: Any) -> tuple[RouteBackend | None, Problem | None]:
        """The backend of a reference, and what is wrong with it; there may be both.

        Raises :class:`~kgwctl.agentgateway.routes.problem.RouteError` for what stops the whole route.
        """
        kind = ("" if ref.group is None else ref.group, ref.kind or "Service")
        namespace = route.namespace if ref.namespace is None else ref.namespace
        if not self._allowed(route, ObjectKey(*kind, namespace, ref.name)):
            text = (
                f"backendRef {ref.name}/{namespace} not accessible to a {route.kind} in namespace "
                f"{quote(route.namespace)} (missing a ReferenceGrant?)"
            )
            return None, unresolved("RefNotPermitted", text)
        weight = getattr(ref, "weight", None)
        made = RouteBackend(weight=1 if weight is None else weight)
        match kind:
            case ("", "Service"):
                return made, self._service(made, ref, namespace)
            case (group, "InferencePool") if group == INFERENCE_GROUP:
                return made, self._pool(made, ref, namespace)
            case (group, "AgentgatewayBackend") if group == AGENTGATEWAY_GROUP:
                return self._backend(made, ref, route.namespace)
            case (group, "Hostname") if group == ISTIO:
                _hostname(made, ref, namespace)
                return made, None
        asked = f"group {quote(ref.group or '')} kind {quote(ref.kind or '')}"
        return None, unresolved("InvalidKind", f"referencing unsupported backendRef: {asked}")

    def _service(self, made: RouteBackend, ref: Any, namespace: str) -> Problem | None:
        if "." in ref.name:
            raise unaccepted(_UNSUPPORTED, _HOSTNAME_GIVEN)
        if ref.port is None:
            raise unaccepted(_UNSUPPORTED, "port is required in backendRef")
        hostname = service_hostname(namespace, ref.name)
        made.backend = _service_reference(namespace, hostname, ref.port)
        if self._env.find(*SERVICE, namespace, ref.name) is None:
            return unresolved("BackendNotFound", f"backend({hostname}) not found")
        return None

    def _pool(self, made: RouteBackend, ref: Any, namespace: str) -> Problem | None:
        if "." in ref.name:
            raise unaccepted(_UNSUPPORTED, _HOSTNAME_GIVEN)
        pool = self._env.find(INFERENCE_GROUP, "InferencePool", namespace, ref.name)
        if pool is None:
            return unresolved("BackendNotFound", f"backendRef {namespace}/{ref.name}  not found")
        port = pool.object.spec.target_ports[0].number
        made.backend = _service_reference(namespace, pool_hostname(namespace, ref.name), port)
        return None

    def _backend(self, made: RouteBackend, ref: Any, namespace: str) -> tuple[RouteBackend | None, Problem | None]:
        """An AgentgatewayBackend, always of the route's own namespace."""
        key = f"{namespace}/{ref.name}"
        if self._env.find(*AGENTGATEWAY_BACKEND, namespace, ref.name) is None:
            return None, unresolved("BackendNotFound", f"kgateway Backend not found: {key}")
        made.backend = BackendReference(backend=key)
        return made, None


def _hostname(made: RouteBackend, ref: Any, namespace: str) -> None:
    if ref.port is None:
        raise unaccepted(_UNSUPPORTED, "port is required in backendRef for Hostname kind")
    if ref.namespace is not None:
        raise unaccepted(_UNSUPPORTED, "namespace may not be set with Hostname type")
    made.backend = _service_reference(namespace, ref.name, ref.port)


def _service_reference(namespace: str, hostname: str, port: int) -> BackendReference:
    service = BackendReference.Service(namespace=namespace, hostname=hostname)
    return BackendReference(service=service, port=port)
