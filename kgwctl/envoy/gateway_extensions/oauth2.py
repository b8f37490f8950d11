"""``GatewayExtension.spec.oauth2``: users log in at a provider, and cookies keep the login."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from kgwctl.api.kinds import SECRET
from kgwctl.envoy.gateway_extensions.discovery import Provider, provider_of
from kgwctl.envoy.gateway_extensions.lookup import Built, ExtensionError
from kgwctl.envoy.messages.generated.core import AggregatedConfigSource, ConfigSource, DataSource, HttpUri
from kgwctl.envoy.messages.generated.filters.oauth2 import (
    CookieConfig,
    CookieConfigs,
    OAuth2,
    OAuth2Config,
    OAuth2Credentials,
)
from kgwctl.envoy.messages.generated.matcher import PathMatcher, RegexMatcher, StringMatcher
from kgwctl.envoy.messages.generated.route import HeaderMatcher
from kgwctl.envoy.messages.generated.tls import GenericSecret, SdsSecretConfig, Secret
from kgwctl.envoy.names import cluster_name
from kgwctl.envoy.secrets import SecretProblem, secret_bytes
from kgwctl.objects.resource import ObjectKey
from kgwctl.output.sensitive import Sensitive
from kgwctl.resolve.reasons import Reason

if TYPE_CHECKING:
    from kgwctl.api.kgateway.gateway_extension.extension import GatewayExtension
    from kgwctl.api.kgateway.gateway_extension.oauth2 import OAuth2CookieConfig, OAuth2Provider
    from kgwctl.api.kgateway.shared import HTTPHeaderMatch
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

DEFAULT_REDIRECT = "%REQ(x-forwarded-proto)%://%REQ(:authority)%/oauth2/redirect"
CLIENT_SECRET_KEY = "client-secret"
#: The Secret in the controller's namespace that cookies are signed with, and its key.
HMAC_SECRET, HMAC_KEY = "oauth2-hmac-secret", "hmac-secret"
#: What stands for its content where the manifests lack it: the controller makes it up when it starts.
MADE_BY_THE_CONTROLLER = b"made by the controller"
_TOKEN_TIMEOUT = "15s"
_PREFIX = "error building OAuth2 config: "
#: Names of cookies before the suffix, by field.
_COOKIES = {
    "bearer_token": "AccessToken",
    "id_token": "IdToken",
    "oauth_hmac": "OauthHMAC",
    "oauth_expires": "OauthExpires",
    "refresh_token": "RefreshToken",
    "oauth_nonce": "OauthNonce",
    "code_verifier": "OauthCodeVerifier",
}


class Login(NamedTuple):
    """The filter, and the secrets that it asks for by name."""

    filter: OAuth2
    secrets: tuple[Secret, ...]


def compile_extension(resource: Resource[GatewayExtension], env: CompileEnv) -> Built:
    """The filter, a :class:`Login`. Raises :class:`ExtensionError`."""
    return Built(_Compilation(resource, env).login())


class _Compilation:
    def __init__(self, resource: Resource[GatewayExtension], env: CompileEnv) -> None:
        spec = resource.object.spec.oauth2
        assert spec is not None
        self.resource = resource
        self.env = env
        self.spec: OAuth2Provider = spec

    def fail(self, problem: str, *path: str, missing: Reason | None = None) -> NoReturn:
        raise ExtensionError(
            _PREFIX + problem,
            path=("spec", "oauth2", *path),
            resource=self.resource,
            missing=missing,
        )

    def login(self) -> Login:
        spec = self.spec
        endpoints = self.endpoints()
        cluster = self.cluster()
        client_secret = self.client_secret()
        hmac_secret = self.hmac_secret()
        redirect = DEFAULT_REDIRECT if spec.redirect_uri is None else spec.redirect_uri
        forwards = bool(spec.forward_access_token)
        config = OAuth2Config(
            token_endpoint=HttpUri(uri=endpoints.token_endpoint, cluster=cluster, timeout=_TOKEN_TIMEOUT),
            authorization_endpoint=endpoints.authorization_endpoint,
            end_session_endpoint=endpoints.end_session_endpoint,
            forward_bearer_token=forwards,
            # The header is the client's own unless it carries the token.
            preserve_authorization_header=not forwards,
            auth_scopes=list(spec.scopes or ()),
            credentials=OAuth2Credentials(
                client_id=spec.credentials.client_id,
                token_secret=_by_name(client_secret),
                hmac_secret=_by_name(hmac_secret),
                cookie_names=_cookie_names(spec.cookies, f"{self.resource.namespace}/{self.resource.name}"),
                cookie_domain=(spec.cookies and spec.cookies.domain) or "",
            ),
            redirect_uri=redirect,
            redirect_path_matcher=_path(self.redirect_path(redirect)),
            signout_path=_path(spec.logout_path or ""),
            cookie_configs=_cookie_configs(spec.cookies),
            deny_redirect_matcher=[_header(one) for one in (spec.deny_redirect and spec.deny_redirect.headers) or ()],
        )
        return Login(OAuth2(config=config), (client_secret, hmac_secret))

    def endpoints(self) -> Provider:
        """The endpoints: those given win over what the issuer publishes."""
        spec = self.spec
        given = Provider(spec.token_endpoint or "", spec.authorization_endpoint or "", spec.end_session_endpoint or "")
        if spec.issuer_uri is not None and None in (
            spec.token_endpoint,
            spec.authorization_endpoint,
            spec.end_session_endpoint,
        ):
            published = provider_of(spec.issuer_uri, self.env.oidc_providers)
            given = Provider(*(mine or theirs for mine, theirs in zip(given, published, strict=True)))
        for kind, endpoint in (("token", given.token_endpoint), ("authorization", given.authorization_endpoint)):
            if not endpoint:
                self.fail(f"oauth2 {kind} endpoint not found", f"{kind}Endpoint")
        return given

    def cluster(self) -> str:
        ref = self.spec.backend_ref
        backend = self.env.resolved.backend(self.resource.key, ref)
        if isinstance(backend, Reason):
            shown = " ".join("<nil>" if part is None else str(part) for part in (ref.group, ref.kind, ref.name))
            self.fail(f"error resolving oauth2 backend {{{shown}}}: {backend.text}", "backendRef", missing=backend)
        return cluster_name(backend)

    def client_secret(self) -> Secret:
        name, namespace = self.spec.credentials.client_secret_ref.name or "", self.resource.namespace
        key = ObjectKey(*SECRET, namespace, name)
        secret = self.env.resolved.secret(self.resource.key, name=name)
        if isinstance(secret, Reason):
            self.fail(secret.text, "credentials", "clientSecretRef", missing=secret)
        try:
            content = secret_bytes(secret).get(CLIENT_SECRET_KEY)
        except SecretProblem as problem:
            self.fail(str(problem), "credentials", "clientSecretRef")
        if not content:
            origin = "/".join(self.resource.key)
            missing = f"{CLIENT_SECRET_KEY} not found or empty in secret {'/'.join(key)}"
            self.fail(f"{missing} referenced by GatewayExtension {origin}", "credentials", "clientSecretRef")
        return _secret(f"oauth2/client_secret/{namespace}/{name}", content)

    def hmac_secret(self) -> Secret:
        namespace = self.env.settings.pod_namespace
        key = ObjectKey(*SECRET, namespace, HMAC_SECRET)
        found = self.env.resolved.secret(key, name=HMAC_SECRET, namespace=namespace)
        content: bytes | None = MADE_BY_THE_CONTROLLER
        if not isinstance(found, Reason):
            try:
                content = secret_bytes(found).get(HMAC_KEY)
            except SecretProblem as problem:
                self.fail(str(problem))
        if not content:
            self.fail(f"{HMAC_KEY} not found or empty in secret {'/'.join(key)} for OAuth2")
        return _secret(f"oauth2/hmac_secret/{namespace}/{HMAC_SECRET}", content)

    def redirect_path(self, redirect: str) -> str:
        """The path that the provider sends users back to."""
        _, scheme, rest = redirect.partition("://")
        path = rest.partition("/")[2]
        if not scheme or not path:
            missing = "path" if scheme else "scheme"
            problem = f"invalid redirectURI: invalid redirect URI: {redirect}; missing {missing}"
            self.fail(problem, "redirectURI")
        return f"/{path}"


def cookie_suffix(name: str) -> str:
    """FNV-1a of ``namespace/name``, 64 bits, in hexadecimal without leading zeros: keeps providers apart."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:x}"


