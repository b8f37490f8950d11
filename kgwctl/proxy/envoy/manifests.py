"""The manifests of an Envoy Gateway, from its GatewayParameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.proxy.addresses import load_balancer_ip
from kgwctl.proxy.controller import images, xds_server
from kgwctl.proxy.envoy.config_map import config_map
from kgwctl.proxy.envoy.defaults import default_parameters
from kgwctl.proxy.envoy.deployment import deployment
from kgwctl.proxy.envoy.merging import merge_parameters
from kgwctl.proxy.labels import filled
from kgwctl.proxy.parameters import envoy_parameters
from kgwctl.proxy.ports import listener_ports, with_service_ports
from kgwctl.proxy.service import service
from kgwctl.proxy.service_account import service_account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.objects.resource import Resource
    from kgwctl.proxy.model import Identity, Manifest, Port
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import Resolved

_UNPRIVILEGED = "net.ipv4.ip_unprivileged_port_start"
_FIRST_UNPRIVILEGED = 1024


def envoy_manifests(gateway: Gateway, identity: Identity, resolved: Resolved) -> list[Manifest] | None:
    """The objects that the controller makes for the Gateway; None where it makes none.

    That is for self-managed proxies and for Gateways without any port. Raises
    :class:`~kgwctl.proxy.model.DeploymentRefused`.
    """
    kube = parameters(gateway, resolved)
    if kube is None:
        return None
    ports = with_service_ports(listener_ports(gateway), kube.get("service") or {})
    if not ports:
        return None
    _open_privileged_ports(kube, ports)
    spec = _service_spec(gateway, kube.get("service") or {})
    istio = resolved.settings.enable_istio_auto_mtls
    account_annotations, service_annotations, identity = _annotations(identity, kube)
    account, of_service = kube.get("serviceAccount") or {}, kube.get("service") or {}
    return [
        service_account(identity, account_annotations, account.get("extraLabels")),
        config_map(identity, kube, xds_server(resolved, agentgateway=False), istio=istio),
        service(identity, ports, spec, service_annotations, of_service.get("extraLabels")),
        deployment(identity, kube, ports, istio=istio),
    ]


def parameters(gateway: Gateway, resolved: Resolved) -> dict[str, Any] | None:
    """The ``kube`` section of everything that applies to a Gateway; None for a self-managed proxy."""
    found = envoy_parameters(gateway, resolved)
    if any(one is not None and one.object.spec.self_managed is not None for one in found):
        return None
    class_name = gateway.resource.object.spec.gateway_class_name
    kube = default_parameters(class_name, images(resolved.settings), secured=not _unsecured(found.of_class))
    if found.of_class is not None:
        kube = merge_parameters(kube, _kube(found.of_class))
    if found.of_gateway is not None:
        if _unsecured(found.of_gateway):
            kube["envoyContainer"] = {
                key: value for key, value in kube["envoyContainer"].items() if key != "securityContext"
            }
        kube = merge_parameters(kube, _kube(found.of_gateway))
    return kube


def _kube(resource: Resource[Any]) -> dict[str, Any]:
    spec: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(resource.object.spec))
    return spec.get("kube") or {}


def _unsecured(resource: Resource[Any] | None) -> bool:
    kube = resource.object.spec.kube if resource else None
    return bool(kube and kube.omit_default_security_context)


def _open_privileged_ports(kube: dict[str, Any], ports: Sequence[Port]) -> None:
    """Let Envoy bind low ports without privileges, unless security contexts are left to the platform."""
    if kube.get("omitDefaultSecurityContext") or all(port.number >= _FIRST_UNPRIVILEGED for port in ports):
        return
    pod = kube.get("podTemplate") or {}
    context = pod.get("securityContext") or {}
    sysctls = [dict(one) for one in context.get("sysctls") or ()]
    known = next((one for one in sysctls if one["name"] == _UNPRIVILEGED), None)
    if known is None:
        sysctls.append({"name": _UNPRIVILEGED, "value": "0"})
    else:
        known["value"] = "0"
    kube["podTemplate"] = {**pod, "securityContext": {**context, "sysctls": sysctls}}


def _service_spec(gateway: Gateway, settings: dict[str, Any]) -> Manifest:
    kind = settings.get("type")
    return {
        "type": kind,
        "externalTrafficPolicy": settings.get("externalTrafficPolicy"),
        "clusterIP": settings.get("clusterIP"),
        "loadBalancerIP": load_balancer_ip(gateway) if kind == "LoadBalancer" else None,
    }


def _annotations(identity: Identity, kube: dict[str, Any]) -> tuple[dict[str, str], dict[str, str], Identity]:
    """Annotations of the ServiceAccount, of the Service, and the identity for what is made after them.

    Where the Gateway has infrastructure annotations, upstream's templates write the extra ones into
    them: those of the ServiceAccount reach the Service, and those of both everything else.
    """
    account = filled(identity.annotations, (kube.get("serviceAccount") or {}).get("extraAnnotations") or {})
    extra = (kube.get("service") or {}).get("extraAnnotations") or {}
    if not identity.annotations:
        return account, filled(extra), identity
    of_service = filled(account, extra)
    return account, of_service, identity._replace(annotations=of_service)
