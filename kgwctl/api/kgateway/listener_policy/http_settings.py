"""How a listener reads HTTP; HTTPListenerPolicy, the older way to say it."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import Each, Has, Is, Not, both, either
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.kgateway.listener_policy.access_log import AccessLog
from kgwctl.api.kgateway.listener_policy.tracing import Tracing
from kgwctl.api.kgateway.shared import HTTPHeaderFilter
from kgwctl.api.kgateway.targets import LocalPolicyTargetReference, LocalPolicyTargetSelector
from kgwctl.api.kinds import GATEWAY_API
from kgwctl.api.markers import Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, Pattern
from kgwctl.api.meta import GoDuration, Int32, KubernetesObject, Spec

#: What becomes of the ``Server`` header.
ServerHeaderTransformation = Literal["Overwrite", "AppendIfAbsent", "PassThrough"]


ONLY_GATEWAYS = Each(
    both(Is("kind", ("Gateway",)), either(Not(Has("group")), Is("group", (GATEWAY_API,)))),
    message="the policy applies to Gateways only",
)


class UpgradeConfig(Spec):
    """Protocols that a connection may switch to."""

    enabled_upgrades: Annotated[tuple[str, ...] | None, MinItems(1)] = None
    """Names of the protocols, such as ``websocket`` or ``CONNECT``."""


class EnvoyHealthCheck(Spec):
    """A path that the proxy answers itself, for load balancers in front."""

    path: Annotated[str, MaxLength(2048), Pattern("^/[-a-zA-Z0-9@:%.+~#?&/=_]+$")]
    """The path, exactly."""


class HTTPSettings(Spec):
    """How HTTP is read and logged."""

    access_log: Annotated[tuple[AccessLog, ...] | None, MaxItems(16)] = None
    """Where and when to log requests."""
    tracing: Tracing | None = None
    """Where and how often to send traces."""
    upgrade_config: UpgradeConfig | None = None
    """Protocols that a connection may switch to."""
    use_remote_address: bool | None = None
    """Take the connection's address for the client's, not ``X-Forwarded-For``."""
    preserve_external_request_id: bool | None = None
    """Keep a request id that comes from outside."""
    generate_request_id: bool | None = None
    """Make a request id where there is none."""
    xff_num_trusted_hops: Annotated[Int32 | None, Minimum(0)] = None
    """How many proxies in front may be trusted in ``X-Forwarded-For``."""
    server_header_transformation: ServerHeaderTransformation | None = None
    """What becomes of the ``Server`` header of responses."""
    stream_idle_timeout: GoDuration | None = None
    """Longest pause in a stream."""
    idle_timeout: GoDuration | None = None
    """Close a connection after so long without requests."""
    health_check: EnvoyHealthCheck | None = None
    """A path that the proxy answers itself."""
    preserve_http1_header_case: bool | None = None
    """Keep the letter case of header names."""
    accept_http10: bool | None = None
    """Take HTTP/1.0 requests."""
    default_host_for_http10: Annotated[str | None, MinLength(1)] = None
    """Host of HTTP/1.0 requests that name none."""
    early_request_header_modifier: HTTPHeaderFilter | None = None
    """Changes to request headers before anything else sees them."""
    max_request_headers_kb: Annotated[Int32 | None, Minimum(1), Maximum(8192)] = None
    """Largest size of all request headers together, in KiB."""


class HTTPListenerPolicySpec(HTTPSettings):
    """Targets and HTTP settings."""

    target_refs: Annotated[tuple[LocalPolicyTargetReference, ...] | None, MinItems(1), MaxItems(16), ONLY_GATEWAYS] = (
        None
    )
    """The Gateways to apply to, by name."""
    target_selectors: Annotated[tuple[LocalPolicyTargetSelector, ...] | None, ONLY_GATEWAYS] = None
    """The Gateways to apply to, by labels."""


class HTTPListenerPolicy(KubernetesObject):
    """HTTP settings of a Gateway's listeners; deprecated in favour of ListenerPolicy."""

    spec: HTTPListenerPolicySpec
    status: PolicyStatus | None = None
