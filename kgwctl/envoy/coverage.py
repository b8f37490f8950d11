"""Which field of the APIs which module translates, what proves it, and what is not translated and why.

Not used at run time: the generated page docs/coverage.md and a test read it. A field is claimed by the
longest claim that leads to it; a field that nothing claims fails the test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.api import registry
from kgwctl.api.kinds import (
    AGENTGATEWAY_BACKEND,
    AGENTGATEWAY_PARAMETERS,
    AGENTGATEWAY_POLICY,
    BACKEND_CONFIG_POLICY,
    GATEWAY_API,
    GATEWAY_API_EXPERIMENTAL,
    GATEWAY_EXTENSION,
    GATEWAY_PARAMETERS,
    HTTP_LISTENER_POLICY,
    LISTENER_POLICY,
    GroupKind,
)
from kgwctl.envoy import not_rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import msgspec

_GATEWAY_API, _EXPERIMENTAL = GATEWAY_API, GATEWAY_API_EXPERIMENTAL


class Claim(NamedTuple):
    """Fields below ``path`` are translated by ``module`` (below ``kgwctl``), as ``proof`` (below ``tests``) shows.

    Without a module nothing is done, for the ``reason`` given.
    """

    path: str
    module: str = ""
    proof: tuple[str, ...] = ()
    reason: str = ""


class Row(NamedTuple):
    """One field with the claims on it: more than one where modules take turns.

    ``field`` is a path below the object; lists and maps are not marked.
    """

    field: str
    claims: tuple[Claim, ...]


_PAIRS = "conformance/test_deployer_pairs.py"
#: Sets every field of parameters, by walking their types.
_EVERY_FIELD = "proxy/test_every_field.py"
_IGNORED = "has no effect on the Envoy proxies of kgateway"
_OTHER = "is not for Envoy"

_PARENTS = (
    Claim("spec.parentRefs", "resolve.attachment", ("resolve/test_attachment.py", "resolve/test_listener_sets.py")),
    Claim("spec.useDefaultGateways", reason=_IGNORED),
)
_SESSION = (
    Claim(
        "spec.rules.sessionPersistence",
        "envoy.route_filters.session_persistence",
        ("envoy/routes/cases/rule_fields.yaml",),
    ),
    Claim("spec.rules.sessionPersistence.idleTimeout", reason=_IGNORED),
)
_BACKENDS = Claim("spec.rules.backendRefs", "resolve.backends", ("resolve/test_backends.py",))
_WEIGHT = Claim("spec.rules.backendRefs.weight", "envoy.routes.actions", ("envoy/routes/test_actions.py",))
_RULE_NAME = Claim("spec.rules.name", "resolve.routes", ("envoy/policy_engine/cases/places.yaml",))
_FILTERS = ("envoy/routes/cases/filters.yaml",)


def _filters(at: str) -> tuple[Claim, ...]:
    """The route filters of rules or backendRefs, below ``at``."""
    return (
        Claim(f"{at}.type", "envoy.route_filters.kind", _FILTERS),
        Claim(f"{at}.requestHeaderModifier", "envoy.route_filters.header_modifier", _FILTERS),
        Claim(f"{at}.responseHeaderModifier", "envoy.route_filters.header_modifier", _FILTERS),
        Claim(f"{at}.requestMirror", "envoy.route_filters.mirror", _FILTERS),
        Claim(f"{at}.extensionRef", "resolve.policies", ("envoy/policy_engine/cases/places.yaml",)),
    )


def _http_filters() -> tuple[Claim, ...]:
    at, on_backend = "spec.rules.filters", "spec.rules.backendRefs.filters"
    return (
        *_filters(at),
        Claim(f"{at}.requestRedirect", "envoy.route_filters.redirect", _FILTERS),
        Claim(f"{at}.urlRewrite", "envoy.route_filters.url_rewrite", _FILTERS),
        Claim(f"{at}.cors", "envoy.route_filters.cors", _FILTERS),
        Claim(f"{at}.externalAuth", reason=_IGNORED),
        *_filters(on_backend),
        *(
            Claim(f"{on_backend}.{name}", reason=_IGNORED)
            for name in ("requestMirror", "requestRedirect", "urlRewrite", "externalAuth")
        ),
        Claim(f"{on_backend}.cors", "envoy.route_filters.cors", _FILTERS),
    )


def _listeners(at: str) -> tuple[Claim, ...]:
    """The fields of listeners of Gateways and XListenerSets."""
    return (
        Claim(f"{at}.name", "envoy.listeners.plan", ("envoy/listeners/test_listeners.py",)),
        Claim(f"{at}.hostname", "resolve.hostnames", ("resolve/test_attachment.py",)),
        Claim(f"{at}.port", "envoy.listeners.plan", ("envoy/listeners/test_listeners.py",)),
        Claim(f"{at}.protocol", "envoy.listeners.plan", ("envoy/listeners/test_listeners.py",)),
        Claim(f"{at}.tls.mode", "envoy.listeners.plan", ("envoy/listeners/test_listeners.py",)),
        Claim(f"{at}.tls.certificateRefs", "envoy.listeners.tls_context", ("envoy/listeners/test_tls_context.py",)),
        Claim(f"{at}.tls.options", "envoy.listeners.tls_options", ("envoy/listeners/test_tls_options.py",)),
        Claim(f"{at}.allowedRoutes", "resolve.attachment", ("resolve/test_attachment.py",)),
    )


def _traffic_policy() -> tuple[Claim, ...]:
    """Claims of the features, each of which has a case file of its module's name."""
    from kgwctl.envoy.traffic_policy.registry import FEATURES, feature

    claims = []
    for row in FEATURES:
        proof = (f"envoy/traffic_policy/cases/{row.module}.yaml",)
        claims += [
            Claim(f"spec.{field}", f"envoy.traffic_policy.{row.module}", proof) for field in feature(row.name).fields
        ]
    return (
        Claim("spec.targetRefs", "resolve.policies", ("envoy/policy_engine/cases/places.yaml",)),
        Claim("spec.targetSelectors", "resolve.policies", ("envoy/policy_engine/cases/selection.yaml",)),
        *claims,
    )


