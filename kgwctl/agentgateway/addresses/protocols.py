"""Application protocols of ports.

Source: Istio's ``config/kube/conversion.go:ConvertProtocol``, ``config/protocol/instance.go:Parse``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

AppProtocol = Literal["UNKNOWN", "HTTP11", "HTTP2", "GRPC"]
_KNOWN: Mapping[str, AppProtocol] = {"http": "HTTP11", "http2": "HTTP2", "grpc": "GRPC"}
#: Names that Kubernetes itself gives a meaning.
_OF_KUBERNETES: Mapping[str, AppProtocol] = {
    "kubernetes.io/h2c": "HTTP2",
    "kubernetes.io/ws": "HTTP11",
    "kubernetes.io/wss": "UNKNOWN",
}


def app_protocol(name: str) -> AppProtocol:
    """The protocol of that name."""
    return _KNOWN.get(name.lower(), "UNKNOWN")


def service_port_protocol(port: Any) -> AppProtocol:
    """The protocol of a Service's port: by ``appProtocol``, else by what its name begins with."""
    if port.protocol == "UDP":
        return "UNKNOWN"
    if port.app_protocol in _OF_KUBERNETES:
        return _OF_KUBERNETES[port.app_protocol]
    name = (port.name or "") if port.app_protocol is None else port.app_protocol
    if name.lower().startswith("grpc-web"):
        return "UNKNOWN"
    return app_protocol(name.partition("-")[0])
