"""HorizontalPodAutoscaler (autoscaling/v2), whole. Structure only."""

# ruff: noqa: D101
from typing import Annotated

from kgwctl.api.meta import Int32, LabelSelector, Quantity, Spec
from kgwctl.proxy.kubernetes.fields import AlwaysThere, Plain, Pointer
from kgwctl.proxy.kubernetes.metadata import Metadata


class CrossVersionObjectReference(Spec):
    kind: str
    name: str
    api_version: str | None = None


class MetricIdentifier(Spec):
    name: str
    selector: LabelSelector | None = None


class MetricTarget(Spec):
    type: str
    value: Annotated[Quantity | None, Pointer()] = None
    average_value: Annotated[Quantity | None, Pointer()] = None
    average_utilization: Int32 | None = None


class ObjectMetricSource(Spec):
    described_object: CrossVersionObjectReference
    target: MetricTarget
    metric: MetricIdentifier


class PodsMetricSource(Spec):
    metric: MetricIdentifier
    target: MetricTarget


class ResourceMetricSource(Spec):
    name: str
    target: MetricTarget


class ContainerResourceMetricSource(Spec):
    name: str
    target: MetricTarget
    container: str


class ExternalMetricSource(Spec):
    metric: MetricIdentifier
    target: MetricTarget


class MetricSpec(Spec):
    type: str
    object: ObjectMetricSource | None = None
    pods: PodsMetricSource | None = None
    resource: ResourceMetricSource | None = None
    container_resource: ContainerResourceMetricSource | None = None
    external: ExternalMetricSource | None = None


class HPAScalingPolicy(Spec):
    type: str
    value: Int32
    period_seconds: Int32


class HPAScalingRules(Spec):
    stabilization_window_seconds: Int32 | None = None
    select_policy: Annotated[str | None, Pointer()] = None
    policies: tuple[HPAScalingPolicy, ...] | None = None
    tolerance: Annotated[Quantity | None, Pointer()] = None


class HorizontalPodAutoscalerBehavior(Spec):
    scale_up: HPAScalingRules | None = None
    scale_down: HPAScalingRules | None = None


class HorizontalPodAutoscalerSpec(Spec):
    scale_target_ref: CrossVersionObjectReference
    min_replicas: Int32 | None = None
    max_replicas: Int32
    metrics: tuple[MetricSpec, ...] | None = None
    behavior: HorizontalPodAutoscalerBehavior | None = None


class HorizontalPodAutoscalerStatus(Spec):
    current_replicas: Annotated[Int32 | None, Plain()] = None
    desired_replicas: Int32
    current_metrics: tuple[MetricSpec, ...] | None


class HorizontalPodAutoscaler(Spec):
    api_version: str | None = None
    kind: str | None = None
    metadata: Annotated[Metadata | None, AlwaysThere()] = None
    spec: Annotated[HorizontalPodAutoscalerSpec | None, AlwaysThere()] = None
    status: Annotated[HorizontalPodAutoscalerStatus | None, AlwaysThere()] = None
