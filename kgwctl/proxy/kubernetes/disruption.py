"""PodDisruptionBudget (policy/v1), whole. Structure only."""

# ruff: noqa: D101
from typing import Annotated

from kgwctl.api.meta import Int32, IntOrStr, LabelSelector, Spec
from kgwctl.proxy.kubernetes.fields import AlwaysThere, Pointer, Replaced
from kgwctl.proxy.kubernetes.metadata import Metadata


class PodDisruptionBudgetSpec(Spec):
    min_available: Annotated[IntOrStr | None, Pointer()] = None
    selector: Annotated[LabelSelector | None, Replaced()] = None
    max_unavailable: Annotated[IntOrStr | None, Pointer()] = None
    unhealthy_pod_eviction_policy: Annotated[str | None, Pointer()] = None


class PodDisruptionBudgetStatus(Spec):
    disruptions_allowed: Int32
    current_healthy: Int32
    desired_healthy: Int32
    expected_pods: Int32


class PodDisruptionBudget(Spec):
    api_version: str | None = None
    kind: str | None = None
    metadata: Annotated[Metadata | None, AlwaysThere()] = None
    spec: Annotated[PodDisruptionBudgetSpec | None, AlwaysThere()] = None
    status: Annotated[PodDisruptionBudgetStatus | None, AlwaysThere()] = None
