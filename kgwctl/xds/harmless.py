"""Resources changed so that an Envoy can judge them without doing anything: nothing is bound, contacted or written."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from kgwctl.envoy.bootstrap import FILE_LOG, LOOPBACK, NOWHERE
from kgwctl.envoy.messages.generated.core import Address, SocketAddress
from kgwctl.envoy.messages.generated.endpoint import Endpoint
from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
from kgwctl.envoy.messages.generated.listener import Listener
from kgwctl.envoy.messages.tree import changed, rewritten

if TYPE_CHECKING:
    from kgwctl.envoy.messages.message import M, Message
    from kgwctl.envoy.stock_filters import StockFilters

#: A port that nobody listens on.
NOBODY = 1
_PORTS = 65535


def harmless(message: M, stock: StockFilters) -> M:
    """``message`` with endpoints on a dead port, logs that keep nothing, and without filters that Envoy lacks.

    ``stock`` notes what is left out. Addresses that are not IPs stay, since Envoy has an opinion on them; an Envoy
    without a resolver looks no names up.
    """
    return rewritten(message, lambda one: _changed(one, stock))


def unbound(listener: Listener, number: int) -> Listener:
    """``listener`` as one that binds to nothing; ``number`` has to be its own among all listeners."""
    # No two listeners may have the same address, bound or not.
    block, port = divmod(number, _PORTS)
    socket = SocketAddress(address=f"127.1.{block}.1", port_value=port + 1)
    return changed(listener, address=Address(socket_address=socket), bind_to_port=False)


def _changed(message: Message, stock: StockFilters) -> Message:
    if message.PROTO == FILE_LOG:
        return _silent(message)
    if isinstance(message, Endpoint):
        return _unreachable(message)
    if isinstance(message, HttpConnectionManager):
        return stock.without_filters(message)
    return stock.without_settings(message)


def _silent(log: Any) -> Message:
    # A path that is empty stays: Envoy refuses it.
    return changed(log, path=NOWHERE) if log.path else log  # type: ignore[no-any-return]


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
