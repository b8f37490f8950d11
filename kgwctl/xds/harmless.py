"""Resources changed so that an Envoy can judge them without doing anything: nothing is bound, contacted or written."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from kgwctl.envoy.bootstrap import FILE_LOG, LOOPBACK, NOWHERE
from kgwctl.envoy.messages.generated.core import Address, SocketAddress
from kgwctl.envoy.messages.generated.endpoint import Endpoint
from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
from kgwctl.envoy.messages.generated.listener import Listener
from kgwctl.envoy.messages.tree import changed, rewritten
from kgwctl.envoy.stock_filters import StockFilters

if TYPE_CHECKING:
    from kgwctl.envoy.messages.message import M, Message

#: A port that nobody listens on.
NOBODY = 1


def harmless(message: M) -> M:
    """``message`` with endpoints on a dead port, logs that keep nothing, and without filters that Envoy lacks.

    Addresses that are not IPs stay, since Envoy has an opinion on them; names are not looked up where the Envoy has
    no resolver.
    """
    return rewritten(message, _change)


def unbound(listener: Listener, port: int) -> Listener:
    """``listener`` as one that binds to nothing; ``port`` has to be its own among all listeners."""
    return changed(listener, address=_loopback(port), bind_to_port=False)


def _change(message: Message) -> Message:
    if message.PROTO == FILE_LOG and getattr(message, "path", ""):
        return changed(message, path=NOWHERE)
    if isinstance(message, Endpoint):
        return _unreachable(message)
    if isinstance(message, HttpConnectionManager):
        return StockFilters().without_filters(message)
    return StockFilters().without_settings(message)


def _unreachable(endpoint: Endpoint) -> Endpoint:
    socket = endpoint.address.socket_address if endpoint.address else None
    if socket is None:
        return endpoint
    try:
        ip_address(socket.address)
    except ValueError:
        return endpoint
    return changed(endpoint, address=_loopback(NOBODY))


def _loopback(port: int) -> Address:
    return Address(socket_address=SocketAddress(address=LOOPBACK, port_value=port))
