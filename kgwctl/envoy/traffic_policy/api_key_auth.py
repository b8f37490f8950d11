"""``spec.apiKeyAuth``: callers show a key in a header, query parameter or cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kgwctl.envoy.messages.generated.filters.api_key_auth import (
    ApiKeyAuth,
    ApiKeyAuthPerRoute,
    Credential,
    Forwarding,
    KeySource,
)
from kgwctl.envoy.messages.generated.route import FilterConfig
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.policy_engine.violations import embedded, header_text_violation, too_long
from kgwctl.envoy.secrets import SecretProblem, find_secret, secret_bytes, secrets_by_labels
from kgwctl.envoy.traffic_policy.contract import Feature, Scope
from kgwctl.golang.forms import go_map
from kgwctl.output.sensitive import Sensitive

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.api.core.config import Secret
    from kgwctl.api.kgateway.traffic_policy.auth import APIKeyAuth, APIKeySource
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

FILTER = "envoy.filters.http.api_key_auth"
DEFAULT_HEADER = "api-key"
_LONGEST_NAME = 1024


class ApiKeyAuthentication(msgspec.Struct, frozen=True):
    """``config`` is ``None`` where the policy disables what a wider one set."""

    config: ApiKeyAuthPerRoute | None


class ApiKeyAuthFeature(Feature[ApiKeyAuthentication]):
    """API key authentication. Each key of a Secret is a client's name, its value the client's key."""

    name = "apiKeyAuth"
    fields = ("apiKeyAuth",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """Credentials, where to look for them, and what is passed on."""
        spec = policy.object.spec.api_key_auth
        if spec is None:
            return None
        if spec.disable is not None:
            return Compiled(ApiKeyAuthentication(None))
        try:
            credentials = _credentials(_secrets(spec, policy, env))
        except SecretProblem as problem:
            return Compiled(None, (str(problem),))
        config = ApiKeyAuthPerRoute(
            credentials=credentials,
            key_sources=_key_sources(spec.key_sources or ()),
            forwarding=Forwarding(hide_credentials=not spec.forward_credential, header=spec.client_id_header or ""),
        )
        return Compiled(ApiKeyAuthentication(pack(config)))

    def validate(self, ir: ApiKeyAuthentication) -> str | None:
        """Envoy bounds names, and lets no line breaks into those of headers and cookies."""
        if ir.config is None:
            return None
        for index, source in enumerate(ir.config.key_sources):
            broken = embedded("ApiKeyAuthPerRoute", f"KeySources[{index}]", _source_violation(source))
            if broken:
                return broken
        header = ir.config.forwarding.header if ir.config.forwarding else ""
        return embedded("ApiKeyAuthPerRoute", "Forwarding", _name_violation("Forwarding", "Header", header))

    def configure(self, ir: ApiKeyAuthentication, scope: Scope) -> None:
        """The keys on the scope, a filter without keys in the chain."""
        if ir.config is None:
            # Unlike other filters, upstream leaves out the empty configuration here.
            scope.typed_per_filter_config[FILTER] = pack(FilterConfig(disabled=True))
            return
        scope.typed_per_filter_config[FILTER] = ir.config
        scope.require(dormant_filter(FILTER, ApiKeyAuth(), Stage.AUTH_N))


def _source_violation(source: KeySource) -> str | None:
    return (
        _name_violation("KeySource", "Header", source.header)
        or too_long("KeySource", "Query", source.query, _LONGEST_NAME)
        or _name_violation("KeySource", "Cookie", source.cookie)
    )


def _name_violation(message: str, field: str, name: str) -> str | None:
    return too_long(message, field, name, _LONGEST_NAME) or header_text_violation(message, field, name)


def _secrets(spec: APIKeyAuth, policy: Resource[TrafficPolicy], env: CompileEnv) -> list[Resource[Secret]]:
    if spec.secret_ref is not None:
        ref = spec.secret_ref
        namespace = policy.namespace if ref.namespace is None else ref.namespace
        try:
            kind = "Secret" if ref.kind is None else ref.kind
            return [find_secret(env.resolved, policy.key, ref.name, namespace, ref.group or "", kind)]
        except SecretProblem as problem:
            raise SecretProblem(f"API key secret {ref.name}: {problem}") from None
    if spec.secret_selector is None:
        raise SecretProblem("either secretRef or secretSelector must be specified")
    labels = spec.secret_selector.match_labels
    allowed, forbidden = secrets_by_labels(env.resolved, policy.key, labels)
    if allowed:
        return allowed
    if forbidden:
        raise SecretProblem("failed to get secrets by selector: missing reference grant")
    raise SecretProblem(f"no secrets found matching selector {go_map(labels)} in namespace {policy.namespace}")


def _credentials(secrets: Iterable[Resource[Secret]]) -> list[Credential]:
    # Upstream walks a Go map here; ours go by client, whatever the order in the Secret.
    credentials = [
        Credential(key=Sensitive(key.decode("utf-8", "replace")), client=client)
        for secret in secrets
        for client, key in sorted(secret_bytes(secret).items())
        if key
    ]
    if not credentials:
        raise SecretProblem("no valid API keys found in secrets")
    return credentials


def _key_sources(specs: Iterable[APIKeySource]) -> list[KeySource]:
    sources = [KeySource(header=s.header or "", query=s.query or "", cookie=s.cookie or "") for s in specs]
    named = [source for source in sources if source.header or source.query or source.cookie]
    return named or [KeySource(header=DEFAULT_HEADER)]


FEATURE = ApiKeyAuthFeature()