def _cookie_names(spec: OAuth2CookieConfig | None, extension: str) -> OAuth2Credentials.CookieNames:
    suffix = cookie_suffix(extension)
    names = OAuth2Credentials.CookieNames(**{field: f"{name}-{suffix}" for field, name in _COOKIES.items()})
    given = spec.names if spec is not None else None
    if given is not None and given.access_token is not None:
        names.bearer_token = given.access_token
    if given is not None and given.id_token is not None:
        names.id_token = given.id_token
    return names


def _cookie_configs(spec: OAuth2CookieConfig | None) -> CookieConfigs | None:
    if spec is None or spec.same_site is None:
        return None
    config = {
        "Lax": CookieConfig(same_site="LAX"),
        "Strict": CookieConfig(same_site="STRICT"),
        "None": CookieConfig(same_site="NONE"),
    }[spec.same_site]
    return CookieConfigs(
        bearer_token_cookie_config=config,
        id_token_cookie_config=config,
        oauth_hmac_cookie_config=config,
        oauth_expires_cookie_config=config,
        refresh_token_cookie_config=config,
        oauth_nonce_cookie_config=config,
        code_verifier_cookie_config=config,
    )


def _header(spec: HTTPHeaderMatch) -> HeaderMatcher:
    if spec.type == "RegularExpression":
        return HeaderMatcher(name=spec.name, string_match=StringMatcher(safe_regex=RegexMatcher(regex=spec.value)))
    return HeaderMatcher(name=spec.name, string_match=StringMatcher(exact=spec.value))


def _path(path: str) -> PathMatcher:
    return PathMatcher(path=StringMatcher(exact=path))


def _secret(name: str, content: bytes) -> Secret:
    source = DataSource(inline_bytes=Sensitive(b64encode(content).decode()))
    return Secret(name=name, generic_secret=GenericSecret(secret=source))


def _by_name(secret: Secret) -> SdsSecretConfig:
    source = ConfigSource(ads=AggregatedConfigSource(), resource_api_version="V3")
    return SdsSecretConfig(name=secret.name, sds_config=source)
