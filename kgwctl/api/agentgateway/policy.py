"""AgentgatewayPolicy: how agentgateway treats clients, traffic and backends."""

from typing import Annotated

from kgwctl.api.agentgateway.backend_policies import BackendAllPolicies
from kgwctl.api.agentgateway.frontend import Frontend
from kgwctl.api.agentgateway.traffic import Traffic
from kgwctl.api.field_rules import (
    AllSame,
    Has,
    Holds,
    Implies,
    Is,
    Not,
    Rule,
    both,
    either,
    every,
    exactly_one_of,
    is_one_of,
    some,
    targets,
)
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.kgateway.targets import (
    LocalPolicyTargetReferenceWithSectionName,
    LocalPolicyTargetSelectorWithSectionName,
)
from kgwctl.api.kinds import AGENTGATEWAY, CORE, GATEWAY_API, GATEWAY_API_EXPERIMENTAL
from kgwctl.api.markers import Atomic, MaxItems, MinItems, constraints
from kgwctl.api.meta import KubernetesObject, Spec

POLICY_TARGETS = targets(
    (CORE, "Service"),
    (AGENTGATEWAY, "AgentgatewayBackend"),
    (GATEWAY_API, "Gateway"),
    (GATEWAY_API, "HTTPRoute"),
    (GATEWAY_API_EXPERIMENTAL, "XListenerSet"),
)


def _not_on_services(field: str) -> Rule:
    """``backend.<field>`` needs a backend that knows the protocol, which a Service doesn't."""
    service = Is("kind", ("Service",))
    targeted = either(some("targetRefs", service), some("targetSelectors", service))
    return Holds(either(Not(Has(f"backend.{field}")), Not(targeted)), message=f"backend.{field} can't target a Service")


def _target_rules(references: str) -> tuple[Rule, ...]:
    """Which targets the sections of a policy may have; ``references`` is the list that names them."""
    return (
        Implies(
            both(Has("frontend"), Has(references)),
            every(references, both(Is("kind", ("Gateway",)), Not(Has("sectionName")))),
            message="frontend applies to whole Gateways only",
        ),
        Implies(
            both(Has("traffic"), Has(references)),
            every(references, is_one_of("kind", "Gateway", "HTTPRoute", "XListenerSet")),
            message="traffic applies to Gateways, listener sets and HTTPRoutes only",
        ),
        Implies(
            both(Has(references), Is("traffic.phase", ("PreRouting",))),
            every(references, is_one_of("kind", "Gateway", "XListenerSet")),
            message="before routing, traffic applies to Gateways and listener sets only",
        ),
    )


@constraints(
    Holds(either(Has("traffic"), Has("frontend"), Has("backend"))),
    _not_on_services("mcp"),
    _not_on_services("ai"),
    *_target_rules("targetRefs"),
    *_target_rules("targetSelectors"),
    exactly_one_of("targetRefs", "targetSelectors"),
)
class AgentgatewayPolicySpec(Spec):
    """Targets, and settings by where they take effect."""

    target_refs: Annotated[
        tuple[LocalPolicyTargetReferenceWithSectionName, ...] | None,
        MinItems(1),
        MaxItems(16),
        Atomic(),
        POLICY_TARGETS,
        AllSame("kind"),
    ] = None
    """The objects to apply to, by name; all of one kind."""
    target_selectors: Annotated[
        tuple[LocalPolicyTargetSelectorWithSectionName, ...] | None,
        MinItems(1),
        MaxItems(16),
        POLICY_TARGETS,
        AllSame("kind"),
    ] = None
    """The objects to apply to, by labels; all of one kind."""
    frontend: Frontend | None = None
    """Towards clients; for whole Gateways."""
    traffic: Traffic | None = None
    """On requests; for Gateways, listeners and routes."""
    backend: BackendAllPolicies | None = None
    """Towards backends; for any target."""


class AgentgatewayPolicy(KubernetesObject):
    """Settings for agentgateway."""

    spec: AgentgatewayPolicySpec
    status: PolicyStatus | None = None
