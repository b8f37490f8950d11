"""The environment of the agentgateway container.

Source: ``pkg/kgateway/helm/agentgateway@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.proxy.labels import object_name
from kgwctl.proxy.pod import field_env, plain_env

if TYPE_CHECKING:
    from kgwctl.proxy.controller import XdsServer
    from kgwctl.proxy.model import Identity, Manifest

_ISTIO_CA = "https://istiod.istio-system.svc:15012"
#: Variables that are set whether or not parameters set them, too.
_FIXED = frozenset({"XDS_ADDRESS", "XDS_ROOT_CA"})


def environment(identity: Identity, settings: dict[str, Any], xds: XdsServer) -> list[Manifest]:
    """The variables: the proxy's own without those that parameters set, then those of the parameters."""
    given = settings["env"]
    taken = {one["name"] for one in given} - _FIXED
    own = [one for one in _own(identity, settings, xds) if one["name"] not in taken]
    return [*own, *given]


def _own(identity: Identity, settings: dict[str, Any], xds: XdsServer) -> list[Manifest]:
    shutdown = settings.get("shutdown") or {}
    level = (settings.get("logging") or {}).get("level")
    scheme = "http" if xds.ca is None else "https"
    return [
        plain_env("TERMINATION_GRACE_PERIOD_SECONDS", str(shutdown.get("max") or 60)),
        plain_env("CONNECTION_MIN_TERMINATION_DEADLINE", f"{shutdown.get('min') or 10}s"),
        field_env("NODE_NAME", "metadata.name"),
        field_env("POD_NAMESPACE", "metadata.namespace"),
        field_env("POD_NAME", "metadata.name"),
        plain_env("RUST_BACKTRACE", "1"),
        plain_env("RUST_LOG", level or "info"),
        plain_env("XDS_ADDRESS", f"{scheme}://{xds.host}:{xds.port}"),
        *([plain_env("XDS_ROOT_CA", "/etc/xds-tls/ca.crt")] if xds.ca is not None else []),
        field_env("NAMESPACE", "metadata.namespace"),
        plain_env("GATEWAY", object_name(identity.name)),
        {"name": "CPU_LIMIT", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "1"}}},
        field_env("INSTANCE_IP", "status.podIP"),
        field_env("SERVICE_ACCOUNT", "spec.serviceAccountName"),
        *_mesh(settings),
    ]


def _mesh(settings: dict[str, Any]) -> list[Manifest]:
    if "istio" not in settings:
        return []
    istio = settings["istio"]
    return [
        plain_env("CA_ADDRESS", istio.get("caAddress") or _ISTIO_CA),
        plain_env("TRUST_DOMAIN", istio.get("trustDomain") or "cluster.local"),
    ]
