"""kgateway's agentgateway controller.

Sources, all ``@v2.2.0`` and below ``pkg/agentgateway/translator``: ``conditions.go:GenerateSupportedKinds``,
``conversion.go:BuildListener`` (no conflicts), ``conversion.go:ReferenceAllowed`` (attachment),
``conversion.go:buildAgwDestination`` (backends, no delegation), ``conversion.go:createAgwExtensionRefFilter`` and
``references_collection.go:ReferenceGrantsCollection``; ``pkg/agentgateway/plugins`` (policies).
"""

from __future__ import annotations

from kgwctl.api.kinds import (
    AGENTGATEWAY_BACKEND,
    AGENTGATEWAY_POLICY,
    BACKEND_TLS_POLICY,
    GATEWAY,
    GRPC_ROUTE,
    HOSTNAME,
    HTTP_ROUTE,
    INFERENCE_POOL,
    SECRET,
    SERVICE,
    TCP_ROUTE,
    TLS_ROUTE,
)
from kgwctl.planes.plane import AttachmentRules, BackendRules, GrantRules, ListenerRules, Plane, PolicyRow

AGENTGATEWAY = Plane(
    name="agentgateway",
    title="agentgateway",
    release="2.2",
    controller="agentgateway.dev/agentgateway",
    classes=("agentgateway",),
    setting="enable_agentgateway",
    experimental_setting=False,
    listener_set_parents=True,
    listeners=ListenerRules(
        kinds={
            "HTTP": (HTTP_ROUTE, GRPC_ROUTE),
            "HTTPS": (HTTP_ROUTE, GRPC_ROUTE),
            "TCP": (TCP_ROUTE,),
            "TLS": (TCP_ROUTE,),
            ("TLS", "Passthrough"): (TLS_ROUTE,),
            # Served, and takes no route.
            "HBONE": (),
        },
        wrong_kinds_refuse=False,
        conflicts=False,
        # Metrics, readiness and administration. Only what deploys the proxy looks at them, and leaves
        # them out: pkg/kgateway/validate/gateway.go:agentGatewayReservedPorts.
        reserved_ports=frozenset({15020, 15021, 15000}),
    ),
    attachment=AttachmentRules(order="place first"),
    grants=GrantRules(
        sources=frozenset({GATEWAY, HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE}),
        targets=frozenset({SECRET, SERVICE}),
        core_by_name=False,
    ),
    backends=BackendRules(
        kinds=frozenset({SERVICE, AGENTGATEWAY_BACKEND, INFERENCE_POOL, HOSTNAME}),
        checks_ports=False,
        port_required=True,
        own_namespace=frozenset({AGENTGATEWAY_BACKEND}),
        by_name_alone=frozenset({HOSTNAME}),
    ),
    policies=(
        PolicyRow(*AGENTGATEWAY_POLICY, by_label=False),
        PolicyRow(*BACKEND_TLS_POLICY, for_backends=True),
    ),
    delegation=False,
    extension_refs=False,
    # pkg/agentgateway/utils/utils.go:ServiceTargetWithHostname; what is no number is port 0.
    port_sections="number",
)
