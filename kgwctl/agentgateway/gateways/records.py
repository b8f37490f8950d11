"""What agentgateway gets of listeners: a Bind for each port of a Gateway, and the Listeners on it.

Source: ``agentgatewaysyncer/syncer.go@v2.2.0``: ``buildAgwResources``, ``buildListenerFromGateway``,
``getProtocolAndTLSConfig``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kgwctl.agentgateway.resources.generated.resource import Bind, Listener, ListenerName, TLSConfig
from kgwctl.golang.forms import proto_bytes
from kgwctl.output.sensitive import Sensitive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgwctl.agentgateway.gateways.listeners import BoundListener
    from kgwctl.agentgateway.gateways.tls import ListenerTls

BindProtocol = Literal["HTTP", "TCP", "TLS"]
#: The protocol of a port, weakest first.
_STRENGTH: tuple[BindProtocol, ...] = ("HTTP", "TCP", "TLS")
_OF_LISTENER: Mapping[str, BindProtocol] = {"HTTP": "HTTP", "HTTPS": "TLS", "TLS": "TLS", "TCP": "TCP"}


def port_protocols(listeners: Iterable[BoundListener]) -> dict[int, BindProtocol]:
    """The protocol of each port: the strongest of its valid listeners, whatever Gateway they are of."""
    found: dict[int, BindProtocol] = {}
    for one in listeners:
        now = found.setdefault(one.port, "HTTP")
        own = _OF_LISTENER.get(one.protocol, "HTTP") if one.valid else now
        found[one.port] = max(now, own, key=_STRENGTH.index)
    return found


def binds(gateway: str, listeners: Iterable[BoundListener], protocols: Mapping[int, BindProtocol]) -> list[Bind]:
    """The Binds of a Gateway, given as ``namespace/name``."""
    ports = dict.fromkeys(one.port for one in listeners)
    return [Bind(key=f"{port}/{gateway}", port=port, protocol=protocols[port]) for port in ports]


def listener_record(listener: BoundListener) -> Listener | None:
    """The Listener; ``None`` where its protocol is not supported, or needs a certificate that it does not have."""
    tls = _tls(listener.tls) if listener.tls is not None else None
    made = Listener(
        key=listener.name,
        name=ListenerName(
            gateway_name=listener.gateway.name,
            gateway_namespace=listener.gateway.namespace,
            listener_name=listener.section,
        ),
        bind_key=f"{listener.port}/{listener.gateway.namespaced_name}",
        hostname=listener.hostname,
    )
    match listener.protocol:
        case "HTTP":
            made.protocol = "HTTP"
        case "TCP":
            made.protocol = "TCP"
        case "HTTPS" if tls is not None:
            made.protocol, made.tls = "HTTPS", tls
        case "TLS" if tls is not None or listener.passthrough:
            made.protocol, made.tls = "TLS", tls
        case _:
            return None
    return made


def _tls(tls: ListenerTls) -> TLSConfig:
    return TLSConfig(
        cert=proto_bytes(tls.certificate),
        private_key=Sensitive(proto_bytes(tls.private_key)),
        root=proto_bytes(tls.root) if tls.root else None,
    )
