"""kgateway's Envoy controller.

Sources, all ``@v2.2.0``: ``pkg/kgateway/translator/listener/validation.go`` (kinds, conflicts),
``pkg/kgateway/validate/gateway.go:reservedPorts``, ``pkg/kgateway/query/httproute.go`` (attachment),
``pkg/pluginsdk/krtutil`` and ``pkg/krtcollections/policy.go`` (grants, backends, policies).
"""

from __future__ import annotations

from kgwctl.api.kinds import (
    BACKEND,
    BACKEND_CONFIG_POLICY,
    BACKEND_TLS_POLICY,
    DIRECT_RESPONSE,
    GRPC_ROUTE,
    HOSTNAME,
    HTTP_LISTENER_POLICY,
    HTTP_ROUTE,
    LISTENER_POLICY,
    SERVICE,
    SERVICE_ENTRY,
    TCP_ROUTE,
    TLS_ROUTE,
    TRAFFIC_POLICY,
)
from kgwctl.planes.plane import AttachmentRules, BackendRules, GrantRules, ListenerRules, Plane, PolicyRow

_HTTP_KINDS = frozenset({HTTP_ROUTE.kind, GRPC_ROUTE.kind})

ENVOY = Plane(
    name="envoy",
    title="kgateway",
    release="2.2",
    controller="kgateway.dev/kgateway",
    classes=("kgateway", "kgateway-waypoint"),
    setting="enable_envoy",
    experimental_setting=True,
    listener_set_parents=False,
    listeners=ListenerRules(
        # As statuses list them. Attachment itself also takes GRPCRoutes on HTTPS.
        kinds={
            "HTTP": (HTTP_ROUTE, GRPC_ROUTE),
            "HTTPS": (HTTP_ROUTE,),
            "TCP": (TCP_ROUTE,),
            "TLS": (TLS_ROUTE, TCP_ROUTE),
            "HBONE": (HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE),
        },
        wrong_kinds_refuse=True,
        conflicts=True,
        # Metrics, readiness and administration of the proxy itself.
        reserved_ports=frozenset({9091, 8082, 19000}),
    ),
    attachment=AttachmentRules(
        order="kind first",
        kinds={
            "HTTP": _HTTP_KINDS,
            "HTTPS": _HTTP_KINDS,
            "TLS": frozenset({TLS_ROUTE.kind, TCP_ROUTE.kind}),
            "TCP": frozenset({TCP_ROUTE.kind}),
            "UDP": frozenset(),
        },
        other_kinds=frozenset({HTTP_ROUTE.kind}),
    ),
    grants=GrantRules(),
    # Istio's registry is a source even where no object of it exists.
    backends=BackendRules(kinds=frozenset({SERVICE, BACKEND, SERVICE_ENTRY, HOSTNAME})),
    # In this order where the controller's is that of a Go map. It reads the weight of TrafficPolicies only.
    policies=(
        PolicyRow(*TRAFFIC_POLICY, weighted=True),
        PolicyRow(*HTTP_LISTENER_POLICY),
        PolicyRow(*LISTENER_POLICY),
        PolicyRow(*DIRECT_RESPONSE),
        PolicyRow(*BACKEND_CONFIG_POLICY, for_backends=True),
        PolicyRow(*BACKEND_TLS_POLICY, for_backends=True),
    ),
    delegation=True,
    extension_refs=True,
)
