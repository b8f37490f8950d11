"""The groups and kinds that this project knows by name, each with the type of its objects.

No other room writes a group or a kind as text: a kind is one of these constants, and what is asked for by it
has the right type. A kind is a plain pair, equal to the first two fields of an object's identity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from kgwctl.api.agentgateway.backend import AgentgatewayBackend
    from kgwctl.api.agentgateway.parameters import AgentgatewayParameters
    from kgwctl.api.agentgateway.policy import AgentgatewayPolicy
    from kgwctl.api.core.config import ConfigMap, Secret
    from kgwctl.api.core.endpoint_slice import EndpointSlice
    from kgwctl.api.core.namespace import Namespace
    from kgwctl.api.core.service import Service
    from kgwctl.api.core.workload import Node, Pod
    from kgwctl.api.gateway_api.backend_tls_policy import BackendTLSPolicy
    from kgwctl.api.gateway_api.backend_traffic_policy import XBackendTrafficPolicy
    from kgwctl.api.gateway_api.gateway import Gateway
    from kgwctl.api.gateway_api.gateway_class import GatewayClass
    from kgwctl.api.gateway_api.grpc_route import GRPCRoute
    from kgwctl.api.gateway_api.http_route import HTTPRoute
    from kgwctl.api.gateway_api.l4_routes import TCPRoute, TLSRoute, UDPRoute
    from kgwctl.api.gateway_api.listener_set import XListenerSet
    from kgwctl.api.gateway_api.mesh import XMesh
    from kgwctl.api.gateway_api.reference_grant import ReferenceGrant
    from kgwctl.api.inference.objective import InferenceObjective
    from kgwctl.api.inference.pool import InferencePool
    from kgwctl.api.istio.authorization_policy import AuthorizationPolicy
    from kgwctl.api.istio.destination_rule import DestinationRule
    from kgwctl.api.istio.entries import ServiceEntry, WorkloadEntry
    from kgwctl.api.kgateway.backend import Backend
    from kgwctl.api.kgateway.backend_config_policy.policy import BackendConfigPolicy
    from kgwctl.api.kgateway.direct_response import DirectResponse
    from kgwctl.api.kgateway.gateway_extension.extension import GatewayExtension
    from kgwctl.api.kgateway.gateway_parameters.parameters import GatewayParameters
    from kgwctl.api.kgateway.listener_policy.http_settings import HTTPListenerPolicy
    from kgwctl.api.kgateway.listener_policy.policy import ListenerPolicy
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy

T = TypeVar("T")

CORE = ""
DISCOVERY = "discovery.k8s.io"
GATEWAY_API = "gateway.networking.k8s.io"
GATEWAY_API_EXPERIMENTAL = "gateway.networking.x-k8s.io"
KGATEWAY = "gateway.kgateway.dev"
AGENTGATEWAY = "agentgateway.dev"
INFERENCE = "inference.networking.k8s.io"
INFERENCE_EXPERIMENTAL = "inference.networking.x-k8s.io"
ISTIO = "networking.istio.io"
ISTIO_SECURITY = "security.istio.io"
DELEGATION = "delegation.kgateway.dev"


class GroupKind(NamedTuple):
    """A Kubernetes API group (empty for core) and kind."""

    group: str
    kind: str


class ObjectKind(GroupKind, Generic[T]):
    """A group and kind whose objects have the type ``T``."""

    __slots__ = ()


AGENTGATEWAY_BACKEND: ObjectKind[AgentgatewayBackend] = ObjectKind(AGENTGATEWAY, "AgentgatewayBackend")
AGENTGATEWAY_PARAMETERS: ObjectKind[AgentgatewayParameters] = ObjectKind(AGENTGATEWAY, "AgentgatewayParameters")
AGENTGATEWAY_POLICY: ObjectKind[AgentgatewayPolicy] = ObjectKind(AGENTGATEWAY, "AgentgatewayPolicy")
CONFIG_MAP: ObjectKind[ConfigMap] = ObjectKind(CORE, "ConfigMap")
NAMESPACE: ObjectKind[Namespace] = ObjectKind(CORE, "Namespace")
NODE: ObjectKind[Node] = ObjectKind(CORE, "Node")
POD: ObjectKind[Pod] = ObjectKind(CORE, "Pod")
SECRET: ObjectKind[Secret] = ObjectKind(CORE, "Secret")
SERVICE: ObjectKind[Service] = ObjectKind(CORE, "Service")
ENDPOINT_SLICE: ObjectKind[EndpointSlice] = ObjectKind(DISCOVERY, "EndpointSlice")
BACKEND_TLS_POLICY: ObjectKind[BackendTLSPolicy] = ObjectKind(GATEWAY_API, "BackendTLSPolicy")
GATEWAY: ObjectKind[Gateway] = ObjectKind(GATEWAY_API, "Gateway")
GATEWAY_CLASS: ObjectKind[GatewayClass] = ObjectKind(GATEWAY_API, "GatewayClass")
GRPC_ROUTE: ObjectKind[GRPCRoute] = ObjectKind(GATEWAY_API, "GRPCRoute")
HTTP_ROUTE: ObjectKind[HTTPRoute] = ObjectKind(GATEWAY_API, "HTTPRoute")
REFERENCE_GRANT: ObjectKind[ReferenceGrant] = ObjectKind(GATEWAY_API, "ReferenceGrant")
TCP_ROUTE: ObjectKind[TCPRoute] = ObjectKind(GATEWAY_API, "TCPRoute")
TLS_ROUTE: ObjectKind[TLSRoute] = ObjectKind(GATEWAY_API, "TLSRoute")
UDP_ROUTE: ObjectKind[UDPRoute] = ObjectKind(GATEWAY_API, "UDPRoute")
X_BACKEND_TRAFFIC_POLICY: ObjectKind[XBackendTrafficPolicy] = ObjectKind(
    GATEWAY_API_EXPERIMENTAL, "XBackendTrafficPolicy"
)
X_LISTENER_SET: ObjectKind[XListenerSet] = ObjectKind(GATEWAY_API_EXPERIMENTAL, "XListenerSet")
X_MESH: ObjectKind[XMesh] = ObjectKind(GATEWAY_API_EXPERIMENTAL, "XMesh")
INFERENCE_POOL: ObjectKind[InferencePool] = ObjectKind(INFERENCE, "InferencePool")
INFERENCE_OBJECTIVE: ObjectKind[InferenceObjective] = ObjectKind(INFERENCE_EXPERIMENTAL, "InferenceObjective")
BACKEND: ObjectKind[Backend] = ObjectKind(KGATEWAY, "Backend")
BACKEND_CONFIG_POLICY: ObjectKind[BackendConfigPolicy] = ObjectKind(KGATEWAY, "BackendConfigPolicy")
DIRECT_RESPONSE: ObjectKind[DirectResponse] = ObjectKind(KGATEWAY, "DirectResponse")
GATEWAY_EXTENSION: ObjectKind[GatewayExtension] = ObjectKind(KGATEWAY, "GatewayExtension")
GATEWAY_PARAMETERS: ObjectKind[GatewayParameters] = ObjectKind(KGATEWAY, "GatewayParameters")
HTTP_LISTENER_POLICY: ObjectKind[HTTPListenerPolicy] = ObjectKind(KGATEWAY, "HTTPListenerPolicy")
LISTENER_POLICY: ObjectKind[ListenerPolicy] = ObjectKind(KGATEWAY, "ListenerPolicy")
TRAFFIC_POLICY: ObjectKind[TrafficPolicy] = ObjectKind(KGATEWAY, "TrafficPolicy")

AUTHORIZATION_POLICY: ObjectKind[AuthorizationPolicy] = ObjectKind(ISTIO_SECURITY, "AuthorizationPolicy")
DESTINATION_RULE: ObjectKind[DestinationRule] = ObjectKind(ISTIO, "DestinationRule")
SERVICE_ENTRY: ObjectKind[ServiceEntry] = ObjectKind(ISTIO, "ServiceEntry")
WORKLOAD_ENTRY: ObjectKind[WorkloadEntry] = ObjectKind(ISTIO, "WorkloadEntry")
#: A name of Istio's registry, which has no namespace.
HOSTNAME: ObjectKind[Any] = ObjectKind(ISTIO, "Hostname")
#: Not a kind of object: how a backendRef names routes to delegate to by the value of a label.
DELEGATION_LABEL_REFERENCE: ObjectKind[Any] = ObjectKind(DELEGATION, "label")