def _backend_config() -> tuple[Claim, ...]:
    """Claims of the settings of clusters, whose modules have a case file each."""
    from kgwctl.envoy.backend_config_policy.registry import SETTINGS

    claims = []
    for row in SETTINGS:
        proof = (f"envoy/clusters/cases/{row.module}.yaml",)
        claims.append(Claim(f"spec.{row.field}", f"envoy.backend_config_policy.{row.module}", proof))
    targets = ("envoy/clusters/cases/several_policies.yaml",)
    return (
        Claim("spec.targetRefs", "resolve.policies", targets),
        Claim("spec.targetSelectors", "resolve.policies", targets),
        *claims,
    )


def _gateway_extension() -> tuple[Claim, ...]:
    """Claims of the types of extension, whose features have the case files."""
    types = (
        ("extAuth", "ext_auth", "ext_auth", ("grpcService", "httpService")),
        ("extProc", "ext_proc", "ext_proc", ("grpcService",)),
        ("rateLimit", "rate_limit", "global_rate_limit", ("grpcService",)),
        ("jwt", "jwt", "jwt_auth", ()),
        ("oauth2", "oauth2", "oauth2", ("",)),
    )
    backends = ("resolve/test_backends.py",)
    claims = [
        Claim("spec.type", reason=_IGNORED),
        Claim("spec.jwt.providers.jwks.remote.backendRef", "resolve.backends", backends),
    ]
    for field, module, cases, services in types:
        proof = (f"envoy/traffic_policy/cases/{cases}.yaml",)
        claims.append(Claim(f"spec.{field}", f"envoy.gateway_extensions.{module}", proof))
        for service in services:
            reference = ".".join(filter(None, ("spec", field, service, "backendRef")))
            claims.append(Claim(reference, "resolve.backends", backends))
            claims.append(Claim(f"{reference}.weight", reason=_IGNORED))
    return tuple(claims)


