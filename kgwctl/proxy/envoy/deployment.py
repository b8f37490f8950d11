"""The Deployment of Envoy.

Source: ``pkg/kgateway/helm/envoy@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.proxy.envoy.sidecars import sidecar_volumes, sidecars
from kgwctl.proxy.images import between_quotes, image_text, pull_policy
from kgwctl.proxy.labels import GATEWAY_CLASS_LABEL, filled, metadata, object_name, selector_labels
from kgwctl.proxy.model import DeploymentRefused
from kgwctl.proxy.pod import field_env, plain_env, token_volume, without_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.proxy.model import Identity, Manifest, Port

METRICS_PORT = 9091
_PROMETHEUS = {
    "prometheus.io/path": "/metrics",
    "prometheus.io/port": str(METRICS_PORT),
    "prometheus.io/scrape": "true",
}
#: Seconds between saying goodbye to load balancers and stopping, where none are set.
_USUAL_SLEEP = 10


def deployment(identity: Identity, kube: dict[str, Any], ports: Sequence[Port], *, istio: bool) -> Manifest:
    """The Deployment, by the ``kube`` section of the merged GatewayParameters.

    ``istio`` adds the sidecars of a mesh. Raises :class:`DeploymentRefused`.
    """
    settings = kube.get("deployment") or {}
    pod = kube.get("podTemplate") or {}
    with_metrics = bool((kube.get("stats") or {}).get("enabled"))
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata(identity),
        "spec": {
            # Zero replicas count as nothing said: upstream's template leaves them out.
            **without_empty({"replicas": settings.get("replicas"), "strategy": settings.get("strategy")}),
            "selector": {"matchLabels": selector_labels(identity)},
            "template": {
                "metadata": _pod_metadata(identity, pod, with_metrics=with_metrics),
                "spec": _pod_spec(identity, kube, ports, istio=istio),
            },
        },
    }


def _pod_metadata(identity: Identity, pod: dict[str, Any], *, with_metrics: bool) -> Manifest:
    annotations = filled(identity.annotations, pod.get("extraAnnotations") or {}, _PROMETHEUS if with_metrics else {})
    labels = filled(
        {GATEWAY_CLASS_LABEL: identity.class_name},
        selector_labels(identity),
        {"kgateway": "kube-gateway"},
        identity.labels,
        pod.get("extraLabels") or {},
    )
    return {"annotations": annotations, "labels": labels}


def _pod_spec(identity: Identity, kube: dict[str, Any], ports: Sequence[Port], *, istio: bool) -> Manifest:
    pod = kube.get("podTemplate") or {}
    name = object_name(identity.name)
    passed_on = (
        "imagePullSecrets",
        "securityContext",
        "nodeSelector",
        "affinity",
        "tolerations",
        "topologySpreadConstraints",
        "priorityClassName",
        "terminationGracePeriodSeconds",
    )
    return {
        "serviceAccountName": name,
        "containers": [_envoy(kube, ports), *(sidecars(kube) if istio else [])],
        **without_empty({key: pod.get(key) for key in passed_on}),
        "volumes": [
            token_volume("xds-token", "kgateway", "xds-token"),
            {"name": "envoy-config", "configMap": {"name": name}},
            *(sidecar_volumes() if istio else []),
            *(pod.get("extraVolumes") or []),
        ],
    }


def _envoy(kube: dict[str, Any], ports: Sequence[Port]) -> Manifest:
    pod, envoy = kube.get("podTemplate") or {}, kube.get("envoyContainer") or {}
    image = envoy.get("image") or {}
    container_ports = [{"name": one.name[:15], "protocol": "TCP", "containerPort": one.number} for one in ports]
    if (kube.get("stats") or {}).get("enabled"):
        container_ports.append({"name": "http-monitoring", "containerPort": METRICS_PORT})
    return {
        "name": "kgateway-proxy",
        "image": image_text(image),
        "imagePullPolicy": pull_policy(image),
        "args": _arguments(envoy.get("bootstrap") or {}),
        "env": [
            field_env("POD_NAME", "metadata.name"),
            field_env("POD_NAMESPACE", "metadata.namespace"),
            plain_env("ENVOY_UID", "0"),
            *(envoy.get("env") or []),
        ],
        "ports": container_ports,
        "volumeMounts": [
            {"mountPath": "/etc/envoy", "name": "envoy-config"},
            {"mountPath": "/var/run/secrets/tokens", "name": "xds-token", "readOnly": True},
            *(envoy.get("extraVolumeMounts") or []),
        ],
        **without_empty({key: envoy.get(key) for key in ("securityContext", "resources")}),
        **without_empty({key: pod.get(key) for key in ("startupProbe", "readinessProbe", "livenessProbe")}),
        **_lifecycle(pod.get("gracefulShutdown") or {}),
    }


def _arguments(bootstrap: dict[str, Any]) -> list[str]:
    arguments = ["--disable-hot-restart", "--service-node", "$(POD_NAME).$(POD_NAMESPACE)"]
    if bootstrap.get("logLevel"):
        arguments += ["--log-level", between_quotes(bootstrap["logLevel"])]
    levels = _component_log_levels(bootstrap.get("componentLogLevels") or {})
    return [*arguments, "--component-log-level", between_quotes(levels)] if levels else arguments


def _component_log_levels(levels: dict[str, str]) -> str:
    for component, level in sorted(levels.items()):
        if not component or not level:
            raise DeploymentRefused(
                f"an empty key or value was provided in componentLogLevels: key={component}, value={level}"
            )
    return ",".join(sorted(f"{component}:{level}" for component, level in levels.items()))


def _lifecycle(shutdown: dict[str, Any]) -> Manifest:
    """Before Envoy stops it fails its health checks, so that load balancers look elsewhere."""
    if not shutdown.get("enabled"):
        return {}
    pause = shutdown.get("sleepTimeSeconds") or _USUAL_SLEEP
    script = f'wget --post-data "" -O /dev/null 127.0.0.1:19000/healthcheck/fail; sleep {pause}'
    return {"lifecycle": {"preStop": {"exec": {"command": ["/bin/sh", "-c", script]}}}}
