"""What the controller deploys for a Gateway, for both data planes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.proxy.controller import VERSION
from kgwctl.proxy.kubernetes.kinds import as_deployed
from kgwctl.proxy.model import DeploymentRefused, Identity
from kgwctl.proxy.overlays import with_overlays
from kgwctl.proxy.parameters import agentgateway_parameters

if TYPE_CHECKING:
    from kgwctl.proxy.model import Manifest
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import Resolved

#: Infrastructure labels and annotations of this prefix are the Gateway API's own.
_RESERVED_PREFIX = "gateway.networking.k8s.io/"
#: Helm, which the controller renders with, takes such names for releases, up to a length.
_RELEASE_NAME = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_LONGEST_RELEASE_NAME = 53


def deployed(gateway: Gateway, resolved: Resolved, *, version: str = VERSION) -> list[Manifest]:
    """The objects that the controller applies for a Gateway, with the fields that its client writes.

    The list is empty for self-managed proxies and for Gateways without a port to open. Objects carry the
    Gateway's namespace; their owner reference needs the Gateway's UID, which only a cluster knows. Raises
    :class:`DeploymentRefused` with the words of the Gateway's condition.
    """
    identity = _identity(gateway, version)
    try:
        made = _manifests(gateway, identity, resolved)
    except DeploymentRefused as refused:
        prefix = f"failed to get helm values for object /, Kind= {gateway.key.namespaced_name}: "
        raise refused.within(prefix) from refused
    if made is None:
        return []
    _check_release_name(gateway)
    return [_in_namespace(one, gateway.key.namespace) for one in _post_processed(gateway, made, resolved)]


def _manifests(gateway: Gateway, identity: Identity, resolved: Resolved) -> list[Manifest] | None:
    if gateway.controller == AGENTGATEWAY.controller:
        from kgwctl.proxy.agentgateway.manifests import agentgateway_manifests

        return agentgateway_manifests(gateway, identity, resolved)
    from kgwctl.proxy.envoy.manifests import envoy_manifests

    return envoy_manifests(gateway, identity, resolved)


def _identity(gateway: Gateway, version: str) -> Identity:
    infrastructure = gateway.resource.object.spec.infrastructure
    return Identity(
        name=gateway.key.name,
        namespace=gateway.key.namespace,
        class_name=gateway.resource.object.spec.gateway_class_name,
        version=version,
        annotations=_passed_on(infrastructure.annotations if infrastructure else None),
        labels=_passed_on(infrastructure.labels if infrastructure else None),
    )


def _passed_on(entries: dict[str, str] | None) -> dict[str, str]:
    return {key: value for key, value in (entries or {}).items() if not key.startswith(_RESERVED_PREFIX)}


def _check_release_name(gateway: Gateway) -> None:
    name = gateway.key.name
    if len(name) <= _LONGEST_RELEASE_NAME and re.fullmatch(_RELEASE_NAME, name):
        return
    where = f"{gateway.key.namespace}.{name}"
    raise DeploymentRefused(
        f"failed to get objects to deploy {where}: failed to render helm chart for {where}: "
        f'release name "{name}": invalid release name, must match regex ^{_RELEASE_NAME}$ '
        f"and the length must not be longer than {_LONGEST_RELEASE_NAME}",
        ("metadata", "name"),
    )


def _post_processed(gateway: Gateway, made: list[Manifest], resolved: Resolved) -> list[Manifest]:
    """The objects with the overlays of the class and of the Gateway, for Envoy's, too.

    Parameters that agentgateway's controller would refuse change nothing here.
    """
    manifests = [as_deployed(one) for one in made]
    if not resolved.settings.enable_agentgateway:
        return manifests
    try:
        parameters = agentgateway_parameters(gateway, resolved)
    except DeploymentRefused:
        return manifests
    for resource in parameters.in_order:
        try:
            manifests = with_overlays(manifests, resource)
        except DeploymentRefused as refused:
            where = f"{gateway.key.namespace}.{gateway.key.name}"
            raise refused.within(f"failed to post-process objects for {where}: ") from refused
    return manifests


def _in_namespace(manifest: Manifest, namespace: str) -> Manifest:
    metadata: dict[str, Any] = manifest["metadata"]
    named = {key: metadata[key] for key in ("name",) if key in metadata}
    return {**manifest, "metadata": {**named, "namespace": namespace, **metadata}}
