"""kgateway.traffic_policy.policy"""

from __future__ import annotations

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
from kgwctl.api.markers import MaxItems, MinItems
from kgwctl.api.meta import KubernetesObject, Spec


class TrafficPolicySpec(Spec):
    """TrafficPolicySpec."""

    target_refs: Annotated[tuple[LocalPolicyTargetReferenceWithSectionName, ...] | None, MinItems(1), MaxItems(16)] = (
        None
    )
    target_selectors: tuple[LocalPolicyTargetSelectorWithSectionName, ...] | None = None
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