def _gateway_parameters() -> tuple[Claim, ...]:
    """What an Envoy proxy's deployment takes from its parameters."""
    proof = (_EVERY_FIELD, "proxy/test_envoy.py")
    modules = {
        "selfManaged": "proxy.envoy.manifests",
        "kube.deployment": "proxy.envoy.deployment",
        "kube.envoyContainer": "proxy.envoy.deployment",
        "kube.podTemplate": "proxy.envoy.deployment",
        "kube.sdsContainer": "proxy.envoy.sidecars",
        "kube.istio": "proxy.envoy.sidecars",
        "kube.service": "proxy.envoy.manifests",
        "kube.serviceAccount": "proxy.envoy.manifests",
        "kube.stats": "proxy.envoy.bootstrap",
        "kube.omitDefaultSecurityContext": "proxy.envoy.manifests",
    }
    return (
        *(Claim(f"spec.{field}", module, proof) for field, module in modules.items()),
        Claim("spec.kube.istio.customSidecars", reason=_IGNORED),
        Claim("spec.kube.agentgateway", reason=_IGNORED),
    )


def _agentgateway_parameters() -> tuple[Claim, ...]:
    """What an agentgateway proxy's deployment takes from its parameters."""
    proof = (_EVERY_FIELD, "proxy/test_agentgateway.py")
    settings = ("image", "env", "resources", "shutdown", "istio", "logging", "rawConfig")
    overlays = ("deployment", "service", "serviceAccount", "podDisruptionBudget", "horizontalPodAutoscaler")
    return (
        *(Claim(f"spec.{field}", "proxy.agentgateway.settings", proof) for field in settings),
        *(Claim(f"spec.{field}", "proxy.overlays", (*proof, "proxy/test_strategic_merge.py")) for field in overlays),
        Claim("spec.serviceAccount.spec", reason="changes nothing: ServiceAccounts have no spec"),
    )


#: Every field, held against what the controller itself makes of it.
_AGENTGATEWAY = ("agentgateway/cases/every_field.yaml", "agentgateway/test_every_field.py")
_AGENTGATEWAY_FRONTEND = {"http": "http", "tls": "tls", "tcp": "tcp", "accessLog": "access_log", "tracing": "tracing"}
_AGENTGATEWAY_TRAFFIC = {
    "phase": "phases",
    "transformation": "transformation",
    "extProc": "ext_proc",
    "extAuth": "ext_auth",
    "rateLimit.local": "local_rate_limit",
    "rateLimit.global": "global_rate_limit",
    "cors": "cors",
    "csrf": "csrf",
    "headerModifiers": "header_modifiers",
    "hostRewrite": "host_rewrite",
    "timeouts": "timeouts",
    "retry": "retry",
    "authorization": "authorization",
    "jwtAuthentication": "jwt_authentication",
    "basicAuthentication": "basic_authentication",
    "apiKeyAuthentication": "api_key_authentication",
    "directResponse": "direct_response",
}
_AGENTGATEWAY_BACKEND = {
    "http": "http",
    "tls": "tls",
    "mcp.authorization": "mcp_authorization",
    "mcp.authentication": "mcp_authentication",
    "ai": "ai",
    "ai.promptGuard": "prompt_guard",
    "auth": "auth",
}
_UNREAD_TCP = "is not read by agentgateway's controller"


def _agentgateway_settings(at: str, settings: Mapping[str, str], section: str) -> Iterator[Claim]:
    """Claims of one section of a policy that stands at ``at``."""
    for field, module in settings.items():
        yield Claim(f"{at}.{field}", f"agentgateway.policies.{section}.{module}", _AGENTGATEWAY)


