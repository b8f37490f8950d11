"""Settings that stand in a backend itself (``plugins/backend_policies.go:TranslateInlineBackendPolicy@v2.2.0``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.agentgateway.policies.contract import Ignored, Origin, Problem
from kgwctl.agentgateway.policies.sections import backend_section
from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.connection import BackendPolicies

#: What upstream calls the policy that it makes of such settings; the name stands in messages.
NAME = "inline_policy"


class InlinePolicies(NamedTuple):
    """Settings of a backend. Paths begin below ``policies``."""

    specs: list[BackendPolicySpec]
    problems: tuple[Problem, ...]
    ignored: tuple[Ignored, ...]


def inline_policies(spec: BackendPolicies, namespace: str, env: Environment) -> InlinePolicies:
    """The settings in upstream's order, with what is wrong with them."""
    made = backend_section(spec, Origin(namespace, NAME), env)
    specs = [part.spec for part in made.parts if isinstance(part.spec, BackendPolicySpec)]
    return InlinePolicies(specs, made.problems, made.ignored)
