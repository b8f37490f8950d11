"""Where Pods may run (core/v1). Structure only."""

# ruff: noqa: D101
from typing import Annotated

from kgwctl.api.markers import Atomic, constraints
from kgwctl.api.meta import Int32, Int64, LabelSelector, Spec


class NodeSelectorRequirement(Spec):
    key: str
    operator: str
    values: Annotated[tuple[str, ...] | None, Atomic()] = None


@constraints(Atomic())
class NodeSelectorTerm(Spec):
    match_expressions: Annotated[tuple[NodeSelectorRequirement, ...] | None, Atomic()] = None
    match_fields: Annotated[tuple[NodeSelectorRequirement, ...] | None, Atomic()] = None


@constraints(Atomic())
class NodeSelector(Spec):
    node_selector_terms: Annotated[tuple[NodeSelectorTerm, ...], Atomic()]


class PreferredSchedulingTerm(Spec):
    weight: Int32
    preference: NodeSelectorTerm


class NodeAffinity(Spec):
    required_during_scheduling_ignored_during_execution: NodeSelector | None = None
    preferred_during_scheduling_ignored_during_execution: Annotated[
        tuple[PreferredSchedulingTerm, ...] | None, Atomic()
    ] = None


class PodAffinityTerm(Spec):
    label_selector: LabelSelector | None = None
    namespaces: Annotated[tuple[str, ...] | None, Atomic()] = None
    topology_key: str
    namespace_selector: LabelSelector | None = None
    match_label_keys: Annotated[tuple[str, ...] | None, Atomic()] = None
    mismatch_label_keys: Annotated[tuple[str, ...] | None, Atomic()] = None


class WeightedPodAffinityTerm(Spec):
    weight: Int32
    pod_affinity_term: PodAffinityTerm


class PodAffinity(Spec):
    required_during_scheduling_ignored_during_execution: Annotated[tuple[PodAffinityTerm, ...] | None, Atomic()] = None
    preferred_during_scheduling_ignored_during_execution: Annotated[
        tuple[WeightedPodAffinityTerm, ...] | None, Atomic()
    ] = None


class PodAntiAffinity(Spec):
    required_during_scheduling_ignored_during_execution: Annotated[tuple[PodAffinityTerm, ...] | None, Atomic()] = None
    preferred_during_scheduling_ignored_during_execution: Annotated[
        tuple[WeightedPodAffinityTerm, ...] | None, Atomic()
    ] = None


class Affinity(Spec):
    node_affinity: NodeAffinity | None = None
    pod_affinity: PodAffinity | None = None
    pod_anti_affinity: PodAntiAffinity | None = None


class Toleration(Spec):
    key: str | None = None
    operator: str | None = None
    value: str | None = None
    effect: str | None = None
    toleration_seconds: Int64 | None = None


class TopologySpreadConstraint(Spec):
    max_skew: Int32
    topology_key: str
    when_unsatisfiable: str
    label_selector: LabelSelector | None = None
    min_domains: Int32 | None = None
    node_affinity_policy: str | None = None
    node_taints_policy: str | None = None
    match_label_keys: Annotated[tuple[str, ...] | None, Atomic()] = None
