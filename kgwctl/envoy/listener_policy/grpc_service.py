"""A gRPC service that the proxy reports to, as logs and traces name it, and Envoy's rules for it.

Nothing but the call is made here: the cluster is the backend's own, which is there in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.core import BackoffStrategy, GrpcService, HeaderValue, RetryPolicy
from kgwctl.envoy.names import cluster_name
from kgwctl.envoy.policy_engine.errors import SettingError
from kgwctl.envoy.policy_engine.violations import embedded, header_text_violation, violation
from kgwctl.golang.forms import proto_duration
from kgwctl.resolve.reasons import Reason
from kgwctl.scalars.duration import parse_duration

if TYPE_CHECKING:
    from kgwctl.api.kgateway.shared import BackoffStrategy as ApiBackoff
    from kgwctl.api.kgateway.shared import CommonGrpcService
    from kgwctl.api.kgateway.shared import RetryPolicy as ApiRetryPolicy
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_LONGEST_TEXT = 16384
_SHORTEST_WAIT = 1_000_000


def reporting_backend(service: CommonGrpcService, policy: ObjectKey, resolved: Resolved, *path: str | int) -> Backend:
    """The backend of a service. Raises :class:`SettingError` for one that cannot be used, below ``path``."""
    backend = resolved.backend(policy, service.backend_ref)
    if isinstance(backend, Reason):
        raise SettingError(f"unresolved backend reference: {backend.text}", *path, "grpcService", "backendRef")
    return backend


def grpc_service(service: CommonGrpcService, backend: Backend) -> GrpcService:
    """The call of a service at ``backend``."""
    return GrpcService(
        envoy_grpc=GrpcService.EnvoyGrpc(
            cluster_name=cluster_name(backend),
            authority=service.authority or "",
            max_receive_message_length=service.max_receive_message_length,
            skip_envoy_headers=bool(service.skip_envoy_headers),
        ),
        timeout=None if service.timeout is None else proto_duration(service.timeout),
        initial_metadata=[HeaderValue(key=one.key, value=one.value or "") for one in service.initial_metadata or ()],
        retry_policy=None if service.retry_policy is None else _retry_policy(service.retry_policy),
    )


def _retry_policy(retry: ApiRetryPolicy) -> RetryPolicy:
    backoff = retry.retry_back_off
    return RetryPolicy(num_retries=retry.num_retries, retry_back_off=None if backoff is None else _backoff(backoff))


def _backoff(backoff: ApiBackoff) -> BackoffStrategy:
    longest = backoff.max_interval
    # The controller forgets a limit that is below the first wait.
    if longest is not None and parse_duration(longest) < parse_duration(backoff.base_interval):
        longest = None
    return BackoffStrategy(
        base_interval=proto_duration(backoff.base_interval),
        max_interval=None if longest is None else proto_duration(longest),
    )


def grpc_service_violation(service: GrpcService) -> str | None:
    """What Envoy's field rules say against a call that :func:`grpc_service` made."""
    for index, header in enumerate(service.initial_metadata):
        broken = _header_violation(header)
        if broken:
            return embedded("GrpcService", f"InitialMetadata[{index}]", broken)
    retry = service.retry_policy
    backoff = retry.retry_back_off if retry is not None else None
    if backoff is not None and parse_duration(backoff.base_interval or "0s") < _SHORTEST_WAIT:
        broken = violation("BackoffStrategy", "BaseInterval", "value must be greater than or equal to 1ms")
        return embedded("GrpcService", "RetryPolicy", embedded("RetryPolicy", "RetryBackOff", broken))
    authority = service.envoy_grpc.authority if service.envoy_grpc is not None else ""
    return embedded("GrpcService", "EnvoyGrpc", _text_violation("GrpcService_EnvoyGrpc", "Authority", authority))


def _header_violation(header: HeaderValue) -> str | None:
    if not header.key:
        return violation("HeaderValue", "Key", "value length must be at least 1 runes")
    return _text_violation("HeaderValue", "Key", header.key) or _text_violation("HeaderValue", "Value", header.value)


def _text_violation(message: str, field: str, text: str) -> str | None:
    if len(text.encode()) > _LONGEST_TEXT:
        return violation(message, field, f"value length must be at most {_LONGEST_TEXT} bytes")
    return header_text_violation(message, field, text)