def _agentgateway_backend_settings(at: str, *fields: str) -> Iterator[Claim]:
    """Claims of the settings for backends that stand at ``at``; ``fields`` are those besides the connection's."""
    wanted = ("http", "tls", "auth", *fields)
    settings = {field: name for field, name in _AGENTGATEWAY_BACKEND.items() if field.partition(".")[0] in wanted}
    yield from _agentgateway_settings(at, settings, "backend")
    yield Claim(f"{at}.tcp", reason=_UNREAD_TCP)
    if "ai" in fields:
        yield Claim(f"{at}.ai.promptGuard.request.openAIModeration.policies.tcp", reason=_UNREAD_TCP)


def _agentgateway_policy() -> tuple[Claim, ...]:
    return (
        Claim("spec.targetRefs", "agentgateway.policies.targets", ("agentgateway/policies/test_targets.py",)),
        Claim("spec.targetSelectors", reason="is not looked at by agentgateway's controller"),
        *_agentgateway_settings("spec.frontend", _AGENTGATEWAY_FRONTEND, "frontend"),
        *_agentgateway_settings("spec.traffic", _AGENTGATEWAY_TRAFFIC, "traffic"),
        *_agentgateway_backend_settings("spec.backend", "mcp", "ai"),
    )


def _agentgateway_backend() -> tuple[Claim, ...]:
    return (
        Claim("spec.static", "agentgateway.backends.translate", _AGENTGATEWAY),
        Claim("spec.dynamicForwardProxy", "agentgateway.backends.translate", _AGENTGATEWAY),
        Claim("spec.mcp", "agentgateway.backends.mcp", _AGENTGATEWAY),
        *_agentgateway_backend_settings("spec.mcp.targets.static.policies", "mcp"),
        Claim("spec.ai", "agentgateway.backends.ai", _AGENTGATEWAY),
        *_agentgateway_backend_settings("spec.ai.groups.providers.policies", "ai"),
        *_agentgateway_backend_settings("spec.policies", "mcp", "ai"),
    )


def _http_settings(at: str) -> Iterator[Claim]:
    """Claims of the HTTP settings that stand at ``at``, whose modules have a case file each."""
    from kgwctl.envoy.listener_policy.registry import SETTINGS

    for row in SETTINGS:
        proof = (f"envoy/listeners/cases/{row.module}.yaml",)
        yield Claim(f"{at}.{row.field}", f"envoy.listener_policy.{row.module}", proof)
    proof = ("envoy/listeners/cases/access_log.yaml",)
    yield Claim(f"{at}.accessLog.filter", "envoy.listener_policy.access_log_filters", proof)


_LISTENER_POLICY = ("envoy/policy_engine/cases/listener_policies.yaml",)


def _listener_policy() -> tuple[Claim, ...]:
    by_port = "spec.perPort.listener"
    return (
        Claim("spec.targetRefs", "resolve.policies", _LISTENER_POLICY),
        Claim("spec.targetSelectors", "resolve.policies", _LISTENER_POLICY),
        Claim("spec.default", "envoy.listener_policy.kind", _LISTENER_POLICY),
        *_http_settings("spec.default.httpSettings"),
        Claim("spec.perPort", "envoy.listener_policy.kind", _LISTENER_POLICY),
        *_http_settings(f"{by_port}.httpSettings"),
    )


def _http_listener_policy() -> tuple[Claim, ...]:
    targets = ("envoy/listeners/cases/access_log.yaml",)
    return (
        Claim("spec.targetRefs", "resolve.policies", targets),
        Claim("spec.targetSelectors", "resolve.policies", targets),
        *_http_settings("spec"),
    )


_FRONTEND_TLS = ("envoy/listeners/test_tls_context.py",)
_L4 = (*_PARENTS, Claim("spec.rules.name", reason=_IGNORED), _BACKENDS)
_L4_WEIGHT = Claim("spec.rules.backendRefs.weight", "envoy.listeners.listener", ("envoy/listeners/test_listeners.py",))

