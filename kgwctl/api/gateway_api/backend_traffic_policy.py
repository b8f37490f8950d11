"""XBackendTrafficPolicy: retry budgets and session persistence of a backend (experimental)."""

from typing import Annotated

from kgwctl.api.field_rules import DurationBetween
from kgwctl.api.gateway_api.references import LocalPolicyTargetReference
from kgwctl.api.gateway_api.route import SessionPersistence
from kgwctl.api.gateway_api.shared import Duration
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.markers import Default, ListMap, Maximum, MaxItems, Minimum, MinItems
from kgwctl.api.meta import KubernetesObject, Spec


class BudgetDetails(Spec):
    """How large a part of the requests may be retries."""

    percent: Annotated[int | None, Default(20), Minimum(0), Maximum(100)] = None
    """Highest share of retries among the requests in flight, in percent."""
    interval: Annotated[Duration | None, Default("10s"), DurationBetween(least="1s", most="1h")] = None
    """Time over which the share is measured."""


class RequestRate(Spec):
    """A number of requests over some time."""

    count: Annotated[int | None, Minimum(1), Maximum(1000000)] = None
    """How many requests."""
    interval: Annotated[Duration | None, DurationBetween(most="1h", nonzero=True)] = None
    """In how long a time."""


class RetryConstraint(Spec):
    """A limit on retries to a backend."""

    budget: Annotated[BudgetDetails | None, Default({"interval": "10s", "percent": 20})] = None
    """The share of traffic that may be retries."""
    min_retry_rate: Annotated[RequestRate | None, Default({"count": 10, "interval": "1s"})] = None
    """Retries always allowed, however small the traffic."""


class BackendTrafficPolicySpec(Spec):
    """How traffic to a backend is handled, whatever route it comes by."""

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
    """The backends that the policy is for."""
    retry_constraint: RetryConstraint | None = None
    """The retry budget."""
    session_persistence: SessionPersistence | None = None
    """How a client stays with one endpoint."""


class XBackendTrafficPolicy(KubernetesObject):
    """Traffic handling of a backend."""

    spec: BackendTrafficPolicySpec
    status: PolicyStatus | None = None
