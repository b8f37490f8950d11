"""``traffic.extAuth``: a service decides who may pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.backend_references import ReferenceProblem, backend_reference
from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.policies.traffic.phases import traffic_phase
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.traffic_auth import ExtAuth, ExtAuthGRPC, ExtAuthHTTP

_ExternalAuth = TrafficPolicySpec.ExternalAuth


def translate(spec: ExtAuth, origin: Origin, env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processExtAuthPolicy@v2.2.0``.

    Without its service the policy is sent all the same, with nobody to ask: agentgateway then refuses
    every request.
    """
    problems: tuple[Problem, ...] = ()
    service = None
    try:
        service = backend_reference(spec.backend_ref, origin.namespace, env)
    except ReferenceProblem as problem:
        problems = (Problem(f"failed to build extAuth: {problem}", ("backendRef",)),)
    auth = _ExternalAuth(target=service)
    if spec.grpc is not None:
        auth.grpc = _grpc(spec.grpc)
    elif spec.http is not None:
        auth.http = _http(spec.http)
        auth.include_request_headers = list(spec.http.allowed_request_headers or ())
    if spec.forward_body is not None:
        auth.include_request_body = _ExternalAuth.BodyOptions(
            max_request_bytes=spec.forward_body.max_size, allow_partial_message=True
        )
    part = Part("extauth", TrafficPolicySpec(phase=traffic_phase(origin), ext_authz=auth))
    return Made((part,), problems)


def _grpc(spec: ExtAuthGRPC) -> TrafficPolicySpec.ExternalAuth.GRPCProtocol:
    return _ExternalAuth.GRPCProtocol(
        context=dict(spec.context_extensions or {}), metadata=dict(spec.request_metadata or {})
    )


def _http(spec: ExtAuthHTTP) -> TrafficPolicySpec.ExternalAuth.HTTPProtocol:
    return _ExternalAuth.HTTPProtocol(
        path=spec.path,
        redirect=spec.redirect,
        include_response_headers=list(spec.allowed_response_headers or ()),
        add_request_headers=dict(spec.add_request_headers or {}),
        metadata=dict(spec.response_metadata or {}),
    )


FEATURE = Feature(("extAuth",), translate)
