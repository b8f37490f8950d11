"""What the controller deploys for an Envoy Gateway when nobody says otherwise: its own GatewayParameters.

Source: ``pkg/deployer/gateway_parameters.go:GetInMemoryGatewayParameters@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgwctl.proxy.controller import Images

#: The class of Istio waypoints.
WAYPOINT_CLASS = "kgateway-waypoint"
#: Port by which a mesh knows a waypoint.
WAYPOINT_PORT = 15008
READINESS_PORT = 8082


def default_parameters(class_name: str, images: Images, *, secured: bool = True) -> dict[str, Any]:
    """The ``kube`` section of the controller's own GatewayParameters for a class, as JSON data.

    ``secured`` is False where a GatewayParameters omits the default security context.
    """
    envoy: dict[str, Any] = {
        "bootstrap": {"logLevel": "info"},
        "image": images.of("envoy-wrapper"),
    }
    if secured:
        envoy["securityContext"] = {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            "runAsUser": 10101,
        }
    kube = {
        "service": {"type": "LoadBalancer"},
        "podTemplate": _pod_template(),
        "envoyContainer": envoy,
        "stats": {
            "enabled": True,
            "routePrefixRewrite": "/stats/prometheus?usedonly",
            "enableStatsRoute": True,
            "statsRoutePrefixRewrite": "/stats",
        },
        "sdsContainer": {"image": images.of("sds"), "bootstrap": {"logLevel": "info"}},
        "istio": {"istioProxyContainer": _istio_container(images)},
    }
    if class_name == WAYPOINT_CLASS:
        kube["service"] = {"type": "ClusterIP", "ports": [{"port": WAYPOINT_PORT}]}
        kube["podTemplate"]["extraLabels"] = {"istio.io/dataplane-mode": "ambient"}
        kube["podTemplate"]["extraAnnotations"] = {"ambient.istio.io/dns-capture": "false"}
    return kube


def _pod_template() -> dict[str, Any]:
    ready = {"httpGet": {"path": "/ready", "port": READINESS_PORT}}
    return {
        "terminationGracePeriodSeconds": 60,
        "gracefulShutdown": {"enabled": True, "sleepTimeSeconds": 10},
        "readinessProbe": {**ready, "periodSeconds": 10},
        "startupProbe": {
            **ready,
            "periodSeconds": 1,
            "timeoutSeconds": 2,
            "failureThreshold": 60,
            "successThreshold": 1,
        },
    }


def _istio_container(images: Images) -> dict[str, Any]:
    return {
        "image": {
            "registry": "docker.io/istio",
            "repository": "proxyv2",
            "tag": "1.22.0",
            "pullPolicy": images.pull_policy,
        },
        "logLevel": "warning",
        "istioDiscoveryAddress": "istiod.istio-system.svc:15012",
        "istioMetaMeshId": "cluster.local",
        "istioMetaClusterId": "Kubernetes",
    }
