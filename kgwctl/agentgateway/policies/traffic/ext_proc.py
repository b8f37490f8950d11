"""``traffic.extProc``: a service changes requests and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.backend_references import ReferenceProblem, backend_reference
from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.policies.traffic.phases import traffic_phase
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.traffic_auth import ExtProc


def translate(spec: ExtProc, origin: Origin, env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processExtProcPolicy@v2.2.0``: without its service, requests pass unprocessed."""
    try:
        service = backend_reference(spec.backend_ref, origin.namespace, env)
    except ReferenceProblem as problem:
        return Made(problems=(Problem(f"failed to build extProc: {problem}", ("backendRef",)),))
    processing = TrafficPolicySpec.ExtProc(target=service)
    return Made((Part("extproc", TrafficPolicySpec(phase=traffic_phase(origin), ext_proc=processing)),))


FEATURE = Feature(("extProc",), translate)
