"""The containers that bring a mesh's certificates to Envoy: the SDS server and Istio's agent.

Source: ``pkg/kgateway/helm/envoy@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.proxy.images import image_text, pull_policy
from kgwctl.proxy.pod import empty_volume, field_env, mounts, plain_env, token_volume, without_empty

if TYPE_CHECKING:
    from kgwctl.proxy.model import Manifest

#: Port on which the SDS server serves certificates.
SDS_PORT = 8234
_CERTIFICATES = ("/etc/istio-certs/", "istio-certs")
#: How Istio's agent is started, its log level aside.
_AGENT_ARGUMENTS = (
    ("proxy", "sidecar"),
    ("--domain", "$(POD_NAMESPACE).svc.cluster.local"),
    ("--configPath", "/etc/istio/proxy"),
    ("--serviceCluster", "istio-proxy-prometheus"),
    ("--drainDuration", "45s"),
    ("--parentShutdownDuration", "1m0s"),
    ("--proxyLogLevel={}", "--proxyComponentLogLevel=misc:error"),
    ("--connectTimeout", "10s"),
    ("--controlPlaneAuthPolicy", "NONE"),
    ("--dnsRefreshRate", "300s"),
    ("--controlPlaneBootstrap=false",),
)


def sidecars(kube: dict[str, Any]) -> list[Manifest]:
    """The containers besides Envoy, by the ``kube`` section of GatewayParameters."""
    sds, agent = kube.get("sdsContainer") or {}, (kube.get("istio") or {}).get("istioProxyContainer") or {}
    return [_sds(sds), _agent(agent)]


def sidecar_volumes() -> list[Manifest]:
    """The volumes that those containers mount."""
    return [
        empty_volume("istio-certs", "Memory"),
        {"name": "istiod-ca-cert", "configMap": {"defaultMode": 420, "name": "istio-ca-root-cert"}},
        empty_volume("istio-envoy", "Memory"),
        token_volume("istio-token", "istio-ca", "istio-token", mode=420),
        empty_volume("credential-socket"),
        empty_volume("workload-socket"),
        empty_volume("workload-certs"),
    ]


def _sds(settings: dict[str, Any]) -> Manifest:
    image = settings.get("image") or {}
    return {
        "name": "sds",
        "image": image_text(image),
        "imagePullPolicy": pull_policy(image),
        "env": [
            field_env("POD_NAME", "metadata.name", versioned=True),
            field_env("POD_NAMESPACE", "metadata.namespace", versioned=True),
            plain_env("ISTIO_MTLS_SDS_ENABLED", "true"),
            plain_env("LOG_LEVEL", (settings.get("bootstrap") or {}).get("logLevel") or ""),
        ],
        "ports": [{"containerPort": SDS_PORT, "name": "sds", "protocol": "TCP"}],
        "readinessProbe": {
            "failureThreshold": 3,
            "initialDelaySeconds": 3,
            "periodSeconds": 10,
            "successThreshold": 1,
            "tcpSocket": {"port": SDS_PORT},
            "timeoutSeconds": 1,
        },
        **without_empty({key: settings.get(key) for key in ("resources", "securityContext")}),
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
        "volumeMounts": mounts([("/etc/envoy", "envoy-config"), _CERTIFICATES]),
    }


def _agent(settings: dict[str, Any]) -> Manifest:
    image = settings.get("image") or {}
    arguments = [argument for group in _AGENT_ARGUMENTS for argument in group]
    return {
        "name": "istio-proxy",
        "image": image_text(image),
        "imagePullPolicy": pull_policy(image),
        "args": [argument.format(settings.get("logLevel") or "") for argument in arguments],
        "env": _agent_environment(settings),
        **without_empty({key: settings.get(key) for key in ("resources", "securityContext")}),
        "volumeMounts": mounts(
            [
                ("/var/run/secrets/istio", "istiod-ca-cert"),
                ("/etc/istio/proxy", "istio-envoy"),
                _CERTIFICATES,
                ("/var/run/secrets/tokens", "istio-token"),
                ("/var/run/secrets/credential-uds", "credential-socket"),
                ("/var/run/secrets/workload-spiffe-uds", "workload-socket"),
                ("/var/run/secrets/workload-spiffe-credentials", "workload-certs"),
            ]
        ),
    }


def _agent_environment(settings: dict[str, Any]) -> list[Manifest]:
    discovery = settings.get("istioDiscoveryAddress") or ""
    return [
        plain_env("OUTPUT_CERTS", "/etc/istio-certs"),
        plain_env("JWT_POLICY", "third-party-jwt"),
        plain_env("PILOT_CERT_PROVIDER", "istiod"),
        plain_env("CA_ADDR", discovery),
        plain_env("ISTIO_META_MESH_ID", settings.get("istioMetaMeshId") or ""),
        plain_env("ISTIO_META_CLUSTER_ID", settings.get("istioMetaClusterId") or ""),
        # The address stands without quotes: that is how upstream writes it.
        plain_env("PROXY_CONFIG", f'{{"discoveryAddress": {discovery} }}\n'),
        field_env("POD_NAME", "metadata.name"),
        field_env("POD_NAMESPACE", "metadata.namespace"),
        field_env("INSTANCE_IP", "status.podIP"),
        field_env("SERVICE_ACCOUNT", "spec.serviceAccountName"),
        field_env("HOST_IP", "status.hostIP"),
        field_env("ISTIO_META_POD_NAME", "metadata.name", versioned=True),
        field_env("ISTIO_META_CONFIG_NAMESPACE", "metadata.namespace", versioned=True),
        plain_env("DISABLE_ENVOY", "true"),
    ]
