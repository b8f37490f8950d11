"""``traffic.basicAuthentication``: user names and passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec
from kgwctl.output.sensitive import Sensitive

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.traffic_auth import BasicAuthentication

#: The key of the Secret; Envoy's side calls it ``.htpasswd``.
SECRET_KEY = ".htaccess"


def translate(spec: BasicAuthentication, origin: Origin, env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processBasicAuthenticationPolicy@v2.2.0``: without its Secret, no check at all."""
    users = ""
    if spec.secret_ref is not None:
        name = spec.secret_ref.name or ""
        values = env.secret(origin.namespace, name)
        if values is None:
            text = f"basic authentication secret {name} not found"
            return Made(problems=(Problem(text, ("secretRef",)),))
        if SECRET_KEY not in values:
            text = f"basic authentication secret {name} found, but doesn't contain '{SECRET_KEY}' key"
            return Made(problems=(Problem(text, ("secretRef",)),))
        users = values[SECRET_KEY].decode("utf-8", "replace")
    if spec.users:
        users = "\n".join(spec.users)
    basic = TrafficPolicySpec.BasicAuthentication(
        htpasswd_content=Sensitive(users) if users else "",
        realm=spec.realm,
        mode="OPTIONAL" if spec.mode == "Optional" else "STRICT",
    )
    return Made((Part("basicauth", TrafficPolicySpec(basic_auth=basic)),))


FEATURE = Feature(("basicAuthentication",), translate)
