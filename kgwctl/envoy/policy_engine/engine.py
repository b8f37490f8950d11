"""The policy engine: gathers policies at a place, merges, applies and reports them.

It knows policy kinds by their contract only. What differs from place to place (which hook runs, what
metadata is written, whether a policy with errors still runs) is said by the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GroupKind
from kgwctl.envoy.messages.generated.core import Metadata
from kgwctl.envoy.policy_engine.contract import (
    BUILTIN,
    AppliedPolicy,
    Attached,
    Compiled,
    CompileEnv,
    PolicySource,
    by_kind,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kgwctl.envoy.policy_engine.contract import Pass, PolicyKind, Problem
    from kgwctl.envoy.policy_engine.merging import MergeOrigins
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.resolve.model import AttachedPolicies, ParentRef, PolicyAttachment
    from kgwctl.status.reporter import Reporter

#: Policies at one place, by kind, in the order in which kinds apply.
Gathered = dict["GroupKind", tuple[Attached, ...]]


class PolicyCompiler:
    """Compiles each policy object once, for all Gateways of a run."""

    def __init__(self, kinds: Sequence[PolicyKind], env: CompileEnv) -> None:
        self.kinds: Mapping[GroupKind, PolicyKind] = by_kind(kinds)
        self.env = env
        self._compiled: dict[ObjectKey, Compiled] = {}
        self._applied: dict[ObjectKey, Resource[Any]] = {}

    def note_applied(self, policies: AttachedPolicies) -> None:
        """Note that policies apply somewhere, also those of kinds that are not rendered."""
        for attachments in policies.values():
            for attachment in attachments:
                self._applied[attachment.key] = attachment.policy

    def applied(self) -> tuple[AppliedPolicy, ...]:
        """The policies that apply anywhere in what was translated so far."""
        return tuple(AppliedPolicy(policy, self._problems(policy)) for policy in self._applied.values())

    def _problems(self, policy: Resource[Any]) -> tuple[Problem, ...]:
        compiled = self._compiled.get(policy.key)
        if compiled is None or not compiled.errors:
            return ()
        return self.kinds[GroupKind(*policy.key[:2])].problems(policy, self.env)

    def compile(self, kind: PolicyKind, policy: Resource[Any]) -> Compiled:
        """The compiled form of a policy object."""
        found = self._compiled.get(policy.key)
        if found is None:
            found = self._compiled[policy.key] = kind.compile(policy, self.env)
        return found

    def attach(self, kind: PolicyKind, attachment: PolicyAttachment, level: int = 0) -> Attached:
        """A resolved attachment with its policy compiled, at the given delegation level."""
        policy = attachment.policy
        compiled = self.compile(kind, policy)
        generation = policy.object.metadata.generation or 0
        return Attached(
            kind=kind.group_kind,
            ir=compiled.ir,
            source=PolicySource(policy.key, attachment.section_name, generation),
            errors=compiled.errors,
            level=level,
            inherited_priority=attachment.inherited_priority,
        )


class Engine:
    """The engine of one Gateway's translation: one pass of each kind, one reporter."""

    def __init__(self, compiler: PolicyCompiler, reporter: Reporter) -> None:
        self._compiler = compiler
        self._reporter = reporter
        self.strict = compiler.env.strict
        passes = ((kind.group_kind, kind.new_pass(compiler.env)) for kind in compiler.kinds.values())
        self.passes: dict[GroupKind, Pass] = {group_kind: one for group_kind, one in passes if one is not None}
        self._rank = {group_kind: rank for rank, group_kind in enumerate(sorted(self.passes, key=_builtin_first))}
        self._attached: dict[tuple[int, int], Gathered] = {}
        self._merged: dict[tuple[int, ...], tuple[Attached, Sequence[Attached]]] = {}
        self._accepted: set[tuple[ObjectKey, ParentRef]] = set()
        self._alive: list[object] = []

    def attached(self, policies: AttachedPolicies, level: int = 0) -> Gathered:
        """Resolved policies of one place, compiled. The same mapping always gives the same result."""
        if not policies:
            return {}
        key = (id(policies), level)
        found = self._attached.get(key)
        if found is None:
            found = self._attached[key] = self._attach(policies, level)
            self._alive.append(policies)
        return found

    def _attach(self, policies: AttachedPolicies, level: int) -> Gathered:
        kinds = self._compiler.kinds
        self._compiler.note_applied(policies)
        return {
            group_kind: tuple(self._compiler.attach(kinds[group_kind], one, level) for one in attachments)
            for group_kind, attachments in policies.items()
            if group_kind in self.passes
        }

    def gather(self, sources: Iterable[Gathered]) -> Gathered:
        """Join what several places give, highest precedence first, and order the kinds."""
        filled = [source for source in sources if source]
        if len(filled) <= 1:
            joined = filled[0] if filled else {}
        else:
            joined = {}
            for source in filled:
                for group_kind, attached in source.items():
                    joined[group_kind] = joined.get(group_kind, ()) + attached
        if len(joined) <= 1:
            return joined
        return {group_kind: joined[group_kind] for group_kind in sorted(joined, key=self._rank.__getitem__)}

    def apply(
        self,
        gathered: Gathered,
        ancestor: ParentRef,
        hook: Callable[[Pass, Attached], str | None],
        *,
        onto: Any = None,
        with_errors: bool = False,
        attaches: bool = True,
    ) -> list[str]:
        """Run ``hook`` for each policy that results, and report acceptance and attachment.

        ``onto`` is the message whose ``metadata`` gets the merge origins. Policies with errors are
        left out unless ``with_errors``. Returns the errors of policies left out and of hooks.
        """
        errors: list[str] = []
        for group_kind, attached in gathered.items():
            self._report_acceptance(attached, ancestor)
            effective = self._effective(group_kind, attached)
            for policy in effective:
                if policy.errors and not with_errors:
                    errors.extend(policy.errors)
                    continue
                error = hook(self.passes[group_kind], policy)
                if error:
                    errors.append(error)
            origins = effective[0].origins
            if origins and onto is not None:
                _add_origins(onto, group_kind, origins)
            if attaches:
                self._report_attachment(attached, origins, ancestor)
        return errors

    def _effective(self, group_kind: GroupKind, attached: tuple[Attached, ...]) -> Sequence[Attached]:
        kind = self._compiler.kinds[group_kind]
        if not kind.merges:
            return attached
        # What was merged before holds until a merge writes into a policy.
        key = (self._compiler.env.shared_writes, *map(id, attached))
        found = self._merged.get(key)
        if found is None:
            found = self._merged[key] = (kind.merge(attached, self._compiler.env), attached)
        return (found[0],)

    def _report_acceptance(self, attached: tuple[Attached, ...], ancestor: ParentRef) -> None:
        for policy in attached:
            source = policy.source
            if source is None or (source.key, ancestor) in self._accepted:
                continue
            self._accepted.add((source.key, ancestor))
            self._reporter.policy(source.key, source.generation).ancestor(ancestor).accept(policy.errors)

    def _report_attachment(
        self, attached: tuple[Attached, ...], origins: MergeOrigins | None, ancestor: ParentRef
    ) -> None:
        for policy in attached:
            source = policy.source
            if source is None or policy.errors:
                continue
            share = origins.share_of(source.origin) if origins else "all"
            self._reporter.policy(source.key, source.generation).ancestor(ancestor).attach(share)


def _builtin_first(group_kind: GroupKind) -> int:
    """Sort key: built-in filters apply before every policy, the others in the order of the list of kinds."""
    return 0 if group_kind == BUILTIN else 1


def _add_origins(message: Any, group_kind: GroupKind, origins: MergeOrigins) -> None:
    """Write which policy gave which field into ``filterMetadata["merge.<Kind>.<group>"]``."""
    metadata = message.metadata
    if metadata is None:
        metadata = message.metadata = Metadata()
    name = f"{group_kind.kind}.{group_kind.group}" if group_kind.group else group_kind.kind
    metadata.filter_metadata = {**metadata.filter_metadata, f"merge.{name}": origins.metadata()}
