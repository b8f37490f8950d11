"""Where a route attaches: its parent references, and the listeners behind them that take it.

Source: ``translator/conversion.go@v2.2.0``: ``extractParentReferenceInfo``, ``ReferenceAllowed``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import GATEWAY_API
from kgwctl.golang.text import quote
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kgwctl.agentgateway.gateways.listeners import BoundListener

#: The version that messages name with a kind of route.
VERSIONS: Mapping[str, str] = {"HTTPRoute": "v1", "GRPCRoute": "v1", "TCPRoute": "v1alpha2", "TLSRoute": "v1alpha2"}


class Denial(NamedTuple):
    """Why a listener does not take a route: reason and message of the Accepted condition."""

    reason: str
    message: str


class Parent(NamedTuple):
    """A listener that a parent reference leads to. ``key`` is the object that was referred to."""

    ref: Any
    key: ObjectKey
    listener: BoundListener
    denial: Denial | None


class ListenerIndex:
    """Listeners by the Gateway or XListenerSet in which they stand."""

    def __init__(self, listeners: Iterable[BoundListener]) -> None:
        self._by_parent: dict[ObjectKey, list[BoundListener]] = {}
        for one in listeners:
            self._by_parent.setdefault(one.parent, []).append(one)

    def of(self, key: ObjectKey) -> Sequence[BoundListener]:
        """The listeners of an object; none for one that is not of agentgateway."""
        return self._by_parent.get(key, ())


def parent_key(ref: Any, namespace: str) -> ObjectKey:
    """The object that a parent reference of a route in ``namespace`` leads to."""
    return ObjectKey(
        GATEWAY_API if ref.group is None else ref.group,
        ref.kind or "Gateway",
        namespace if ref.namespace is None else ref.namespace,
        ref.name,
    )


def parents_of(kind: str, namespace: str, spec: Any, index: ListenerIndex) -> list[Parent]:
    """Every listener behind the references of a route, whether it takes the route or not, in their order."""
    hostnames = getattr(spec, "hostnames", None) or ()
    found = []
    for ref in spec.parent_refs or ():
        key = parent_key(ref, namespace)
        found += [
            Parent(ref, key, listener, _denial(listener, ref, kind, namespace, hostnames)) for listener in index.of(key)
        ]
    found.sort(key=lambda one: reference_text(one.ref))
    return found


def reference_text(ref: Any) -> str:
    """The text by which upstream sorts references (``conversion.go:ParentRefString``)."""
    group, kind, section, port = ref.group or "", ref.kind or "", ref.section_name or "", ref.port or 0
    return f"{group}/{kind}/{ref.name}/{section}/{port}.{ref.namespace or ''}"


def _denial(listener: BoundListener, ref: Any, kind: str, namespace: str, hostnames: Sequence[str]) -> Denial | None:
    """Checks in upstream's order: port, section, hostname and namespace, kind."""
    if ref.port and ref.port != listener.port:
        return Denial("NoMatchingParent", f"port {ref.port} not found")
    if ref.section_name and ref.section_name != listener.section:
        return Denial("NoMatchingParent", f"sectionName {quote(ref.section_name)} not found")
    matched = any(hosts_match(listener.host, hostname) for hostname in hostnames or ("*",))
    if not matched:
        return Denial("NoMatchingListenerHostname", f"no hostnames matched parent hostname {quote(listener.hostname)}")
    if not listener.admits(namespace):
        host = quote(listener.hostname)
        text = (
            f"hostnames matched parent hostname {host}, but namespace {quote(namespace)} is not allowed by the parent"
        )
        return Denial("NotAllowedByListeners", text)
    if kind not in listener.kinds:
        text = f"kind {GATEWAY_API}/{VERSIONS[kind]}, Kind={kind} is not allowed"
        return Denial("NotAllowedByListeners", text)
    return None


def hosts_match(one: str, other: str) -> bool:
    """Whether two hostnames have a name in common (``host.Name.Matches`` of Istio)."""
    if one.startswith("*") and other.startswith("*"):
        shorter, longer = sorted((one[1:], other[1:]), key=len)
        return longer.endswith(shorter)
    if one.startswith("*"):
        return other.endswith(one[1:])
    if other.startswith("*"):
        return one.endswith(other[1:])
    return one == other
