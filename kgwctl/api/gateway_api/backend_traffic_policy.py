"""gateway_api.backend_traffic_policy"""

from typing import Annotated

from kgwctl.api.gateway_api.references import LocalPolicyTargetReference
from kgwctl.api.gateway_api.route import SessionPersistence
from kgwctl.api.gateway_api.shared import Duration
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.markers import Default, ListMap, Maximum, MaxItems, Minimum, MinItems
from kgwctl.api.meta import KubernetesObject, Spec
from kgwctl.api.rules import DurationBetween


class BudgetDetails(Spec):
    """BudgetDetails."""

    percent: Annotated[int | None, Default(20), Minimum(0), Maximum(100)] = None
    interval: Annotated[Duration | None, Default("10s"), DurationBetween(least="1s", most="1h")] = None


class RequestRate(Spec):
    """RequestRate."""

    count: Annotated[int | None, Minimum(1), Maximum(1000000)] = None
    interval: Annotated[Duration | None, DurationBetween(most="1h", nonzero=True)] = None


class RetryConstraint(Spec):
    """RetryConstraint."""

    budget: Annotated[BudgetDetails | None, Default({"interval": "10s", "percent": 20})] = None
    min_retry_rate: Annotated[RequestRate | None, Default({"count": 10, "interval": "1s"})] = None


class BackendTrafficPolicySpec(Spec):
    """BackendTrafficPolicySpec."""

    target_refs: Annotated[
        tuple[LocalPolicyTargetReference, ...],
        MinItems(1),
        MaxItems(16),
        ListMap(
            (
                "group",
                "kind",
                "name",
            )
        ),
    ]
    retry_constraint: RetryConstraint | None = None
    session_persistence: SessionPersistence | None = None


class XBackendTrafficPolicy(KubernetesObject):
    """XBackendTrafficPolicy."""

    spec: BackendTrafficPolicySpec
    status: PolicyStatus | None = None
