"""``GatewayExtension.spec.jwt``: who may issue tokens, and with which keys they are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.gateway_extensions.composite import unless_switched_off
from kgwctl.envoy.gateway_extensions.lookup import Built, ExtensionError
from kgwctl.envoy.messages.generated.core import DataSource, HttpUri
from kgwctl.envoy.messages.generated.filters.jwt_authn import (
    JwtAuthentication,
    JwtClaimToHeader,
    JwtHeader,
    JwtProvider,
    JwtRequirement,
    JwtRequirementOrList,
    RemoteJwks,
)
from kgwctl.envoy.names import cluster_name
from kgwctl.golang.forms import proto_duration
from kgwctl.keys.jwks.key_set import KeySetError, key_set
from kgwctl.output.sensitive import Sensitive
from kgwctl.resolve.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.api.kgateway.gateway_extension.extension import GatewayExtension
    from kgwctl.api.kgateway.gateway_extension.jwt import LocalJWKS, NamedJWTProvider, RemoteJWKS
    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

#: The key of a ConfigMap that holds key sets.
CONFIG_MAP_KEY = "jwks"
_FETCH_TIMEOUT = "5s"


def compile_extension(resource: Resource[GatewayExtension], env: CompileEnv) -> Built:
    """The filter, an ``ExtensionWithMatcher`` with one requirement in it. Raises :class:`ExtensionError`."""
    spec = resource.object.spec.jwt
    assert spec is not None
    named = f"{resource.name}_{resource.namespace}"
    providers = {
        f"{named}_{provider.name}": _provider(provider, ("spec", "jwt", "providers", index), resource, env)
        for index, provider in enumerate(spec.providers or ())
    }
    requirement = _requirement(providers, allow_missing=spec.validation_mode == "AllowMissing")
    config = JwtAuthentication(providers=providers, requirement_map={f"{named}_requirements": requirement})
    return Built(unless_switched_off("jwt", "envoy.filters.http.jwt_authn", config))


def _requirement(providers: Iterable[str], *, allow_missing: bool) -> JwtRequirement:
    """Any of the providers; and, if so wanted, no token at all."""
    single = [JwtRequirement(provider_name=name) for name in sorted(providers)]
    required = single[0] if len(single) == 1 else _any_of(*single)
    return _any_of(required, JwtRequirement(allow_missing={})) if allow_missing else required


def _any_of(*requirements: JwtRequirement) -> JwtRequirement:
    return JwtRequirement(requires_any=JwtRequirementOrList(requirements=list(requirements)))


def _provider(
    spec: NamedJWTProvider, path: FieldPath, resource: Resource[GatewayExtension], env: CompileEnv
) -> JwtProvider:
    claims = [JwtClaimToHeader(claim_name=one.name, header_name=one.header) for one in spec.claims_to_headers or ()]
    made = JwtProvider(
        issuer=spec.issuer or "",
        audiences=list(spec.audiences or ()),
        payload_in_metadata="payload",
        claim_to_headers=claims,
        forward=bool(spec.forward_token),
        # Routes may depend on the headers that are set here.
        clear_route_cache=bool(claims),
    )
    source = spec.token_source
    if source is not None and source.header is not None:
        made.from_headers = [JwtHeader(name=source.header.header, value_prefix=source.header.prefix or "")]
    if source is not None and source.query_parameter is not None:
        made.from_params = [source.query_parameter]
    if spec.jwks.local is not None:
        made.local_jwks = _local(spec.jwks.local, (*path, "jwks", "local"), resource, env)
    elif spec.jwks.remote is not None:
        made.remote_jwks = _remote(spec.jwks.remote, (*path, "jwks", "remote"), resource, env)
    return made


def _local(
    spec: LocalJWKS, path: FieldPath, resource: Resource[GatewayExtension], env: CompileEnv
) -> DataSource | None:
    if spec.inline is not None:
        text, path = spec.inline, (*path, "inline")
    elif spec.config_map_ref is not None:
        path = (*path, "configMapRef")
        text = _config_map_text(spec.config_map_ref.name or "", path, resource, env)
    else:
        return None
    try:
        keys = key_set(text)
    except KeySetError as error:
        raise ExtensionError(f"jwt: {error}", path=path, resource=resource) from None
    return DataSource(inline_string=Sensitive(keys.text) if keys.private else keys.text)


def _config_map_text(name: str, path: FieldPath, resource: Resource[GatewayExtension], env: CompileEnv) -> str:
    found = env.resolved.config_map(resource.key, name=name)
    if isinstance(found, Reason):
        problem = f"jwt: failed to find configmap {name}: {found.text}"
        raise ExtensionError(problem, path=path, resource=resource, missing=found)
    text: str | None = (found.object.data or {}).get(CONFIG_MAP_KEY)
    if not text:
        raise ExtensionError(f"jwt: configmap key '{CONFIG_MAP_KEY}' not found", path=path, resource=resource)
    return text


def _remote(spec: RemoteJWKS, path: FieldPath, resource: Resource[GatewayExtension], env: CompileEnv) -> RemoteJwks:
    backend = env.resolved.backend(resource.key, spec.backend_ref)
    if isinstance(backend, Reason):
        problem = f"jwt: remote jwks: unresolved backend ref: {backend.text}"
        raise ExtensionError(problem, path=(*path, "backendRef"), resource=resource, missing=backend)
    made = RemoteJwks(http_uri=HttpUri(uri=spec.url, cluster=cluster_name(backend), timeout=_FETCH_TIMEOUT))
    if spec.cache_duration is not None:
        made.cache_duration = proto_duration(spec.cache_duration)
    return made
