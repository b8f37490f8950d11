"""What a policy applies to, and whom its status speaks of.

Source: ``plugins/traffic_plugin.go@v2.2.0``: ``TranslateAgentgatewayPolicy``, ``resolvePolicyAncestorRefs``,
``attachmentName``; ``utils/utils.go``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.environment import AGENTGATEWAY_GROUP, service_hostname
from kgwctl.agentgateway.resources.generated.resource import PolicyTarget
from kgwctl.api.kinds import GATEWAY, GATEWAY_API, HTTP_ROUTE
from kgwctl.resolve.model import ParentRef
from kgwctl.scalars.whole_number import whole_number

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.kgateway.targets import LocalPolicyTargetReferenceWithSectionName

_NUMBER = re.compile(r"[+-]?[0-9]+")
_UINT32 = 1 << 32
_INT64_MAX = (1 << 63) - 1


class Target(NamedTuple):
    """A target as agentgateway gets it, its part of a policy's key, and the objects its status is written for.

    ``missing`` says why there are none. ``place`` is that in ``targetRefs``.
    """

    place: int
    target: PolicyTarget
    key: str
    ancestors: tuple[ParentRef, ...] = ()
    missing: str = ""


def resolve_target(
    place: int, ref: LocalPolicyTargetReferenceWithSectionName, namespace: str, env: Environment
) -> Target | None:
    """What a target reference leads to; ``None`` for kinds that the controller passes over."""
    section = ref.section_name
    key = f":{namespace}/{ref.name}" + (f"/{section}" if section is not None else "")
    match ref.group or "", ref.kind:
        case (group, "Gateway") if group == GATEWAY_API:
            gateway = PolicyTarget.GatewayTarget(name=ref.name, namespace=namespace, listener=section)
            return _found_or_missing(Target(place, PolicyTarget(gateway=gateway), key), ref, namespace, env)
        case (group, "HTTPRoute") if group == GATEWAY_API:
            route = PolicyTarget.RouteTarget(name=ref.name, namespace=namespace, route_rule=section)
            return _of_route(Target(place, PolicyTarget(route=route), key), ref.name, namespace, env)
        case (group, "AgentgatewayBackend") if group == AGENTGATEWAY_GROUP:
            backend = PolicyTarget.BackendTarget(name=ref.name, namespace=namespace, section=section)
            return _found_or_missing(Target(place, PolicyTarget(backend=backend), key), ref, namespace, env)
        case ("", "Service"):
            hostname = service_hostname(namespace, ref.name)
            port = None if section is None else port_number(section)
            service = PolicyTarget.ServiceTarget(namespace=namespace, hostname=hostname, port=port)
            key = f":{namespace}/{hostname}" + (f"/{port}" if port is not None else "")
            return Target(place, PolicyTarget(service=service), key, (_ancestor(ref, namespace),))
    return None


def port_number(text: str) -> int:
    """A section name as a port (``strconv.Atoi``, errors ignored): what is no number is 0, too large the largest."""
    return min(whole_number(text), _INT64_MAX) % _UINT32 if _NUMBER.fullmatch(text) else 0


def _ancestor(ref: LocalPolicyTargetReferenceWithSectionName, namespace: str) -> ParentRef:
    return ParentRef(ref.group or "", ref.kind, namespace, ref.name)


def _found_or_missing(
    target: Target, ref: LocalPolicyTargetReferenceWithSectionName, namespace: str, env: Environment
) -> Target:
    """Gateways and backends have to exist; nothing is asked about their class or the section."""
    if env.find(ref.group or "", ref.kind, namespace, ref.name) is None:
        return target._replace(missing=f"Policy is not attached: {ref.kind} {namespace}/{ref.name} not found")
    return target._replace(ancestors=(_ancestor(ref, namespace),))


def _of_route(target: Target, name: str, namespace: str, env: Environment) -> Target:
    """The ancestors of a route are its Gateways, of whatever controller."""
    route = env.find(*HTTP_ROUTE, namespace, name)
    if route is None:
        return target._replace(missing=f"Policy is not attached: HTTPRoute {namespace}/{name} not found")
    gateways = {_gateway_of(ref, namespace): None for ref in route.object.spec.parent_refs or () if _is_gateway(ref)}
    if not gateways:
        text = f"Policy is not attached: HTTPRoute {namespace}/{name} has no Gateway parentRefs"
        return target._replace(missing=text)
    return target._replace(ancestors=tuple(sorted(gateways, key=ancestor_order)))


def _is_gateway(ref: Any) -> bool:
    group = GATEWAY_API if ref.group is None else ref.group
    return (group, ref.kind or "Gateway") == GATEWAY


def _gateway_of(ref: Any, namespace: str) -> ParentRef:
    return ParentRef(*GATEWAY, namespace if ref.namespace is None else ref.namespace, ref.name)


def ancestor_order(ref: ParentRef) -> str:
    """The text by which upstream sorts ancestors (``reports/status.go:ParentString@v2.2.0``)."""
    return f"{ref.group}/{ref.kind}/{ref.name}//0.{ref.namespace}"
