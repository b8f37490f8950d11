"""``backend.auth``: credentials for backends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.resources.generated.resource import (
    Aws,
    AwsExplicitConfig,
    BackendAuthPolicy,
    BackendPolicySpec,
    Key,
    Passthrough,
)
from kgwctl.output.sensitive import Sensitive

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.connection import BackendAuth


def translate(spec: BackendAuth, origin: Origin, env: Environment) -> Made:
    """``plugins/backend_policies.go:translateBackendAuth@v2.2.0``: the first of key, Secret, AWS and pass-through."""
    problems: list[Problem] = []
    auth: BackendAuthPolicy | None = None
    if spec.key:
        auth = BackendAuthPolicy(key=Key(secret=Sensitive(spec.key)))
    elif spec.secret_ref is not None:
        auth = _from_secret(spec.secret_ref.name or "", origin, env, problems)
    elif spec.aws is not None:
        auth = _aws(spec.aws.secret_ref.name or "", origin, env, problems)
    elif spec.passthrough is not None:
        auth = BackendAuthPolicy(passthrough=Passthrough())
    parts = () if auth is None else (Part("backend-auth", BackendPolicySpec(auth=auth)),)
    return Made(parts, tuple(problems))


def _from_secret(name: str, origin: Origin, env: Environment, problems: list[Problem]) -> BackendAuthPolicy | None:
    where = f"{origin.namespace}/{name}"
    values = env.secret(origin.namespace, name)
    if values is None:
        problems.append(Problem(f"secret {where} not found", ("secretRef",)))
        return None
    key = (_text(values, "Authorization") or "").removeprefix("Bearer ").strip()
    if not key:
        problems.append(Problem(f"secret {where} missing Authorization value", ("secretRef",)))
        return None
    return BackendAuthPolicy(key=Key(secret=Sensitive(key)))


def _aws(name: str, origin: Origin, env: Environment, problems: list[Problem]) -> BackendAuthPolicy | None:
    """``backend_policies.go:buildAwsAuthPolicy@v2.2.0``: half of the credentials are sent, too."""
    if not name:
        return None
    path = ("aws", "secretRef")
    values = env.secret(origin.namespace, name)
    if values is None:
        problems.append(Problem(f"secret {origin.namespace}/{name} not found", path))
        return None
    texts = {key: _text(values, key) for key in ("accessKey", "secretKey", "sessionToken")}
    for key in ("accessKey", "secretKey"):
        if texts[key] is None:
            problems.append(Problem(f"{key} is missing or not a valid string", path))
    token = texts["sessionToken"]
    config = AwsExplicitConfig(
        access_key_id=Sensitive(texts["accessKey"]) if texts["accessKey"] else "",
        secret_access_key=Sensitive(texts["secretKey"]) if texts["secretKey"] else "",
        session_token=None if token is None else Sensitive(token),
    )
    return BackendAuthPolicy(aws=Aws(explicit_config=config))


def _text(values: dict[str, bytes], key: str) -> str | None:
    """``kubeutils/secrets.go:GetSecretValue@v2.2.0``: text only, without space around it."""
    try:
        return values[key].decode().strip()
    except (KeyError, UnicodeDecodeError):
        return None


FEATURE = Feature(("auth",), translate)
