"""Which type stands for which kind: an explicit table, its types imported when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple

from kgwctl.api.kinds import (
    AGENTGATEWAY,
    CORE,
    DISCOVERY,
    GATEWAY_API,
    GATEWAY_API_EXPERIMENTAL,
    INFERENCE,
    INFERENCE_EXPERIMENTAL,
    ISTIO,
    ISTIO_SECURITY,
    KGATEWAY,
)

if TYPE_CHECKING:
    from kgwctl.api.meta import KubernetesObject

Scope = Literal["Namespaced", "Cluster"]


class Version(NamedTuple):
    """One served version of a kind: its name and the class in the kind's module."""

    name: str
    type_name: str
    deprecated: bool = False


class Kind(NamedTuple):
    """A kind of object. ``versions`` has the storage version first; all of them are served.

    ``module`` is below ``kgwctl.api``. ``custom`` says that the kind is defined by a CRD.
    """

    group: str
    kind: str
    plural: str
    module: str
    versions: tuple[Version, ...]
    scope: Scope = "Namespaced"
    custom: bool = True


def _row(
    group: str, kind: str, plural: str, module: str, *versions: str, scope: Scope = "Namespaced", custom: bool = True
) -> Kind:
    """A kind whose versions share one class, named like the kind."""
    return Kind(group, kind, plural, module, tuple(Version(name, kind) for name in versions), scope, custom)


