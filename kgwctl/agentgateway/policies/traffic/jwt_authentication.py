"""``traffic.jwtAuthentication``: callers show a JSON web token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kgwctl.agentgateway.jwks.stores import KeySetProblem
from kgwctl.agentgateway.jwks.urls import remote_key_set
from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec
from kgwctl.output.sensitive import Sensitive
from kgwctl.secrecy import holds_private_keys

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.traffic_auth import JWTAuthentication

Mode = Literal["OPTIONAL", "STRICT", "PERMISSIVE"]
#: Modes as agentgateway knows them; absent is optional here (the CRD's default is strict).
MODES: dict[str | None, Mode] = {
    None: "OPTIONAL",
    "Optional": "OPTIONAL",
    "Strict": "STRICT",
    "Permissive": "PERMISSIVE",
}


def translate(spec: JWTAuthentication, origin: Origin, env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processJWTAuthenticationPolicy@v2.2.0``.

    Providers without keys are left out; the policy is sent even where none remains.
    """
    jwt = TrafficPolicySpec.JWT(mode=MODES[spec.mode])
    problems = []
    for at, provider in enumerate(spec.providers):
        keys = provider.jwks.inline
        if keys is None and provider.jwks.remote is not None:
            try:
                keys = remote_key_set(provider.jwks.remote, origin, env)
            except KeySetProblem as problem:
                problems.append(Problem(str(problem), ("providers", at, "jwks", "remote"), problem.panics))
        if keys is not None:
            audiences = list(provider.audiences or ())
            shown = Sensitive(keys) if holds_private_keys(keys) else keys
            jwt.providers.append(
                TrafficPolicySpec.JWTProvider(issuer=provider.issuer, audiences=audiences, inline=shown)
            )
    return Made((Part("jwt", TrafficPolicySpec(jwt=jwt)),), tuple(problems))


FEATURE = Feature(("jwtAuthentication",), translate)
