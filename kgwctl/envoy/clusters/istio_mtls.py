"""Istio's automatic mutual TLS: clusters offer it to endpoints that speak it, and plain text to the others.

Source: ``pkg/kgateway/extensions2/plugins/istio/plugin.go@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy import names
from kgwctl.envoy.messages.generated.cluster import Cluster
from kgwctl.envoy.messages.generated.core import ApiConfigSource, ConfigSource, GrpcService, TransportSocket
from kgwctl.envoy.messages.generated.raw_buffer import RawBuffer
from kgwctl.envoy.messages.generated.tls import CommonTlsContext, SdsSecretConfig, TlsParameters, UpstreamTlsContext
from kgwctl.envoy.messages.message import pack

if TYPE_CHECKING:
    from kgwctl.resolve.model import Backend

#: The cluster of the server beside Envoy that hands out the mesh's certificates.
SDS_CLUSTER = "gateway_proxy_sds"
_CERTIFICATE, _AUTHORITIES = "istio_server_cert", "istio_validation_context"
_RAW_BUFFER = "envoy.transport_sockets.raw_buffer"


def apply(cluster: Cluster, backend: Backend) -> None:
    """Offer both, unless the backend's object opts out."""
    if backend.disable_istio_auto_mtls:
        return
    mutual = UpstreamTlsContext(sni=_server_name(backend), common_tls_context=_common_context())
    cluster.transport_socket_matches = [
        *cluster.transport_socket_matches,
        Cluster.TransportSocketMatch(
            name="tlsMode-istio",
            match={"tlsMode": "istio"},
            transport_socket=TransportSocket(name=names.TLS_TRANSPORT_SOCKET, typed_config=pack(mutual)),
        ),
        Cluster.TransportSocketMatch(
            name="tlsMode-disabled",
            match={},
            transport_socket=TransportSocket(name=_RAW_BUFFER, typed_config=pack(RawBuffer())),
        ),
    ]


def _common_context() -> CommonTlsContext:
    return CommonTlsContext(
        alpn_protocols=["istio"],
        tls_params=TlsParameters(),
        tls_certificate_sds_secret_configs=[_from_sds(_CERTIFICATE)],
        validation_context_sds_secret_config=_from_sds(_AUTHORITIES),
    )


def _from_sds(name: str) -> SdsSecretConfig:
    service = GrpcService(envoy_grpc=GrpcService.EnvoyGrpc(cluster_name=SDS_CLUSTER))
    source = ApiConfigSource(
        api_type="GRPC", set_node_on_first_message_only=True, transport_api_version="V3", grpc_services=[service]
    )
    return SdsSecretConfig(name=name, sds_config=ConfigSource(resource_api_version="V3", api_config_source=source))


def _server_name(backend: Backend) -> str:
    """The name by which the mesh's gateways tell services and ports apart."""
    if not backend.port or not backend.hostname:
        return ""
    return f"outbound_.{backend.port}_._.{backend.hostname}"
