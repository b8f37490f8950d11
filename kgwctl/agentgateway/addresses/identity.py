"""What workloads are called, and whether they take tunnels.

Source: Istio's ``kube/labels/labels.go:CanonicalService``, ``ambient/workloads.go:setTunnelProtocol``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.agentgateway.resources.generated.workload import Workload

#: The name that the controller gives its cluster.
CLUSTER = "Kubernetes"
_NAMES = ("service.istio.io/canonical-name", "app.kubernetes.io/name", "app")
_REVISIONS = ("service.istio.io/canonical-revision", "app.kubernetes.io/version", "version")


def canonical_service(labels: Mapping[str, str], workload_name: str) -> tuple[str, str]:
    """Name and revision of the service that a workload is of, told by its labels."""
    name = next((labels[key] for key in _NAMES if key in labels), workload_name)
    return name, next((labels[key] for key in _REVISIONS if key in labels), "latest")


def set_tunnel(workload: Workload, labels: Mapping[str, str], annotations: Mapping[str, str]) -> None:
    """How connections to a workload are secured; the last that holds counts."""
    if labels.get("security.istio.io/tlsMode") == "istio":
        workload.tunnel_protocol = "LEGACY_ISTIO_MTLS"
    if annotations.get("ambient.istio.io/redirection") == "enabled":
        workload.tunnel_protocol = "HBONE"
    if "http" in labels.get("networking.istio.io/tunnel", "").split(","):
        workload.tunnel_protocol = "HBONE"
        workload.native_tunnel = True