CLAIMS: Mapping[GroupKind, tuple[Claim, ...]] = {
    GroupKind(_GATEWAY_API, "GatewayClass"): (
        Claim("spec.controllerName", "resolve.classes", ("resolve/test_namespaces.py",)),
        Claim("spec.parametersRef", "proxy.parameters", (_PAIRS, "proxy/test_verdict.py")),
        Claim("spec.description", reason=_IGNORED),
    ),
    GroupKind(_GATEWAY_API, "Gateway"): (
        Claim("spec.gatewayClassName", "resolve.classes", ("resolve/test_namespaces.py",)),
        *_listeners("spec.listeners"),
        Claim("spec.addresses", "proxy.addresses", (_PAIRS, "proxy/test_verdict.py")),
        Claim("spec.infrastructure", "proxy.deploy", (_PAIRS,)),
        Claim("spec.infrastructure.parametersRef", "proxy.parameters", (_PAIRS, "proxy/test_verdict.py")),
        Claim(
            "spec.allowedListeners", "resolve.gateways", ("resolve/test_listener_sets.py", "resolve/test_attachment.py")
        ),
        Claim("spec.tls.frontend", "resolve.frontend_tls", _FRONTEND_TLS),
        Claim("spec.tls.backend", reason=_IGNORED),
        Claim("spec.defaultScope", reason=_IGNORED),
    ),
    GroupKind(_EXPERIMENTAL, "XListenerSet"): (
        Claim("spec.parentRef", "resolve.gateways", ("resolve/test_listener_sets.py",)),
        *_listeners("spec.listeners"),
    ),
    GroupKind(_GATEWAY_API, "HTTPRoute"): (
        *_PARENTS,
        Claim("spec.hostnames", "resolve.hostnames", ("resolve/test_attachment.py",)),
        _RULE_NAME,
        Claim("spec.rules.matches", "envoy.routes.matchers", ("envoy/routes/cases/matches.yaml",)),
        *_http_filters(),
        _BACKENDS,
        _WEIGHT,
        Claim("spec.rules.timeouts", "envoy.route_filters.timeouts", ("envoy/routes/cases/rule_fields.yaml",)),
        Claim("spec.rules.retry", "envoy.route_filters.retry", ("envoy/routes/cases/rule_fields.yaml",)),
        *_SESSION,
    ),
    GroupKind(_GATEWAY_API, "GRPCRoute"): (
        *_PARENTS,
        Claim("spec.hostnames", "resolve.hostnames", ("envoy/routes/cases/grpc.yaml",)),
        Claim("spec.rules.name", "resolve.routes", ("envoy/routes/cases/grpc.yaml",)),
        Claim("spec.rules.matches", "resolve.grpc", ("envoy/routes/cases/grpc.yaml",)),
        *(claim._replace(proof=("envoy/routes/cases/grpc.yaml",)) for claim in _filters("spec.rules.filters")[:-1]),
        Claim("spec.rules.filters.extensionRef", reason=_IGNORED),
        _BACKENDS,
        _WEIGHT,
        Claim("spec.rules.backendRefs.filters", reason=_IGNORED),
        *_SESSION,
    ),
    GroupKind(_GATEWAY_API, "TCPRoute"): (*_L4, _L4_WEIGHT),
    GroupKind(_GATEWAY_API, "TLSRoute"): (
        *_L4,
        _L4_WEIGHT,
        Claim("spec.hostnames", "resolve.hostnames", ("resolve/test_attachment.py",)),
    ),
    GroupKind(_GATEWAY_API, "BackendTLSPolicy"): (
        Claim("spec.targetRefs", "resolve.policies", ("envoy/clusters/cases/backend_tls.yaml",)),
        Claim("spec.validation", "envoy.backend_tls_policy", ("envoy/clusters/cases/backend_tls.yaml",)),
        Claim("spec.options", reason=_IGNORED),
    ),
    GroupKind(_GATEWAY_API, "ReferenceGrant"): (Claim("spec", "resolve.grants", ("resolve/test_lookups.py",)),),
    GroupKind(_GATEWAY_API, "UDPRoute"): (Claim("spec", reason=_OTHER),),
    GroupKind(_EXPERIMENTAL, "XBackendTrafficPolicy"): (Claim("spec", reason=_IGNORED),),
    GroupKind(_EXPERIMENTAL, "XMesh"): (Claim("spec", reason=_OTHER),),
}

