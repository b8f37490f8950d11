"""Listeners of Gateways and XListenerSets, with their conditions.

Source: ``translator/gateway_collection.go@v2.2.0``: ``GatewayTransformationFunc``, ``ListenerSetCollection``;
``conversion.go``: ``BuildListener``, ``buildHostnameMatch``. What belongs to a Gateway is resolved before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.gateways.tls import listener_tls
from kgwctl.golang.text import quote
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.resolve.namespaces import everywhere, nowhere, same
from kgwctl.resolve.selectors import SelectorError
from kgwctl.status import words
from kgwctl.status.reporter import Condition

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.gateways.tls import Allowed, ListenerTls, TlsProblem
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Gateway, Listener
    from kgwctl.resolve.namespaces import NamespaceRule, Namespaces

_CLEAN = "No errors found"


class BoundListener(NamedTuple):
    """One listener as routes and agentgateway see it.

    ``name`` is its key, ``gateway`` the Gateway it is bound to, ``parent`` the object it stands in. ``hostname`` is
    empty where there is none. ``admits`` says whose routes may attach, ``kinds`` which. ``valid`` is False where a
    condition says why.
    """

    name: str
    gateway: ObjectKey
    parent: ObjectKey
    section: str
    port: int
    protocol: str
    hostname: str
    host: str
    admits: NamespaceRule
    kinds: tuple[str, ...]
    passthrough: bool
    tls: ListenerTls | None
    valid: bool
    conditions: tuple[Condition, ...]


class Surroundings(NamedTuple):
    """Where the references of listeners are looked up."""

    env: Environment
    allowed: Allowed
    namespaces: Namespaces


def bind_listener(listener: Listener, gateway: Gateway, around: Surroundings) -> BoundListener:
    """A listener of the Gateway itself or of an XListenerSet attached to it."""
    spec, parent = listener.spec, listener.parent.key
    gateway_tls = gateway.resource.object.spec.tls
    tls, problem = listener_tls(parent, spec.tls, listener.port, gateway_tls, around.env, around.allowed)
    unported = "" if listener.port else f"protocol {listener.protocol} requires a port to be set"
    unaccepted = _unsupported(listener.protocol) or unported
    return BoundListener(
        name=f"{parent.namespace}/{parent.name}.{listener.name}",
        gateway=gateway.key,
        parent=parent,
        section=listener.name,
        port=listener.port,
        protocol=listener.protocol,
        hostname=listener.hostname or "",
        host="*" if listener.hostname is None else listener.hostname,
        admits=_admitted(spec.allowed_routes, parent.namespace, around.namespaces),
        kinds=tuple(one.kind for one in listener.supported_kinds),
        passthrough=spec.tls is not None and spec.tls.mode == "Passthrough",
        tls=tls,
        valid=problem is None and not unaccepted,
        conditions=_conditions(unaccepted, problem, listener.wrong_kinds is None),
    )


def _unsupported(protocol: str) -> str:
    if AGENTGATEWAY.route_kinds(protocol) is not None:
        return ""
    upper = protocol.upper()
    hint = f". hint: {quote(upper)} (uppercase) may be supported" if AGENTGATEWAY.route_kinds(upper) is not None else ""
    return f"protocol {quote(protocol)} is unsupported{hint}"


def _admitted(allowed: Any, own: str, namespaces: Namespaces) -> NamespaceRule:
    """The namespaces whose routes may attach. A selector that is missing admits all, one that is wrong none."""
    wanted = allowed.namespaces if allowed is not None else None
    if wanted is None or wanted.from_ is None or wanted.from_ == "Same":
        return same(own)
    if wanted.from_ == "All" or wanted.selector is None:
        return everywhere
    try:
        return namespaces.selected_by(wanted.selector)
    except SelectorError:
        return nowhere


def _conditions(unaccepted: str, tls: TlsProblem | None, kinds_fit: bool) -> tuple[Condition, ...]:
    """The four conditions, in the order of their types."""
    accepted = Condition(words.ACCEPTED, words.TRUE, words.ACCEPTED, _CLEAN)
    if unaccepted:
        accepted = Condition(words.ACCEPTED, words.FALSE, "UnsupportedProtocol", unaccepted)
    programmed = Condition(words.PROGRAMMED, words.TRUE, words.PROGRAMMED, _CLEAN)
    resolved = Condition(words.RESOLVED_REFS, words.TRUE, words.RESOLVED_REFS, _CLEAN)
    if tls is not None:
        programmed = Condition(words.PROGRAMMED, words.FALSE, "Invalid", "Bad TLS configuration")
        resolved = Condition(words.RESOLVED_REFS, words.FALSE, tls.reason, tls.message)
    if not kinds_fit:
        resolved = Condition(words.RESOLVED_REFS, words.FALSE, "InvalidRouteKinds", "Invalid route kinds")
    conflicted = Condition(words.CONFLICTED, words.FALSE, words.NO_CONFLICTS, _CLEAN)
    return (accepted, conflicted, programmed, resolved)
