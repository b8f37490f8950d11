"""The parameter objects of a Gateway and of its class, or why the controller cannot have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import AGENTGATEWAY as AGENTGATEWAY_API
from kgwctl.api.kinds import AGENTGATEWAY_PARAMETERS as AGENTGATEWAY_PARAMETERS_KIND
from kgwctl.api.kinds import GATEWAY_CLASS, KGATEWAY
from kgwctl.api.kinds import GATEWAY_PARAMETERS as GATEWAY_PARAMETERS_KIND
from kgwctl.objects.resource import ObjectKey
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.proxy.model import DeploymentRefused
from kgwctl.resolve.classes import BUILT_IN

if TYPE_CHECKING:
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import Resolved

AGENTGATEWAY_GROUP = AGENTGATEWAY_API
GATEWAY_PARAMETERS = GATEWAY_PARAMETERS_KIND
AGENTGATEWAY_PARAMETERS = AGENTGATEWAY_PARAMETERS_KIND
_REF = ("spec", "infrastructure", "parametersRef")


class Reference(NamedTuple):
    """A reference to parameters, of a Gateway or a GatewayClass."""

    group: str
    kind: str
    namespace: str
    name: str

    @property
    def kind_key(self) -> tuple[str, str]:
        """Group and kind."""
        return (self.group, self.kind)


class EnvoyParameters(NamedTuple):
    """The GatewayParameters of the class and of the Gateway, where there are any."""

    of_class: Resource[Any] | None = None
    of_gateway: Resource[Any] | None = None


class AgentgatewayParameters(NamedTuple):
    """The AgentgatewayParameters of the class and of the Gateway, where there are any."""

    of_class: Resource[Any] | None = None
    of_gateway: Resource[Any] | None = None

    @property
    def in_order(self) -> tuple[Resource[Any], ...]:
        """Those there are; later ones win."""
        return tuple(one for one in self if one is not None)


def envoy_parameters(gateway: Gateway, resolved: Resolved) -> EnvoyParameters:
    """The GatewayParameters of an Envoy Gateway. References to AgentgatewayParameters count as none.

    Raises :class:`DeploymentRefused`. Source:
    ``pkg/kgateway/deployer/gateway_parameters.go:getGatewayParametersForGateway@v2.2.0``.
    """
    ref = _of_gateway(gateway)
    if ref is None or ref.kind_key == AGENTGATEWAY_PARAMETERS:
        return EnvoyParameters(_envoy_of_class(gateway, resolved))
    if ref.group != KGATEWAY:
        raise DeploymentRefused(f"invalid group {ref.group} for GatewayParameters", (*_REF, "group"))
    if ref.kind != "GatewayParameters":
        raise DeploymentRefused(f"invalid kind {ref.kind} for GatewayParameters", (*_REF, "kind"))
    key = ObjectKey(*GATEWAY_PARAMETERS, ref.namespace, ref.name)
    found = resolved.objects.get(key)
    if found is None:
        raise DeploymentRefused(
            f"({ref.namespace}.{ref.name}) for Gateway ({gateway.key.namespace}.{gateway.key.name}): "
            "could not retrieve GatewayParameters: resource not found",
            (*_REF, "name"),
            missing=key,
        )
    return EnvoyParameters(_envoy_of_class(gateway, resolved), found)


def _envoy_of_class(gateway: Gateway, resolved: Resolved) -> Resource[Any] | None:
    ref = _of_class(gateway, resolved)
    if ref is None or ref.kind_key == AGENTGATEWAY_PARAMETERS:
        return None
    class_name = gateway.resource.object.spec.gateway_class_name
    # The reference's group and kind are not looked at: it is always to GatewayParameters.
    key = ObjectKey(*GATEWAY_PARAMETERS, ref.namespace, ref.name)
    found = resolved.objects.get(key)
    if found is None:
        raise DeploymentRefused(
            f"({ref.namespace}.{ref.name}) for GatewayClass ({class_name}): "
            "could not retrieve GatewayParameters: resource not found",
            ("spec", "parametersRef", "name"),
            _class_key(gateway),
            missing=key,
        )
    return found


def agentgateway_parameters(gateway: Gateway, resolved: Resolved) -> AgentgatewayParameters:
    """The AgentgatewayParameters of a Gateway.

    Raises :class:`DeploymentRefused`. Source:
    ``pkg/kgateway/deployer/agentgateway_parameters.go:resolveParameters@v2.2.0``.
    """
    of_class = _agentgateway_of_class(gateway, resolved)
    ref = _of_gateway(gateway)
    if ref is None:
        return AgentgatewayParameters(of_class)
    name = gateway.key.namespaced_name
    if ref.kind_key != AGENTGATEWAY_PARAMETERS:
        raise DeploymentRefused(
            f"infrastructure.parametersRef on Gateway {name} references unsupported type: "
            f"group={ref.group} kind={ref.kind}; use AgentgatewayParameters instead",
            (*_REF, "kind"),
        )
    key = ObjectKey(*AGENTGATEWAY_PARAMETERS, ref.namespace, ref.name)
    found = resolved.objects.get(key)
    if found is None:
        raise DeploymentRefused(
            f"AgentgatewayParameters {ref.namespace}/{ref.name} not found for Gateway {name}",
            (*_REF, "name"),
            missing=key,
        )
    return AgentgatewayParameters(of_class, found)


def _agentgateway_of_class(gateway: Gateway, resolved: Resolved) -> Resource[Any] | None:
    ref = _of_class(gateway, resolved)
    if ref is None:
        return None
    class_name = gateway.resource.object.spec.gateway_class_name
    if ref.kind_key != AGENTGATEWAY_PARAMETERS:
        raise DeploymentRefused(
            f"the GatewayClass {class_name} references parameters of a type other than "
            f"AgentgatewayParameters: {ref.name}",
            ("spec", "parametersRef", "kind"),
            _class_key(gateway),
        )
    key = ObjectKey(*AGENTGATEWAY_PARAMETERS, ref.namespace, ref.name)
    found = resolved.objects.get(key)
    if found is None:
        raise DeploymentRefused(
            f"for GatewayClass {class_name}, AgentgatewayParameters {ref.namespace}/{ref.name} not found",
            ("spec", "parametersRef", "name"),
            _class_key(gateway),
            missing=key,
        )
    return found


def _class_key(gateway: Gateway) -> ObjectKey:
    return ObjectKey(*GATEWAY_CLASS, "", gateway.resource.object.spec.gateway_class_name)


def _of_gateway(gateway: Gateway) -> Reference | None:
    infrastructure = gateway.resource.object.spec.infrastructure
    ref = infrastructure.parameters_ref if infrastructure else None
    return Reference(ref.group, ref.kind, gateway.key.namespace, ref.name) if ref else None


def _of_class(gateway: Gateway, resolved: Resolved) -> Reference | None:
    """What the class refers to. The controller sets the reference of its own classes where its settings name one."""
    key = _class_key(gateway)
    configured = resolved.settings.gateway_class_parameters_refs.get(key.name) if key.name in BUILT_IN else None
    if not configured or not configured.get("name"):
        gateway_class = resolved.objects.get(key)
        ref = gateway_class.object.spec.parameters_ref if gateway_class else None
        return Reference(ref.group, ref.kind, ref.namespace or "", ref.name) if ref else None
    of_agentgateway = gateway.controller == AGENTGATEWAY.controller
    group, kind = AGENTGATEWAY_PARAMETERS if of_agentgateway else GATEWAY_PARAMETERS
    return Reference(
        configured.get("group") or group,
        configured.get("kind") or kind,
        configured.get("namespace") or "",
        configured["name"],
    )
