"""kgateway's Backend objects, by what they stand for: fixed hosts, any host, or an AWS Lambda function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.envoy.clusters import aws_lambda, dynamic_forward_proxy, static_hosts

if TYPE_CHECKING:
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved


def configure(cluster: Cluster, backend: Backend, resolved: Resolved) -> None:
    """Make the cluster of a Backend. Raises :class:`kgwctl.envoy.clusters.errors.ClusterError`."""
    spec: Any = backend.resource.object.spec
    if spec.static is not None:
        static_hosts.configure(cluster, spec.static)
    elif spec.dynamic_forward_proxy is not None:
        dynamic_forward_proxy.configure(cluster, spec.dynamic_forward_proxy)
    elif spec.aws is not None:
        aws_lambda.configure(cluster, spec.aws, backend.key, resolved)
