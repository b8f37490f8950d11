"""kgateway.listener_policy.http_settings"""

from typing import Annotated, Literal

from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.kgateway.listener_policy.access_log import AccessLog
from kgwctl.api.kgateway.listener_policy.tracing import Tracing
from kgwctl.api.kgateway.shared import HTTPHeaderFilter
from kgwctl.api.kgateway.targets import LocalPolicyTargetReference, LocalPolicyTargetSelector
from kgwctl.api.markers import Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, Pattern
from kgwctl.api.meta import GoDuration, Int32, KubernetesObject, Spec
from kgwctl.api.registry import GATEWAY_API
from kgwctl.api.rules import Each, Has, Is, Not, both, either

ServerHeaderTransformation = Literal["Overwrite", "AppendIfAbsent", "PassThrough"]


ONLY_GATEWAYS = Each(
    both(Is("kind", ("Gateway",)), either(Not(Has("group")), Is("group", (GATEWAY_API,)))),
    message="the policy applies to Gateways only",
)


class UpgradeConfig(Spec):
    """UpgradeConfig."""

    enabled_upgrades: Annotated[tuple[str, ...] | None, MinItems(1)] = None


class EnvoyHealthCheck(Spec):
    """EnvoyHealthCheck."""

    path: Annotated[str, MaxLength(2048), Pattern("^/[-a-zA-Z0-9@:%.+~#?&/=_]+$")]


class HTTPSettings(Spec):
    """HTTPSettings."""

    access_log: Annotated[tuple[AccessLog, ...] | None, MaxItems(16)] = None
    tracing: Tracing | None = None
    upgrade_config: UpgradeConfig | None = None
    use_remote_address: bool | None = None
    preserve_external_request_id: bool | None = None
    generate_request_id: bool | None = None
    xff_num_trusted_hops: Annotated[Int32 | None, Minimum(0)] = None
    server_header_transformation: ServerHeaderTransformation | None = None
    stream_idle_timeout: GoDuration | None = None
    idle_timeout: GoDuration | None = None
    health_check: EnvoyHealthCheck | None = None
    preserve_http1_header_case: bool | None = None
    accept_http10: bool | None = None
    default_host_for_http10: Annotated[str | None, MinLength(1)] = None
    early_request_header_modifier: HTTPHeaderFilter | None = None
    max_request_headers_kb: Annotated[Int32 | None, Minimum(1), Maximum(8192)] = None


class HTTPListenerPolicySpec(HTTPSettings):
    """HTTPListenerPolicySpec."""

    target_refs: Annotated[tuple[LocalPolicyTargetReference, ...] | None, MinItems(1), MaxItems(16), ONLY_GATEWAYS] = (
        None
    )
    target_selectors: Annotated[tuple[LocalPolicyTargetSelector, ...] | None, ONLY_GATEWAYS] = None


class HTTPListenerPolicy(KubernetesObject):
    """HTTPListenerPolicy."""

    spec: HTTPListenerPolicySpec
    status: PolicyStatus | None = None