#: Kinds made of parts that make the claims.
_COMPOSED: Mapping[GroupKind, Callable[[], tuple[Claim, ...]]] = {
    not_rendered.TRAFFIC_POLICY: _traffic_policy,
    HTTP_LISTENER_POLICY: _http_listener_policy,
    LISTENER_POLICY: _listener_policy,
    BACKEND_CONFIG_POLICY: _backend_config,
    GATEWAY_EXTENSION: _gateway_extension,
    GATEWAY_PARAMETERS: _gateway_parameters,
    AGENTGATEWAY_PARAMETERS: _agentgateway_parameters,
    AGENTGATEWAY_POLICY: _agentgateway_policy,
    AGENTGATEWAY_BACKEND: _agentgateway_backend,
}


def covered_kinds() -> Iterator[registry.Kind]:
    """Policies that are rendered, extensions, parameters of proxies, and Gateway API; in the order of the registry."""
    for kind in registry.KINDS:
        if kind.group in (_GATEWAY_API, _EXPERIMENTAL) or GroupKind(kind.group, kind.kind) in _COMPOSED:
            yield kind


def claims_of(kind: registry.Kind) -> tuple[Claim, ...]:
    """All claims on the fields of a kind, those of what is not rendered yet included."""
    group_kind = GroupKind(kind.group, kind.kind)
    composed = _COMPOSED.get(group_kind)
    own = composed() if composed is not None else CLAIMS.get(group_kind, ())
    later = not_rendered.FIELDS.get(group_kind, {})
    return (*own, *(Claim(".".join(path), reason=f"not yet: {reason}") for path, reason in later.items()))


def rows(kind: registry.Kind) -> Iterator[Row]:
    """Every field below ``spec`` of a kind. Raises :class:`LookupError` for one that nothing claims."""
    claims = claims_of(kind)
    for field in fields(registry.load_type(kind, kind.versions[0])):
        if field.startswith("spec"):
            yield Row(field, _longest(claims, field, kind.kind))


def _longest(claims: Iterable[Claim], field: str, kind: str) -> tuple[Claim, ...]:
    leading = [claim for claim in claims if field == claim.path or field.startswith(f"{claim.path}.")]
    if not leading:
        raise LookupError(f"nothing claims {kind} {field}")
    longest = max(len(claim.path) for claim in leading)
    return tuple(claim for claim in leading if len(claim.path) == longest)


def fields(cls: type[msgspec.Struct]) -> Iterator[str]:
    """The leaves of a type as dotted paths, in order. What refers back to itself is a leaf."""
    import msgspec.inspect as inspection

    def inner(of: inspection.Type) -> Iterator[inspection.StructType]:
        if isinstance(of, inspection.StructType):
            yield of
        elif isinstance(of, inspection.UnionType):
            for one in of.types:
                yield from inner(one)
        elif isinstance(of, (inspection.ListType, inspection.VarTupleType)):
            yield from inner(of.item_type)
        elif isinstance(of, inspection.DictType):
            yield from inner(of.value_type)
        elif isinstance(of, inspection.Metadata):
            yield from inner(of.type)

    def walk(of: inspection.StructType, path: tuple[str, ...], above: tuple[type, ...]) -> Iterator[str]:
        for field in of.fields:
            here = (*path, field.encode_name)
            below = [one for one in inner(field.type) if one.fields and one.cls not in above]
            if not below:
                yield ".".join(here)
            for one in below:
                yield from walk(one, here, (*above, one.cls))

    for struct in inner(inspection.type_info(cls)):
        yield from walk(struct, (), (struct.cls,))
