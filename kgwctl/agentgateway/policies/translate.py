"""One AgentgatewayPolicy: what agentgateway gets of it for each target, and its status.

Source: ``plugins/traffic_plugin.go@v2.2.0``: ``TranslateAgentgatewayPolicy``, ``translatePolicyToAgw``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.policies.contract import Ignored, Made, Origin, Problem
from kgwctl.agentgateway.policies.sections import backend_section, frontend_section, traffic_section
from kgwctl.agentgateway.policies.status import policy_status
from kgwctl.agentgateway.policies.targets import Target, resolve_target
from kgwctl.agentgateway.resources.generated.resource import (
    BackendPolicySpec,
    FrontendPolicySpec,
    Policy,
    TrafficPolicySpec,
    TypedResourceName,
)

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.policies.contract import Part
    from kgwctl.api.agentgateway.policy import AgentgatewayPolicy, AgentgatewayPolicySpec
    from kgwctl.objects.resource import Resource

KIND = "AgentgatewayPolicy"


class TranslatedPolicy(NamedTuple):
    """What one policy comes to. Paths of problems begin at the object.

    ``policies`` are in upstream's order, by target and then by setting; ``targets`` those that count.
    """

    source: Resource[AgentgatewayPolicy]
    targets: tuple[Target, ...]
    policies: tuple[Policy, ...]
    made_anything: bool
    problems: tuple[Problem, ...]
    ignored: tuple[Ignored, ...]

    @property
    def status(self) -> dict[str, Any]:
        """The status as plain data, without transition times."""
        return policy_status(self.targets, tuple(one.text for one in self.problems), self.made_anything)


def translate_policy(policy: Resource[AgentgatewayPolicy], env: Environment) -> TranslatedPolicy:
    """Translate a policy. Its settings do not depend on the target, so they are translated once."""
    spec = policy.object.spec
    targets, passed_over = _targets(policy, env)
    sections = _sections(spec, policy, env)
    name = TypedResourceName(name=policy.name, namespace=policy.namespace, kind=KIND)
    bare = f"{policy.namespace}/{policy.name}"
    policies = tuple(
        _policy(part, f"{bare if part.bare else f'{section}/{bare}'}:{part.suffix}{target.key}", name, target)
        for target in targets
        for section, made in sections
        for part in made.parts
    )
    problems = tuple(one.below("spec", section) for section, made in sections for one in made.problems)
    ignored = tuple(one.below("spec", section) for section, made in sections for one in made.ignored)
    anything = any(made.parts for _, made in sections)
    return TranslatedPolicy(policy, targets, policies, anything, problems, (*passed_over, *ignored))


def _targets(policy: Resource[AgentgatewayPolicy], env: Environment) -> tuple[tuple[Target, ...], tuple[Ignored, ...]]:
    spec = policy.object.spec
    found: list[Target] = []
    ignored: list[Ignored] = []
    if spec.target_selectors:
        why = "agentgateway 2.2 does not select targets by labels: the policy applies to nothing"
        ignored.append(Ignored(why, ("spec", "targetSelectors"), "name the targets in targetRefs"))
    for index, ref in enumerate(spec.target_refs or ()):
        target = resolve_target(index, ref, policy.namespace, env)
        if target is not None:
            found.append(target)
        else:
            why = f"agentgateway 2.2 does not attach policies to a {ref.kind}: this target gets nothing"
            ignored.append(Ignored(why, ("spec", "targetRefs", index)))
    return tuple(found), tuple(ignored)


def _sections(
    spec: AgentgatewayPolicySpec, policy: Resource[AgentgatewayPolicy], env: Environment
) -> list[tuple[str, Made]]:
    """The sections that the policy has, in upstream's order."""
    origin = Origin(policy.namespace, policy.name, spec.traffic.phase if spec.traffic is not None else None)
    sections = (
        ("frontend", spec.frontend, frontend_section),
        ("traffic", spec.traffic, traffic_section),
        ("backend", spec.backend, backend_section),
    )
    return [(name, translate(section, origin, env)) for name, section, translate in sections if section is not None]


def _policy(part: Part, key: str, name: TypedResourceName, target: Target) -> Policy:
    policy = Policy(key=key, name=name, target=target.target)
    match part.spec:
        case FrontendPolicySpec():
            policy.frontend = part.spec
        case TrafficPolicySpec():
            policy.traffic = part.spec
        case BackendPolicySpec():
            policy.backend = part.spec
    return policy
