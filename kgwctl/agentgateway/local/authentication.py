"""How callers say who they are. The modes differ in their defaults, so they are always written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.local.scope import plain, without_absent

if TYPE_CHECKING:
    from kgwctl.agentgateway.local.notes import Holder
    from kgwctl.agentgateway.local.scope import Scope
    from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec, TrafficPolicySpec

#: Hashes of this kind that are too short crash agentgateway when it reads the file.
_APACHE_HASH = re.compile(r"[^:]*:\$apr1\$[^$]*\$(.*)")
_APACHE_DIGEST = 22


def jwt_authentication(jwt: TrafficPolicySpec.JWT, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    """JSON web tokens (``http/jwt.rs:LocalJwtConfig@v0.11.1``)."""
    providers = []
    for one in jwt.providers:
        providers.append(
            {"issuer": one.issuer, **without_absent(audiences=list(one.audiences)), "jwks": one.inline or ""}
        )
    return {"mode": jwt.mode.lower(), "providers": providers}


def mcp_authentication(
    authentication: BackendPolicySpec.McpAuthentication, _holder: Holder, _scope: Scope
) -> dict[str, Any]:
    """JSON web tokens of MCP clients (``types/agent.rs:LocalMcpAuthentication@v0.11.1``)."""
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
        match = _APACHE_HASH.fullmatch(line.strip())
        if match is not None and len(match[1]) < _APACHE_DIGEST:
            scope.notes.add(holder, f"the user {line.partition(':')[0]} is left out: agentgateway crashes on the hash")
        else:
            kept.append(line)
    realm = {} if basic.realm is None else {"realm": basic.realm}
    return {"htpasswd": "\n".join(kept), **realm, "mode": basic.mode.lower()}


def api_keys(keys: TrafficPolicySpec.APIKey, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    """API keys (``http/apikey.rs:LocalAPIKeys@v0.11.1``)."""
    users = [{"key": plain(one.key), **without_absent(metadata=one.metadata)} for one in keys.api_keys]
    return {"keys": users, "mode": keys.mode.lower()}
