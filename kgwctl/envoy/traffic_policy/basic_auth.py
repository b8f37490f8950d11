"""``spec.basicAuth``: user names and passwords, from the policy or from a Secret in htpasswd form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kgwctl.envoy.messages.generated.core import DataSource
from kgwctl.envoy.messages.generated.filters.basic_auth import BasicAuth, BasicAuthPerRoute
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.secrets import SecretProblem, find_secret, secret_bytes
from kgwctl.envoy.traffic_policy.contract import Feature, Scope, disabled
from kgwctl.output.sensitive import Sensitive

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.auth import BasicAuthPolicy
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

FILTER = "envoy.filters.http.basic_auth"
DEFAULT_KEY = ".htpasswd"
_SHA = "{SHA}"
_SHA_LENGTH = len(_SHA) + 28


class BasicAuthentication(msgspec.Struct, frozen=True):
    """``config`` is ``None`` where the policy disables what a wider one set."""

    config: BasicAuthPerRoute | None


class BasicAuthFeature(Feature[BasicAuthentication]):
    """Basic authentication. Envoy knows only SHA-1 hashes; other entries are dropped with an error."""

    name = "basicAuth"
    fields = ("basicAuth",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The usable users, and how many were not."""
        spec = policy.object.spec.basic_auth
        if spec is None:
            return None
        if spec.disable is not None:
            return Compiled(BasicAuthentication(None))
        try:
            users = usable_users(_htpasswd(spec, policy, env))
        except SecretProblem as problem:
            return Compiled(None, (f"basic auth: {problem}",))
        if not users.lines:
            return Compiled(None, ("basic auth: no valid users with {SHA} hash format found",))
        errors: tuple[str, ...] = ()
        if users.dropped:
            errors = (
                f"basic auth: dropped {users.dropped} user(s) with invalid hash format "
                "(only {SHA} is supported) or duplicate usernames.",
            )
        source = DataSource(inline_string=Sensitive("\n".join(users.lines)))
        return Compiled(BasicAuthentication(pack(BasicAuthPerRoute(users=source))), errors)

    def configure(self, ir: BasicAuthentication, scope: Scope) -> None:
        """The users on the scope, a filter without users in the chain."""
        if ir.config is None:
            scope.typed_per_filter_config[FILTER] = disabled()
            return
        scope.typed_per_filter_config[FILTER] = ir.config
        # An empty source is refused by Envoy; a comment is not.
        scope.require(dormant_filter(FILTER, BasicAuth(users=DataSource(inline_string="#")), Stage.AUTH_N))


def _htpasswd(spec: BasicAuthPolicy, policy: Resource[TrafficPolicy], env: CompileEnv) -> str:
    if spec.users:
        return "\n".join(spec.users)
    if spec.secret_ref is None:
        raise SecretProblem("either users or secretRef must be specified")
    namespace = spec.secret_ref.namespace or policy.namespace
    secret = find_secret(env.resolved, policy.key, spec.secret_ref.name, namespace)
    key = DEFAULT_KEY if spec.secret_ref.key is None else spec.secret_ref.key
    content = secret_bytes(secret).get(key)
    if content is None:
        raise SecretProblem(f"secret {namespace}/{spec.secret_ref.name} does not contain key '{key}'")
    if not content:
        raise SecretProblem(f"secret {namespace}/{spec.secret_ref.name} key '{key}' is empty")
    return content.decode("utf-8", "replace").strip()


class HtpasswdUsers(NamedTuple):
    """The usable lines of an htpasswd text, and how many entries were not usable."""

    lines: list[str]
    dropped: int


def usable_users(htpasswd: str) -> HtpasswdUsers:
    """Entries with a SHA-1 hash, the first of each user name; blank lines and comments do not count."""
    lines: list[str] = []
    names: set[str] = set()
    dropped = 0
    for line in htpasswd.split("\n"):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        name, colon, digest = entry.partition(":")
        if colon and digest.startswith(_SHA) and len(digest) == _SHA_LENGTH and name not in names:
            lines.append(entry)
            names.add(name)
        else:
            dropped += 1
    return HtpasswdUsers(lines, dropped)


FEATURE = BasicAuthFeature()
