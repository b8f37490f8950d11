"""How extensions are called: a cluster, a time limit, further attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.gateway_extensions.lookup import ExtensionError
from kgwctl.envoy.messages.generated.core import BackoffStrategy, GrpcService, RetryPolicy
from kgwctl.envoy.names import cluster_name
from kgwctl.golang.forms import proto_duration
from kgwctl.resolve.reasons import Reason

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.references import BackendRef
    from kgwctl.api.kgateway.ext_services import ExtGrpcService, ExtSvcRetryPolicy
    from kgwctl.api.kgateway.gateway_extension.extension import GatewayExtension
    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource


def called_cluster(
    ref: BackendRef, path: FieldPath, resource: Resource[GatewayExtension], env: CompileEnv, problem: str
) -> str:
    """The cluster of the backend that the service at ``path`` runs in.

    ``problem`` is what the controller says before the reason. Raises :class:`ExtensionError`.
    """
    backend = env.resolved.backend(resource.key, ref)
    if isinstance(backend, Reason):
        text = f"{problem}: {backend.text}"
        raise ExtensionError(text, path=(*path, "backendRef"), resource=resource, missing=backend)
    return cluster_name(backend)


def grpc_call(
    spec: ExtGrpcService, path: FieldPath, resource: Resource[GatewayExtension], env: CompileEnv, problem: str
) -> GrpcService:
    """A call by gRPC, with the arguments of :func:`called_cluster`."""
    cluster = called_cluster(spec.backend_ref, path, resource, env, problem)
    return GrpcService(
        envoy_grpc=GrpcService.EnvoyGrpc(cluster_name=cluster, authority=spec.authority or ""),
        timeout=optional_duration(spec.request_timeout),
        retry_policy=further_attempts(spec.retry),
    )


def further_attempts(spec: ExtSvcRetryPolicy | None) -> RetryPolicy | None:
    """How often a call is tried again."""
    if spec is None:
        return None
    policy = RetryPolicy(num_retries=spec.attempts or 0)
    if spec.backoff is not None:
        policy.retry_back_off = BackoffStrategy(
            base_interval=proto_duration(spec.backoff.base_interval),
            max_interval=optional_duration(spec.backoff.max_interval),
        )
    return policy


def optional_duration(text: str | None) -> str | None:
    """A Go duration in proto-JSON's form, if there is one."""
    return None if text is None else proto_duration(text)
