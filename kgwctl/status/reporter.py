"""Collects what the translation of one Gateway says about objects, in the order in which it says it.

Conditions behave as Kubernetes' own helper has them: one of each type, a later one replaces the
earlier in place. :mod:`kgwctl.status.build` turns the collection into status objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.status import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgwctl.api.kinds import GroupKind
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import ParentRef


class Condition(NamedTuple):
    """One condition; ``status`` is ``True``, ``False`` or ``Unknown`` as text."""

    type: str
    status: str
    reason: str
    message: str = ""


class Conditions:
    """Conditions in order of first appearance of their type."""

    __slots__ = ("_by_type",)

    def __init__(self) -> None:
        self._by_type: dict[str, Condition] = {}

    def set_condition(self, type: str, status: str, reason: str, message: str = "") -> None:
        """Set a condition; one of the same type is replaced where it stands."""
        self._by_type[type] = Condition(type, status, reason, message)

    def add(self, condition: Condition) -> None:
        """Set a ready-made condition."""
        self._by_type[condition.type] = condition

    def condition(self, type: str) -> Condition | None:
        """The condition of that type, if it was set."""
        return self._by_type.get(type)

    def __iter__(self) -> Iterator[Condition]:
        return iter(self._by_type.values())


class ListenerReport(Conditions):
    """What is said about one listener of a Gateway or ListenerSet."""

    __slots__ = ("attached_routes", "supported_kinds")

    def __init__(self) -> None:
        super().__init__()
        self.attached_routes = 0
        self.supported_kinds: tuple[GroupKind, ...] = ()


class ParentReport(Conditions):
    """What is said about a Gateway or ListenerSet and its listeners."""

    __slots__ = ("listeners",)

    def __init__(self) -> None:
        super().__init__()
        self.listeners: dict[str, ListenerReport] = {}

    def listener(self, name: str) -> ListenerReport:
        """The report of the listener of that name."""
        report = self.listeners.get(name)
        if report is None:
            report = self.listeners[name] = ListenerReport()
        return report


class ParentKey(NamedTuple):
    """What statuses know of a parent or ancestor: fields that were unset are empty.

    ``sectionName`` and ``port`` are not part of it: two references that differ only in them share
    one entry.
    """

    group: str
    kind: str
    namespace: str
    name: str


def parent_key(ref: ParentRef) -> ParentKey:
    """The identity under which a reference is reported."""
    return ParentKey(ref.group or "", ref.kind or "", ref.namespace or "", ref.name)


class RouteReport:
    """What is said about a route, for each of its parents."""

    __slots__ = ("parents",)

    def __init__(self) -> None:
        self.parents: dict[ParentKey, Conditions] = {}


class AncestorReport(Conditions):
    """What is said about a policy at one ancestor, over all the places there where it applies."""

    __slots__ = ("_shares",)

    def __init__(self) -> None:
        super().__init__()
        self._shares: set[str] = set()

    def accept(self, errors: Sequence[str] = ()) -> None:
        """Report that the policy is valid, or what is wrong with it."""
        if errors:
            self.set_condition(words.ACCEPTED, words.FALSE, words.INVALID, "; ".join(errors))
        else:
            self.set_condition(words.ACCEPTED, words.TRUE, words.VALID, words.POLICY_ACCEPTED_MESSAGE)

    def attach(self, share: str) -> None:
        """Report one place where the policy attached.

        ``share`` is how much of what applies there comes from it: ``all``, ``some`` or ``none``.
        """
        self._shares.add(share)

    @property
    def attachment(self) -> Condition | None:
        """The ``Attached`` condition over all places: the worst of them. None before any."""
        if "none" in self._shares:
            return Condition(words.ATTACHED, words.FALSE, words.OVERRIDDEN, words.POLICY_OVERRIDDEN_MESSAGE)
        if "some" in self._shares:
            return Condition(words.ATTACHED, words.TRUE, words.MERGED, words.POLICY_MERGED_MESSAGE)
        if self._shares:
            return Condition(words.ATTACHED, words.TRUE, words.ATTACHED, words.POLICY_ATTACHED_MESSAGE)
        return None


class PolicyReport:
    """What is said about a policy, for each of its ancestors."""

    __slots__ = ("ancestors", "generation")

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.ancestors: dict[ParentKey, AncestorReport] = {}

    def ancestor(self, ref: ParentRef) -> AncestorReport:
        """The report of the policy at that ancestor."""
        key = parent_key(ref)
        report = self.ancestors.get(key)
        if report is None:
            report = self.ancestors[key] = AncestorReport()
        return report


class Reporter:
    """All reports of one translation. Asking for a report creates it: the object then has a status."""

    __slots__ = ("parents", "policies", "routes")

    def __init__(self) -> None:
        self.parents: dict[ObjectKey, ParentReport] = {}
        self.routes: dict[ObjectKey, RouteReport] = {}
        self.policies: dict[ObjectKey, PolicyReport] = {}

    def gateway(self, key: ObjectKey) -> ParentReport:
        """The report of a Gateway."""
        return self.parent(key)

    def listener_set(self, key: ObjectKey) -> ParentReport:
        """The report of an XListenerSet."""
        return self.parent(key)

    def parent(self, key: ObjectKey) -> ParentReport:
        """The report of a Gateway or an XListenerSet, whichever the key is of."""
        report = self.parents.get(key)
        if report is None:
            report = self.parents[key] = ParentReport()
        return report

    def listener(self, parent: ObjectKey, name: str) -> ListenerReport:
        """The report of a listener of a Gateway or XListenerSet."""
        return self.parent(parent).listener(name)

    def route(self, key: ObjectKey, parent_ref: ParentRef) -> Conditions:
        """The report of a route at one parent."""
        report = self.routes.get(key)
        if report is None:
            report = self.routes[key] = RouteReport()
        parent = parent_key(parent_ref)
        conditions = report.parents.get(parent)
        if conditions is None:
            conditions = report.parents[parent] = Conditions()
        return conditions

    def policy(self, key: ObjectKey, generation: int = 0) -> PolicyReport:
        """The report of a policy; ``generation`` counts when the report is made."""
        report = self.policies.get(key)
        if report is None:
            report = self.policies[key] = PolicyReport(generation)
        return report
