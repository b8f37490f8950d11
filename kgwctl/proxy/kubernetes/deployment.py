"""Deployment (apps/v1), whole. Structure only."""

# ruff: noqa: D101
from typing import Annotated

from kgwctl.api.core.deployment import DeploymentStrategy
from kgwctl.api.meta import Int32, Int64, LabelSelector, Spec
from kgwctl.proxy.kubernetes.fields import AlwaysThere, MergedBy, Plain
from kgwctl.proxy.kubernetes.metadata import Condition, Metadata
from kgwctl.proxy.kubernetes.pod import PodTemplate


class DeploymentSpec(Spec):
    replicas: Int32 | None = None
    selector: LabelSelector | None
    template: PodTemplate
    strategy: Annotated[DeploymentStrategy | None, AlwaysThere()] = None
    min_ready_seconds: Annotated[Int32 | None, Plain()] = None
    revision_history_limit: Int32 | None = None
    paused: Annotated[bool | None, Plain()] = None
    progress_deadline_seconds: Int32 | None = None


class DeploymentStatus(Spec):
    observed_generation: Annotated[Int64 | None, Plain()] = None
    replicas: Annotated[Int32 | None, Plain()] = None
    conditions: Annotated[tuple[Condition, ...] | None, MergedBy("type")] = None


class Deployment(Spec):
    api_version: str | None = None
    kind: str | None = None
    metadata: Annotated[Metadata | None, AlwaysThere()] = None
    spec: Annotated[DeploymentSpec | None, AlwaysThere()] = None
    status: Annotated[DeploymentStatus | None, AlwaysThere()] = None
