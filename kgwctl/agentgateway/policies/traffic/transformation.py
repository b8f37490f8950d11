"""``traffic.transformation``: headers and bodies computed by CEL expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.policies.traffic.phases import traffic_phase
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec
from kgwctl.cel.standard import is_standard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.transformation import HeaderTransformation, Transform, Transformation

_Transform = TrafficPolicySpec.TransformationPolicy.Transform
_NOT_CEL = {
    "set": "header value is not a valid CEL expression",
    "add": "invalid header value",
    "body": "body value is not a valid CEL expression",
}


def translate(spec: Transformation, origin: Origin, _env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processTransformationPolicy@v2.2.0``.

    Expressions that do not parse are left out; what remains is sent, unless nothing does.
    """
    problems: list[Problem] = []
    request = _direction(spec.request, "request", problems)
    response = _direction(spec.response, "response", problems)
    if request is None and response is None:
        return Made(problems=tuple(problems))
    whole = TrafficPolicySpec.TransformationPolicy(request=request, response=response)
    part = Part("transformation", TrafficPolicySpec(phase=traffic_phase(origin), transformation=whole))
    return Made((part,), tuple(problems))


def _direction(
    spec: Transform | None, name: str, problems: list[Problem]
) -> TrafficPolicySpec.TransformationPolicy.Transform | None:
    """``traffic_plugin.go:convertTransformSpec@v2.2.0``; ``None`` where nothing is left to do."""
    if spec is None:
        return None
    found: list[Problem] = []
    transform = _Transform(
        set=_headers(spec.set or (), "set", found),
        add=_headers(spec.add or (), "add", found),
        remove=list(spec.remove or ()),
    )
    if spec.body is not None:
        if is_standard(spec.body):
            transform.body = TrafficPolicySpec.BodyTransformation(expression=spec.body)
        else:
            found.append(Problem(f"{_NOT_CEL['body']}: {spec.body}", ("body",)))
    problems += (one.below(name) for one in found)
    # An empty list of headers to remove counts as something to do.
    return None if transform == _Transform() and spec.remove is None else transform


def _headers(
    specs: Iterable[HeaderTransformation], action: str, problems: list[Problem]
) -> list[TrafficPolicySpec.HeaderTransformation]:
    kept = []
    for at, one in enumerate(specs):
        if is_standard(one.value):
            kept.append(TrafficPolicySpec.HeaderTransformation(name=one.name, expression=one.value))
        else:
            problems.append(Problem(f"{_NOT_CEL[action]}: {one.value}", (action, at, "value")))
    return kept


FEATURE = Feature(("transformation",), translate)
