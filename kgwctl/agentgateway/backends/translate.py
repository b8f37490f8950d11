"""One AgentgatewayBackend: what agentgateway gets of it, and its status.

Source: ``pkg/kgateway/agentgatewaysyncer/backend/translate.go@v2.2.0``: ``BuildAgwBackend``, ``TranslateAgwBackend``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.backends.ai import ai_backend
from kgwctl.agentgateway.backends.mcp import mcp_backends
from kgwctl.agentgateway.policies.contract import Ignored, Problem
from kgwctl.agentgateway.policies.inline import inline_policies
from kgwctl.agentgateway.resources.generated.resource import Backend, DynamicForwardProxy, ResourceName, StaticBackend

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec
    from kgwctl.api.agentgateway.backend import AgentgatewayBackend
    from kgwctl.objects.resource import Resource


class TranslatedBackend(NamedTuple):
    """What one backend comes to: nothing at all if anything is wrong. Paths begin at the object."""

    source: Resource[AgentgatewayBackend]
    backends: tuple[Backend, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: tuple[Ignored, ...] = ()

    @property
    def status(self) -> dict[str, Any]:
        """The status as plain data, without transition times."""
        generation = self.source.object.metadata.generation or 0
        observed = {"observedGeneration": generation} if generation else {}
        if not self.problems:
            condition = {"status": "True", "reason": "Accepted", "message": "Backend successfully accepted"}
        else:
            reasons = "\n".join(one.text for one in self.problems)
            text = f"failed to translate backend: {reasons}"
            condition = {"status": "False", "reason": "TranslationError", "message": text}
        return {"conditions": [{"type": "Accepted", **observed, **condition}]}


def translate_backend(backend: Resource[AgentgatewayBackend], env: Environment) -> TranslatedBackend:
    """Translate a backend. One of MCP servers is several: each server at an address, and the whole last."""
    spec = backend.object.spec
    problems: list[Problem] = []
    ignored: list[Ignored] = []
    policies: list[BackendPolicySpec] = []
    if spec.policies is not None:
        inline = inline_policies(spec.policies, backend.namespace, env)
        policies = inline.specs
        problems += (one.below("spec", "policies") for one in inline.problems)
        ignored += (one.below("spec", "policies") for one in inline.ignored)
    whole = Backend(
        key=f"{backend.namespace}/{backend.name}",
        name=ResourceName(name=backend.name, namespace=backend.namespace),
        inline_policies=policies,
    )
    made = [whole]
    if spec.static is not None:
        whole.static = StaticBackend(host=spec.static.host, port=spec.static.port)
    elif spec.dynamic_forward_proxy is not None:
        whole.dynamic = DynamicForwardProxy()
    elif spec.mcp is not None:
        made = mcp_backends(spec.mcp, whole, env, problems, ignored)
    elif spec.ai is not None:
        whole.ai = ai_backend(spec.ai, backend.namespace, env, problems, ignored)
    else:
        problems.append(Problem("unknown backend", ("spec",)))
    return TranslatedBackend(backend, () if problems else tuple(made), tuple(problems), tuple(ignored))
