"""What there is to say about the policies of a run: parts that are not rendered, and what makes one invalid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GroupKind
from kgwctl.diagnostics import Finding, format_path
from kgwctl.envoy.catalogue import FIELD_NOT_RENDERED, POLICY_NOT_ACCEPTED
from kgwctl.envoy.not_rendered import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgwctl.diagnostics import FieldPath, Rule
    from kgwctl.envoy.policy_engine.contract import AppliedPolicy
    from kgwctl.objects.resource import Resource


def policy_findings(policies: Iterable[AppliedPolicy]) -> list[Finding]:
    """The findings about policies, each policy once."""
    by_key = {policy.resource.key: policy for policy in policies}
    return [finding for policy in by_key.values() for finding in _findings(policy)]


def _findings(policy: AppliedPolicy) -> Iterator[Finding]:
    resource = policy.resource
    group_kind = GroupKind(*resource.key[:2])
    for path, why in FIELDS.get(group_kind, {}).items():
        if _has(resource.document.value, path):
            yield _finding(FIELD_NOT_RENDERED, resource, path, f"{format_path(path)} is not rendered yet: it {why}")
    for problem in policy.problems:
        to_blame = problem.resource or resource
        yield _finding(POLICY_NOT_ACCEPTED, to_blame, problem.path, problem.sentence, problem.hint)


def _finding(rule: Rule, resource: Resource[Any], path: FieldPath, message: str, hint: str = "") -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=message,
        hint=hint,
        location=resource.document.locate(path, key=True),
        subject=str(resource.key),
        path=path,
    )


def _has(value: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Whether the object as written says something at ``path``; ``null`` says nothing."""
    found: Any = value
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return found is not None
