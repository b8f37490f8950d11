"""Merging attached policies: levels, strategies, and the record of which policy gave which field.

Upstream (``pkg/pluginsdk/policy``) merges the policies of one level first, each field from the first
policy that sets it; then the results of the levels, from the highest, by the strategy that each
level's ``kgateway.dev/inherited-policy-priority`` asks for. A policy with errors gives nothing but
its errors, and a level with an error gives nothing to the levels' merge.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kgwctl.envoy.policy_engine.contract import Attached

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kgwctl.envoy.policy_engine.contract import PolicySource


class Strategy(Enum):
    """How a later policy (p2) is merged into an earlier, higher one (p1)."""

    AUGMENTED_SHALLOW = "AugmentedShallow"
    """p1's fields win; p2 adds those that p1 lacks."""
    OVERRIDABLE_SHALLOW = "OverridableShallow"
    """p2's fields win."""
    AUGMENTED_DEEP = "AugmentedDeep"
    """Fields that can are merged inside, p1 first."""
    OVERRIDABLE_DEEP = "OverridableDeep"
    """Fields that can are merged inside, p2 first."""

    def mergeable(self, p1: object, p2: object) -> bool:
        """Whether ``p2`` may be merged into ``p1``; ``None`` and ``""`` are unset."""
        if p2 is None or p2 == "":
            return False
        return self is not Strategy.AUGMENTED_SHALLOW or p1 is None or p1 == ""

    def settable(self, current: object) -> bool:
        """Whether a field that holds ``current`` may be set."""
        return self is not Strategy.AUGMENTED_SHALLOW or current is None or current == ""

    @property
    def deep(self) -> bool:
        """Whether fields are merged inside rather than replaced."""
        return self in (Strategy.AUGMENTED_DEEP, Strategy.OVERRIDABLE_DEEP)


_BY_PRIORITY = {
    "ShallowMergePreferParent": Strategy.OVERRIDABLE_SHALLOW,
    "ShallowMergePreferChild": Strategy.AUGMENTED_SHALLOW,
    "DeepMergePreferParent": Strategy.OVERRIDABLE_DEEP,
    "DeepMergePreferChild": Strategy.AUGMENTED_DEEP,
}


def strategy_between_levels(inherited_priority: str) -> Strategy:
    """The strategy that a value of ``kgateway.dev/inherited-policy-priority`` asks for."""
    return _BY_PRIORITY.get(inherited_priority, Strategy.AUGMENTED_SHALLOW)


class MergeOrigins(dict[str, frozenset[str]]):
    """Field name to the policies (``group/Kind/namespace/name``) that its value came from."""

    def metadata(self) -> dict[str, list[str]]:
        """The form written into ``filterMetadata``, sorted."""
        return {field: sorted(self[field]) for field in sorted(self)}

    def share_of(self, origin: str) -> str:
        """``"none"``, ``"some"`` or ``"all"``: how many of the fields hold something of that policy."""
        held = sum(origin in policies for policies in self.values())
        if not held:
            return "none"
        return "all" if held == len(self) else "some"


class MergeSource(NamedTuple):
    """Where the values being merged come from: a policy object, or an earlier merge's origins."""

    source: PolicySource | None
    origins: MergeOrigins | None

    def of(self, field: str) -> frozenset[str]:
        """The policies behind one field."""
        if self.source is not None:
            return frozenset((self.source.origin,))
        return self.origins.get(field, frozenset()) if self.origins else frozenset()

    def replace(self, into: MergeOrigins, field: str) -> None:
        """Record that the field now comes from here alone."""
        into[field] = self.of(field)

    def extend(self, into: MergeOrigins, field: str) -> None:
        """Record that the field now also comes from here."""
        into[field] = into.get(field, frozenset()) | self.of(field)


class MergeInto(Protocol):
    """Merge ``p2`` into ``p1`` and return the result, recording fields taken in ``origins``.

    Neither argument may be changed. ``same_level`` tells a merge of policies at one place from one
    across delegation levels (the ``KGW_POLICY_MERGE`` setting counts only for the former).
    """

    def __call__(
        self, p1: Any, p2: Any, strategy: Strategy, source: MergeSource, origins: MergeOrigins, *, same_level: bool
    ) -> Any:
        """The merge of one policy into another."""


def merge_attached(attached: Sequence[Attached], empty: Callable[[], Any], merge_into: MergeInto) -> Attached:
    """Merge policies of one kind, ordered from high to low precedence, into one.

    ``empty`` makes a policy with nothing set. The result has no source.
    """
    levels: dict[int, list[Attached]] = {}
    for policy in attached:
        levels.setdefault(policy.level, []).append(policy)
    merged = [_fold(levels[level], empty, merge_into, same_level=True) for level in sorted(levels, reverse=True)]
    first = merged[0]
    if len(merged) == 1 and not first.errors and not strategy_between_levels(first.inherited_priority).deep:
        # A shallow merge into nothing changes nothing; a deep one may write the same thing in another form.
        return first
    return _fold(merged, empty, merge_into, same_level=False)


def _fold(
    attached: Sequence[Attached], empty: Callable[[], Any], merge_into: MergeInto, *, same_level: bool
) -> Attached:
    result = empty()
    origins = MergeOrigins()
    errors: list[str] = []
    priority = attached[0].inherited_priority
    for policy in attached:
        errors.extend(policy.errors)
        if policy.errors:
            continue
        strategy = Strategy.AUGMENTED_SHALLOW if same_level else strategy_between_levels(policy.inherited_priority)
        source = MergeSource(policy.source, policy.origins)
        result = merge_into(result, policy.ir, strategy, source, origins, same_level=same_level)
        priority = policy.inherited_priority
    return Attached(
        kind=attached[0].kind, ir=result, errors=tuple(errors), inherited_priority=priority, origins=origins
    )
