"""The ConfigMap that Envoy starts from: its bootstrap, where its token lies, and the CA of the xDS server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.proxy.envoy.bootstrap import bootstrap
from kgwctl.proxy.labels import metadata

if TYPE_CHECKING:
    from kgwctl.proxy.controller import XdsServer
    from kgwctl.proxy.model import Identity, Manifest

#: A file of secrets as Envoy reads them: the token is in a file of its own.
_TOKEN_SECRET = """\
{"resources":[{
  "@type":"type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret",
  "name":"xds-jwt-token",
  "generic_secret": {"secret":{"filename":"/var/run/secrets/tokens/xds-token"}}
}]}
"""


def config_map(identity: Identity, kube: dict[str, Any], xds: XdsServer, *, istio: bool) -> Manifest:
    """The ConfigMap, by the ``kube`` section of the merged GatewayParameters."""
    data = {"ca.crt": xds.ca.rstrip("\n") + "\n"} if xds.ca is not None else {}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(identity),
        "data": {
            **data,
            "xds_service_account_token.json": _TOKEN_SECRET,
            "envoy.yaml": bootstrap(identity, kube, xds, istio=istio),
        },
    }
