"""What a plane is: one controller at one release, as a value that every stage takes.

A plane holds tables and no behaviour. A newer release is the older value with rows replaced
(:func:`msgspec.structs.replace`); a third controller is a third value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from kgwctl.api.kinds import GroupKind

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Kinds by name and group, of objects of any type.
Kinds = frozenset[tuple[str, str]]


class PolicyRow(NamedTuple):
    """A kind of policy that a controller reads.

    ``for_backends``: it applies to backends. ``weighted``: its weight annotation counts. ``by_label``: it
    finds targets by their labels as well, where its type has ``targetSelectors``.
    """

    group: str
    kind: str
    for_backends: bool = False
    weighted: bool = False
    by_label: bool = True


class GrantRules(NamedTuple):
    """Which ReferenceGrants count: those ``from`` and ``to`` these kinds, or (``None``) whatever the kind.

    ``core_by_name``: the word ``core`` stands for the empty group.
    """

    sources: Kinds | None = None
    targets: Kinds | None = None
    core_by_name: bool = True


class ListenerRules(NamedTuple):
    """What a controller takes of listeners.

    ``kinds`` are the route kinds of a protocol; a key ``(protocol, "Passthrough")`` counts before the protocol
    itself. Protocols that are not in it are not served. ``wrong_kinds_refuse``: a listener that names kinds
    which its protocol cannot carry is left out, not only told of. ``conflicts``: listeners of a port are
    compared, and later ones that do not fit are left out. ``reserved_ports`` are the proxy's own.
    """

    kinds: Mapping[str | tuple[str, str], tuple[GroupKind, ...]]
    wrong_kinds_refuse: bool
    conflicts: bool
    reserved_ports: frozenset[int] = frozenset()


class AttachmentRules(NamedTuple):
    """How routes attach to listeners.

    ``kinds`` are those that a listener takes which names none, by protocol, and ``other_kinds`` those of
    protocols not in it; ``None``: the listener's supported kinds, named or not, and their group counts as well.
    ``order`` is in which order a route's reasons for not attaching are told.
    """

    order: Literal["kind first", "place first"]
    kinds: Mapping[str, frozenset[str]] | None = None
    other_kinds: frozenset[str] = frozenset()


class BackendRules(NamedTuple):
    """Where references to backends may lead.

    ``kinds`` are the kinds that backends come from. ``checks_ports``: a Service without the port that a
    reference names is not found. ``port_required``: a reference to a Service must name one.
    ``own_namespace`` are kinds that are looked up in the namespace of what refers to them, whichever it names.
    ``by_name_alone`` are kinds of which no object is looked for.
    """

    kinds: Kinds
    checks_ports: bool = True
    port_required: bool = False
    own_namespace: Kinds = frozenset()
    by_name_alone: Kinds = frozenset()


class Plane(msgspec.Struct, frozen=True, kw_only=True):
    """One controller at one release.

    ``name`` is a word for people and for tables keyed by plane; ``title`` stands in messages. ``classes`` are
    the GatewayClasses that the controller makes itself. ``setting`` is the field of
    :class:`kgwctl.settings.Settings` that switches it on. ``experimental_setting``: what is experimental in
    Gateway API needs to be switched on as well. ``listener_set_parents``: the group and kind that a listener set
    names as parent are looked at, and not taken to be a Gateway's. ``delegation``: rules of HTTPRoutes may
    hand over to other HTTPRoutes. ``extension_refs``: filters of type ExtensionRef may name policies.
    ``port_sections``: how policies name a port of a Service that they target.
    """

    name: Literal["envoy", "agentgateway"]
    title: str
    release: str
    controller: str
    classes: tuple[str, ...]
    setting: str
    experimental_setting: bool
    listener_set_parents: bool
    listeners: ListenerRules
    attachment: AttachmentRules
    grants: GrantRules
    backends: BackendRules
    policies: tuple[PolicyRow, ...]
    delegation: bool
    extension_refs: bool
    port_sections: Literal["name", "number"] = "name"

    def route_kinds(self, protocol: str, *, passthrough: bool = False) -> tuple[GroupKind, ...] | None:
        """The route kinds that listeners of a protocol may take; ``None`` if the protocol is not served."""
        kinds = self.listeners.kinds
        found = kinds.get((protocol, "Passthrough")) if passthrough else None
        return found or kinds.get(protocol)
