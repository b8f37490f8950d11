"""The Deployment of agentgateway.

Source: ``pkg/kgateway/helm/agentgateway@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.proxy.agentgateway.config_map import ca_config_map_name, checksum
from kgwctl.proxy.agentgateway.environment import environment
from kgwctl.proxy.images import image_text, pull_policy
from kgwctl.proxy.labels import GATEWAY_CLASS_LABEL, filled, metadata, object_name, selector_labels
from kgwctl.proxy.pod import empty_volume, mounts, token_volume, without_empty

if TYPE_CHECKING:
    from kgwctl.proxy.controller import XdsServer
    from kgwctl.proxy.model import Identity, Manifest

METRICS_PORT = 15020
READINESS_PORT = 15021
#: Seconds until a Pod that is asked to stop is killed, where none are set.
USUAL_GRACE = 60
_PROMETHEUS = {
    "prometheus.io/path": "/metrics",
    "prometheus.io/port": str(METRICS_PORT),
    "prometheus.io/scrape": "true",
}
#: A Pod with ties to a mesh handles its traffic itself.
_OUT_OF_MESH = {"istio.io/dataplane-mode": "none", "sidecar.istio.io/inject": "false"}


def deployment(identity: Identity, settings: dict[str, Any], xds: XdsServer) -> Manifest:
    """The Deployment, by the merged settings of AgentgatewayParameters."""
    annotations = filled({"checksum/config": checksum(identity, settings)}, identity.annotations, _PROMETHEUS)
    labels = filled(
        {GATEWAY_CLASS_LABEL: identity.class_name},
        selector_labels(identity),
        identity.labels,
        _OUT_OF_MESH if "istio" in settings else {},
    )
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata(identity),
        "spec": {
            "selector": {"matchLabels": selector_labels(identity)},
            "template": {
                "metadata": {"annotations": annotations, "labels": labels},
                "spec": _pod_spec(identity, settings, xds),
            },
        },
    }


def _pod_spec(identity: Identity, settings: dict[str, Any], xds: XdsServer) -> Manifest:
    return {
        "serviceAccountName": object_name(identity.name),
        "securityContext": {"sysctls": [{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]},
        "containers": [_container(identity, settings, xds)],
        "volumes": _volumes(identity, settings, xds),
        "terminationGracePeriodSeconds": (settings.get("shutdown") or {}).get("max") or USUAL_GRACE,
    }


def _container(identity: Identity, settings: dict[str, Any], xds: XdsServer) -> Manifest:
    image = settings["image"]
    ready = {"httpGet": {"path": "/healthz/ready", "port": READINESS_PORT}}
    return {
        "name": "agentgateway",
        "image": image_text(image),
        "imagePullPolicy": pull_policy(image),
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            "runAsUser": 10101,
        },
        "readinessProbe": {**ready, "periodSeconds": 10},
        "startupProbe": {
            **ready,
            "failureThreshold": 60,
            "periodSeconds": 1,
            "successThreshold": 1,
            "timeoutSeconds": 2,
        },
        "ports": [{"containerPort": METRICS_PORT, "name": "metrics", "protocol": "TCP"}],
        **without_empty({"resources": settings.get("resources")}),
        "args": ["-f", "/config/config.yaml"],
        "env": environment(identity, settings, xds),
        "volumeMounts": _mounts(settings, xds),
    }


def _mounts(settings: dict[str, Any], xds: XdsServer) -> list[Manifest]:
    found: list[Manifest] = [
        {"name": "config-volume", "mountPath": "/config"},
        {"name": "tmp", "mountPath": "/tmp"},
        {"name": "xds-token", "mountPath": "/var/run/secrets/xds-tokens", "readOnly": True},
    ]
    if xds.ca is not None:
        found.append({"name": "xds-ca", "mountPath": "/etc/xds-tls", "readOnly": True})
    if "istio" in settings:
        found += mounts([("/var/run/secrets/istio", "istiod-ca-cert"), ("/var/run/secrets/tokens", "istio-token")])
    return found


def _volumes(identity: Identity, settings: dict[str, Any], xds: XdsServer) -> list[Manifest]:
    found: list[Manifest] = [
        {"name": "config-volume", "configMap": {"name": object_name(identity.name)}},
        token_volume("xds-token", "kgateway", "xds-token"),
        empty_volume("tmp"),
    ]
    if xds.ca is not None:
        items = [{"key": "ca.crt", "path": "ca.crt"}]
        found.append({"name": "xds-ca", "configMap": {"name": ca_config_map_name(identity), "items": items}})
    if "istio" in settings:
        found.append({"name": "istiod-ca-cert", "configMap": {"name": "istio-ca-root-cert"}})
        found.append(token_volume("istio-token", "istio-ca", "istio-token"))
    return found
