"""IP addresses and networks: Kubernetes' ip and cidr libraries (Go's ``net/netip``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.library.overload import function, method
from kgwctl.cel.values import Opaque
from kgwctl.scalars.whole_number import whole_number

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_PREFIX = re.compile(r"(.*)/(0|[1-9][0-9]{0,2})", re.ASCII | re.DOTALL)


class IP(Opaque):
    """An IPv4 or IPv6 address without zone; IPv4 mapped into IPv6 is refused."""

    __slots__ = ("address",)
    type_name = "net.IP"

    def __init__(self, address: IPv4Address | IPv6Address) -> None:
        self.address = address

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IP) and self.address == other.address

    def __hash__(self) -> int:
        return hash(self.address)

    def __str__(self) -> str:
        return str(self.address)


class CIDR(Opaque):
    """An address with a prefix length; host bits may be set."""

    __slots__ = ("address", "bits")
    type_name = "net.CIDR"

    def __init__(self, address: IPv4Address | IPv6Address, bits: int) -> None:
        self.address = address
        self.bits = bits

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CIDR) and (self.address, self.bits) == (other.address, other.bits)

    def __hash__(self) -> int:
        return hash((self.address, self.bits))

    def __str__(self) -> str:
        return f"{self.address}/{self.bits}"

    def network(self) -> IPv4Network | IPv6Network:
        """The network the address is in."""
        from ipaddress import ip_network

        return ip_network((self.address, self.bits), strict=False)


def _address(text: str) -> IPv4Address | IPv6Address:
    from ipaddress import ip_address

    if "%" in text:
        raise EvaluationError(f"IP address {text!r} has a zone, which is not allowed")
    try:
        address = ip_address(text)
    except ValueError:
        raise EvaluationError(f"{text!r} is not an IP address") from None
    if getattr(address, "ipv4_mapped", None) is not None:
        raise EvaluationError(f"IP address {text!r} is IPv4 mapped into IPv6, which is not allowed")
    return address


def ip(text: str) -> IP:
    """``ip("10.0.0.1")``. Raises :class:`EvaluationError`."""
    return IP(_address(text))


def is_ip(text: str) -> bool:
    """Whether ``ip(text)`` has a value."""
    try:
        _address(text)
    except EvaluationError:
        return False
    return True


def cidr(text: str) -> CIDR:
    """``cidr("10.0.0.0/8")``. Raises :class:`EvaluationError`."""
    match = _PREFIX.fullmatch(text)
    if match is None:
        raise EvaluationError(f"{text!r} is not a network such as 10.0.0.0/8")
    address = _address(match[1])
    if whole_number(match[2]) > address.max_prefixlen:
        raise EvaluationError(f"{text!r} has more prefix bits than an address")
    return CIDR(address, int(match[2]))


def is_cidr(text: str) -> bool:
    """Whether ``cidr(text)`` has a value."""
    try:
        cidr(text)
    except EvaluationError:
        return False
    return True


def contains_ip(network: CIDR, address: IP) -> bool:
    """Whether the address, of the same family, is in the network."""
    return address.address in network.network()


def contains_cidr(network: CIDR, other: CIDR) -> bool:
    """Whether all of the other network, of the same family, is in the network."""
    return network.bits <= other.bits and other.address in network.network()


def masked(network: CIDR) -> CIDR:
    """The network with its host bits cleared."""
    return CIDR(network.network().network_address, network.bits)


def _is_link_local_multicast(value: IP) -> bool:
    packed = value.address.packed
    if value.address.version == 4:
        return packed[:3] == b"\xe0\x00\x00"
    return packed[0] == 0xFF and packed[1] & 0x0F == 0x02


def _is_global_unicast(value: IP) -> bool:
    address = value.address
    if address.version == 4 and address.packed in (b"\0\0\0\0", b"\xff\xff\xff\xff"):
        return False
    return not (address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local)


OVERLOADS = (
    function("ip", (str,), IP, ip),
    function("isIP", (str,), bool, is_ip),
    function("ip.isCanonical", (str,), bool, lambda text: str(_address(text)) == text),
    function("string", (IP,), str, str),
    method("family", (IP,), int, lambda value: value.address.version),
    method("isUnspecified", (IP,), bool, lambda value: value.address.is_unspecified),
    method("isLoopback", (IP,), bool, lambda value: value.address.is_loopback),
    method("isLinkLocalMulticast", (IP,), bool, _is_link_local_multicast),
    method("isLinkLocalUnicast", (IP,), bool, lambda value: value.address.is_link_local),
    method("isGlobalUnicast", (IP,), bool, _is_global_unicast),
    function("cidr", (str,), CIDR, cidr),
    function("isCIDR", (str,), bool, is_cidr),
    function("string", (CIDR,), str, str),
    method("containsIP", (CIDR, str), bool, lambda network, text: contains_ip(network, ip(text))),
    method("containsIP", (CIDR, IP), bool, contains_ip),
    method("containsCIDR", (CIDR, str), bool, lambda network, text: contains_cidr(network, cidr(text))),
    method("containsCIDR", (CIDR, CIDR), bool, contains_cidr),
    method("ip", (CIDR,), IP, lambda network: IP(network.address)),
    method("prefixLength", (CIDR,), int, lambda network: network.bits),
    method("masked", (CIDR,), CIDR, masked),
)