#: Every kind with a type, by group and then by name.
KINDS: tuple[Kind, ...] = (
    _row(AGENTGATEWAY, "AgentgatewayBackend", "agentgatewaybackends", "agentgateway.backend", "v1alpha1"),
    _row(AGENTGATEWAY, "AgentgatewayParameters", "agentgatewayparameters", "agentgateway.parameters", "v1alpha1"),
    _row(AGENTGATEWAY, "AgentgatewayPolicy", "agentgatewaypolicies", "agentgateway.policy", "v1alpha1"),
    _row(CORE, "ConfigMap", "configmaps", "core.config", "v1", custom=False),
    _row(CORE, "Namespace", "namespaces", "core.namespace", "v1", scope="Cluster", custom=False),
    _row(CORE, "Node", "nodes", "core.workload", "v1", scope="Cluster", custom=False),
    _row(CORE, "Pod", "pods", "core.workload", "v1", custom=False),
    _row(CORE, "Secret", "secrets", "core.config", "v1", custom=False),
    _row(CORE, "Service", "services", "core.service", "v1", custom=False),
    _row(DISCOVERY, "EndpointSlice", "endpointslices", "core.endpoint_slice", "v1", custom=False),
    _row(KGATEWAY, "Backend", "backends", "kgateway.backend", "v1alpha1"),
    _row(KGATEWAY, "BackendConfigPolicy", "backendconfigpolicies", "kgateway.backend_config_policy.policy", "v1alpha1"),
    _row(KGATEWAY, "DirectResponse", "directresponses", "kgateway.direct_response", "v1alpha1"),
    _row(KGATEWAY, "GatewayExtension", "gatewayextensions", "kgateway.gateway_extension.extension", "v1alpha1"),
    _row(KGATEWAY, "GatewayParameters", "gatewayparameters", "kgateway.gateway_parameters.parameters", "v1alpha1"),
    _row(KGATEWAY, "HTTPListenerPolicy", "httplistenerpolicies", "kgateway.listener_policy.http_settings", "v1alpha1"),
    _row(KGATEWAY, "ListenerPolicy", "listenerpolicies", "kgateway.listener_policy.policy", "v1alpha1"),
    _row(KGATEWAY, "TrafficPolicy", "trafficpolicies", "kgateway.traffic_policy.policy", "v1alpha1"),
    Kind(
        GATEWAY_API,
        "BackendTLSPolicy",
        "backendtlspolicies",
        "gateway_api.backend_tls_policy",
        (Version("v1", "BackendTLSPolicy"), Version("v1alpha3", "BackendTLSPolicy", deprecated=True)),
    ),
    _row(GATEWAY_API, "GRPCRoute", "grpcroutes", "gateway_api.grpc_route", "v1"),
    _row(GATEWAY_API, "Gateway", "gateways", "gateway_api.gateway", "v1", "v1beta1"),
    _row(GATEWAY_API, "GatewayClass", "gatewayclasses", "gateway_api.gateway_class", "v1", "v1beta1", scope="Cluster"),
    _row(GATEWAY_API, "HTTPRoute", "httproutes", "gateway_api.http_route", "v1", "v1beta1"),
    _row(GATEWAY_API, "ReferenceGrant", "referencegrants", "gateway_api.reference_grant", "v1beta1"),
    _row(GATEWAY_API, "TCPRoute", "tcproutes", "gateway_api.l4_routes", "v1alpha2"),
    Kind(
        GATEWAY_API,
        "TLSRoute",
        "tlsroutes",
        "gateway_api.l4_routes",
        (Version("v1alpha3", "TLSRouteV1Alpha3"), Version("v1alpha2", "TLSRoute")),
    ),
    _row(GATEWAY_API, "UDPRoute", "udproutes", "gateway_api.l4_routes", "v1alpha2"),
    _row(
        GATEWAY_API_EXPERIMENTAL,
        "XBackendTrafficPolicy",
        "xbackendtrafficpolicies",
        "gateway_api.backend_traffic_policy",
        "v1alpha1",
    ),
    _row(GATEWAY_API_EXPERIMENTAL, "XListenerSet", "xlistenersets", "gateway_api.listener_set", "v1alpha1"),
    _row(GATEWAY_API_EXPERIMENTAL, "XMesh", "xmeshes", "gateway_api.mesh", "v1alpha1", scope="Cluster"),
    _row(INFERENCE, "InferencePool", "inferencepools", "inference.pool", "v1"),
    _row(INFERENCE_EXPERIMENTAL, "InferenceObjective", "inferenceobjectives", "inference.objective", "v1alpha2"),
    _row(
        ISTIO_SECURITY,
        "AuthorizationPolicy",
        "authorizationpolicies",
        "istio.authorization_policy",
        "v1",
        "v1beta1",
        custom=False,
    ),
    _row(
        ISTIO,
        "DestinationRule",
        "destinationrules",
        "istio.destination_rule",
        "v1",
        "v1beta1",
        "v1alpha3",
        custom=False,
    ),
    _row(ISTIO, "ServiceEntry", "serviceentries", "istio.entries", "v1", "v1beta1", "v1alpha3", custom=False),
    _row(ISTIO, "WorkloadEntry", "workloadentries", "istio.entries", "v1", "v1beta1", "v1alpha3", custom=False),
)

_BY_NAME = {(kind.group, kind.kind): kind for kind in KINDS}


def find_kind(group: str, kind: str) -> Kind | None:
    """The kind of that group and name, in whatever version; None if it has no type."""
    return _BY_NAME.get((group, kind))


def find_version(group: str, version: str, kind: str) -> Version | None:
    """That version of a kind; None if the kind has no type or isn't served in that version."""
    known = _BY_NAME.get((group, kind))
    if known is None:
        return None
    return next((served for served in known.versions if served.name == version), None)


def load_type(kind: Kind, version: Version) -> type[KubernetesObject]:
    """Import the class that stands for ``version`` of ``kind``."""
    module = import_module(f"kgwctl.api.{kind.module}")
    loaded: type[KubernetesObject] = getattr(module, version.type_name)
    return loaded


def type_of(group: str, version: str, kind: str) -> type[KubernetesObject] | None:
    """The class of an object with that group, version and kind, imported now; None if there is none."""
    known = find_kind(group, kind)
    served = find_version(group, version, kind)
    if known is None or served is None:
        return None
    return load_type(known, served)
