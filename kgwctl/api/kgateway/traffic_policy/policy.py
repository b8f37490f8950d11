"""TrafficPolicy: what happens to HTTP traffic of a Gateway, listener, route or rule."""

from typing import Annotated

from kgwctl.api.field_rules import (
    DurationsOrdered,
    Each,
    Has,
    Holds,
    Implies,
    Is,
    Not,
    Provided,
    Rule,
    Text,
    both,
    either,
    every,
    is_one_of,
)
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.kgateway.shared import Authorization, HeaderModifiers, Timeouts
from kgwctl.api.kgateway.targets import (
    LocalPolicyTargetReferenceWithSectionName,
    LocalPolicyTargetSelectorWithSectionName,
)
from kgwctl.api.kgateway.traffic_policy.auth import APIKeyAuth, BasicAuthPolicy, ExtAuthPolicy, JWTAuth, OAuth2Policy
from kgwctl.api.kgateway.traffic_policy.external_processing import ExtProcPolicy
from kgwctl.api.kgateway.traffic_policy.http import Buffer, Compression, CorsPolicy, CSRFPolicy, Retry, URLRewrite
from kgwctl.api.kgateway.traffic_policy.rate_limit import RateLimit
from kgwctl.api.kgateway.traffic_policy.transformation import TransformationPolicy
from kgwctl.api.markers import MaxItems, MinItems, constraints
from kgwctl.api.meta import KubernetesObject, Spec

TRAFFIC_TARGETS = Each(
    either(is_one_of("kind", "Gateway", "HTTPRoute"), Text("kind", "endsWith", "ListenerSet")),
    message="the policy applies to Gateways, listener sets and HTTPRoutes only",
)


def _retry_target(references: str) -> Rule:
    """A retry on a Gateway has to name the listener."""
    return Implies(
        both(Has("retry"), Has(references)),
        every(references, Provided(Is("kind", ("Gateway",)), Has("sectionName"))),
        message=f"with retry, {references} to a Gateway need a sectionName",
    )


_ONLY_ROUTES = Is("kind", ("HTTPRoute",))
HOST_REWRITE_TARGETS = Holds(
    either(
        Not(Has("autoHostRewrite")),
        both(Has("targetRefs"), every("targetRefs", _ONLY_ROUTES)),
        both(Has("targetSelectors"), every("targetSelectors", _ONLY_ROUTES)),
    ),
    message="autoHostRewrite works on HTTPRoutes only",
)


@constraints(
    HOST_REWRITE_TARGETS,
    DurationsOrdered("retry.perTryTimeout", "timeouts.request", strict=True),
    _retry_target("targetRefs"),
    _retry_target("targetSelectors"),
)
class TrafficPolicySpec(Spec):
    """Targets and features of a traffic policy."""

    target_refs: Annotated[
        tuple[LocalPolicyTargetReferenceWithSectionName, ...] | None, MinItems(1), MaxItems(16), TRAFFIC_TARGETS
    ] = None
    """The objects to apply to, by name."""
    target_selectors: Annotated[tuple[LocalPolicyTargetSelectorWithSectionName, ...] | None, TRAFFIC_TARGETS] = None
    """The objects to apply to, by labels."""
    transformation: TransformationPolicy | None = None
    """Rewriting of headers and bodies by templates."""
    ext_proc: ExtProcPolicy | None = None
    """Processing by a service outside."""
    ext_auth: ExtAuthPolicy | None = None
    """Authorization by a service outside."""
    rate_limit: RateLimit | None = None
    """Limits on the number of requests."""
    cors: CorsPolicy | None = None
    """Answers to browsers that ask whether other sites may call."""
    csrf: CSRFPolicy | None = None
    """Refusal of state-changing requests that come from other sites."""
    header_modifiers: HeaderModifiers | None = None
    """Changes to headers."""
    auto_host_rewrite: bool | None = None
    """Send the backend's own DNS name as Host; for HTTPRoutes."""
    buffer: Buffer | None = None
    """Reading of whole request bodies, up to a limit."""
    timeouts: Timeouts | None = None
    """Time limits of a route."""
    retry: Retry | None = None
    """Further attempts at a backend."""
    rbac: Authorization | None = None
    """Authorization by CEL expressions."""
    jwt_auth: JWTAuth | None = None
    """Authentication by JSON web tokens."""
    url_rewrite: URLRewrite | None = None
    """Changes to the path by a regular expression."""
    compression: Compression | None = None
    """Compression of responses and decompression of requests."""
    basic_auth: BasicAuthPolicy | None = None
    """Authentication by user name and password."""
    api_key_auth: APIKeyAuth | None = None
    """Authentication by API keys."""
    oauth2: OAuth2Policy | None = None
    """Login through an OAuth2 or OpenID provider."""


class TrafficPolicy(KubernetesObject):
    """Handling of HTTP traffic."""

    spec: TrafficPolicySpec
    status: PolicyStatus | None = None
