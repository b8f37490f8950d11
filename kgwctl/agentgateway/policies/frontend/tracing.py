"""``frontend.tracing``: where traces go, of which requests, with what attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.backend_references import ReferenceProblem, backend_reference
from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.resources.generated.resource import FrontendPolicySpec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.frontend import AttributeAdd, ResourceAdd, Tracing


def translate(spec: Tracing, origin: Origin, env: Environment) -> Made:
    """``plugins/frontend_policies.go:translateFrontendTracing@v2.2.0``: without its collector, no tracing."""
    try:
        collector = backend_reference(spec.backend_ref, origin.namespace, env)
    except ReferenceProblem as problem:
        text = f"failed to translate tracing backend ref: {problem}"
        return Made(problems=(Problem(text, ("backendRef",)),))
    attributes = spec.attributes
    tracing = FrontendPolicySpec.Tracing(
        provider_backend=collector,
        attributes=_computed((attributes.add if attributes else None) or ()),
        remove=list((attributes.remove if attributes else None) or ()),
        resources=_computed(spec.resources or ()),
        protocol="GRPC" if spec.protocol == "GRPC" else "HTTP",
        random_sampling=spec.random_sampling,
        client_sampling=spec.client_sampling,
    )
    return Made((Part("frontend-tracing", FrontendPolicySpec(tracing=tracing)),))


def _computed(specs: Iterable[AttributeAdd | ResourceAdd]) -> list[FrontendPolicySpec.TracingAttribute]:
    return [FrontendPolicySpec.TracingAttribute(name=one.name, value=one.expression) for one in specs]


FEATURE = Feature(("tracing",), translate)
