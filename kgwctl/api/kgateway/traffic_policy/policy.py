"""kgateway.traffic_policy.policy"""

from typing import Annotated

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
from kgwctl.api.rules import (
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
    """TrafficPolicySpec."""

    target_refs: Annotated[
        tuple[LocalPolicyTargetReferenceWithSectionName, ...] | None, MinItems(1), MaxItems(16), TRAFFIC_TARGETS
    ] = None
    target_selectors: Annotated[tuple[LocalPolicyTargetSelectorWithSectionName, ...] | None, TRAFFIC_TARGETS] = None
    transformation: TransformationPolicy | None = None
    ext_proc: ExtProcPolicy | None = None
    ext_auth: ExtAuthPolicy | None = None
    rate_limit: RateLimit | None = None
    cors: CorsPolicy | None = None
    csrf: CSRFPolicy | None = None
    header_modifiers: HeaderModifiers | None = None
    auto_host_rewrite: bool | None = None
    buffer: Buffer | None = None
    timeouts: Timeouts | None = None
    retry: Retry | None = None
    rbac: Authorization | None = None
    jwt_auth: JWTAuth | None = None
    url_rewrite: URLRewrite | None = None
    compression: Compression | None = None
    basic_auth: BasicAuthPolicy | None = None
    api_key_auth: APIKeyAuth | None = None
    oauth2: OAuth2Policy | None = None


class TrafficPolicy(KubernetesObject):
    """TrafficPolicy."""

    spec: TrafficPolicySpec
    status: PolicyStatus | None = None
