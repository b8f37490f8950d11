"""How callers say who they are. The modes differ in their defaults, so they are always written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.local.scope import plain, without_absent
from kgwctl.agentgateway.refusals import is_crashing, key_set_problem

if TYPE_CHECKING:
    from kgwctl.agentgateway.local.notes import Holder
    from kgwctl.agentgateway.local.scope import Scope
    from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec, TrafficPolicySpec


def jwt_authentication(jwt: TrafficPolicySpec.JWT, holder: Holder, scope: Scope) -> dict[str, Any] | None:
    """JSON web tokens (``http/jwt.rs:LocalJwtConfig@v0.11.1``)."""
    providers = []
    for one in jwt.providers:
        if _refused(one.inline or "", holder, scope):
            return None
        providers.append(
            {"issuer": one.issuer, **without_absent(audiences=list(one.audiences)), "jwks": one.inline or ""}
        )
    return {"mode": jwt.mode.lower(), "providers": providers}


def _refused(keys: str, holder: Holder, scope: Scope) -> bool:
    """Whether agentgateway refuses the keys: the setting with a controller, the whole file without."""
    problem = key_set_problem(keys)
    if problem is not None:
        text = f"tokens are not asked for, here or with a controller: agentgateway refuses the keys ({problem})"
        scope.notes.add(holder, text)
    return problem is not None


def mcp_authentication(
    authentication: BackendPolicySpec.McpAuthentication, holder: Holder, scope: Scope
) -> dict[str, Any] | None:
    """JSON web tokens of MCP clients (``types/agent.rs:LocalMcpAuthentication@v0.11.1``)."""
    if _refused(authentication.jwks_inline, holder, scope):
        return None
    metadata = authentication.resource_metadata
    found: dict[str, Any] = {
        "issuer": authentication.issuer,
        "audiences": list(authentication.audiences),
        "resourceMetadata": dict(metadata.extra) if metadata is not None else {},
        "jwks": authentication.jwks_inline,
        "mode": authentication.mode.lower(),
    }
    if authentication.provider != "UNSPECIFIED":
        found["provider"] = {authentication.provider.lower(): {}}
    return found


def basic_authentication(basic: TrafficPolicySpec.BasicAuthentication, holder: Holder, scope: Scope) -> dict[str, Any]:
    """User names and passwords (``http/basicauth.rs:LocalBasicAuth@v0.11.1``)."""
    users = plain(basic.htpasswd_content)
    kept = []
    for line in users.split("\n"):
        if is_crashing(line):
            scope.notes.add(holder, f"the user {line.partition(':')[0]} is left out: agentgateway crashes on the hash")
        else:
            kept.append(line)
    realm = {} if basic.realm is None else {"realm": basic.realm}
    return {"htpasswd": "\n".join(kept), **realm, "mode": basic.mode.lower()}


def api_keys(keys: TrafficPolicySpec.APIKey, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    """API keys (``http/apikey.rs:LocalAPIKeys@v0.11.1``)."""
    users = [{"key": plain(one.key), **without_absent(metadata=one.metadata)} for one in keys.api_keys]
    return {"keys": users, "mode": keys.mode.lower()}
