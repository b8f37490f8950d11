"""What the controller knows from its own installation: images, and where it serves configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.api.kinds import SECRET
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from kgwctl.resolve.resolved import Resolved
    from kgwctl.settings import Settings

#: The release that all of this follows, as its images and labels name it.
VERSION = "v2.2.0"
#: The Secret with the CA of the xDS server.
XDS_SECRET = "kgateway-xds-cert"
#: Stands for a CA certificate that is in no input.
CA_PLACEHOLDER = "# kgwctl: ca.crt of the Secret {} goes here\n"


class Images(NamedTuple):
    """Where the controller's images come from unless parameters say otherwise."""

    registry: str
    tag: str
    pull_policy: str

    def of(self, repository: str) -> dict[str, str]:
        """An image of that name, as GatewayParameters write images."""
        return {
            "registry": self.registry,
            "repository": repository,
            "tag": self.tag,
            "pullPolicy": self.pull_policy,
        }


class XdsServer(NamedTuple):
    """Where proxies fetch their configuration. ``ca`` is PEM text, None when they do not use TLS."""

    host: str
    port: int
    ca: str | None = None


def images(settings: Settings) -> Images:
    """The images of an installation with those settings."""
    return Images(
        settings.default_image_registry, settings.default_image_tag or VERSION, settings.default_image_pull_policy
    )


def xds_server(resolved: Resolved, *, agentgateway: bool) -> XdsServer:
    """The xDS server for that data plane."""
    settings = resolved.settings
    host = settings.xds_service_host or f"{settings.xds_service_name}.{settings.pod_namespace}.svc.cluster.local"
    port = settings.agentgateway_xds_service_port if agentgateway else settings.xds_service_port
    return XdsServer(host, port, _ca(resolved) if settings.xds_tls else None)


def xds_secret(settings: Settings) -> ObjectKey:
    """The Secret whose ``ca.crt`` proxies check the xDS server by."""
    return ObjectKey(*SECRET, settings.pod_namespace, XDS_SECRET)


def knows_ca(resolved: Resolved) -> bool:
    """Whether the input has the CA of the xDS server."""
    return bool(_given_ca(resolved))


def _ca(resolved: Resolved) -> str:
    return _given_ca(resolved) or CA_PLACEHOLDER.format(xds_secret(resolved.settings).namespaced_name)


def _given_ca(resolved: Resolved) -> str:
    secret = resolved.objects.get(xds_secret(resolved.settings))
    encoded = (secret.object.data or {}).get("ca.crt", "") if secret else ""
    if not encoded:
        return ""
    from base64 import b64decode

    return b64decode(encoded).decode("utf-8", "replace")
