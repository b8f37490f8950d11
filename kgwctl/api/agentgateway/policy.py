"""agentgateway.policy"""

from typing import Annotated

from kgwctl.api.agentgateway.backend_policies import BackendAllPolicies
from kgwctl.api.agentgateway.frontend import Frontend
from kgwctl.api.agentgateway.traffic import Traffic
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.kgateway.targets import (
    LocalPolicyTargetReferenceWithSectionName,
    LocalPolicyTargetSelectorWithSectionName,
)
from kgwctl.api.markers import Atomic, MaxItems, MinItems, constraints
from kgwctl.api.meta import KubernetesObject, Spec
from kgwctl.api.registry import AGENTGATEWAY, CORE, GATEWAY_API, GATEWAY_API_EXPERIMENTAL
from kgwctl.api.rules import (
    AllSame,
    Has,
    Implies,
    Is,
    Not,
    at_least_one_of,
    both,
    either,
    every,
    exactly_one_of,
    is_one_of,
    some,
    targets,
)

WHOLE_GATEWAY = both(Is("kind", ("Gateway",)), Not(Has("sectionName")))

POLICY_TARGETS = targets(
    (CORE, "Service"),
    (AGENTGATEWAY, "AgentgatewayBackend"),
    (GATEWAY_API, "Gateway"),
    (GATEWAY_API, "HTTPRoute"),
    (GATEWAY_API_EXPERIMENTAL, "XListenerSet"),
)


@constraints(
    at_least_one_of("traffic", "frontend", "backend"),
    Implies(
        Has("backend.mcp"),
        Not(either(some("targetRefs", Is("kind", ("Service",))), some("targetSelectors", Is("kind", ("Service",))))),
    ),
    Implies(
        Has("backend.ai"),
        Not(either(some("targetRefs", Is("kind", ("Service",))), some("targetSelectors", Is("kind", ("Service",))))),
    ),
    Implies(Has("frontend"), every("targetRefs", WHOLE_GATEWAY)),
    Implies(Has("frontend"), every("targetSelectors", WHOLE_GATEWAY)),
    Implies(Has("traffic"), every("targetRefs", is_one_of("kind", "Gateway", "HTTPRoute", "XListenerSet"))),
    Implies(Has("traffic"), every("targetSelectors", is_one_of("kind", "Gateway", "HTTPRoute", "XListenerSet"))),
    Implies(Is("traffic.phase", ("PreRouting",)), every("targetRefs", is_one_of("kind", "Gateway", "XListenerSet"))),
    Implies(
        Is("traffic.phase", ("PreRouting",)), every("targetSelectors", is_one_of("kind", "Gateway", "XListenerSet"))
    ),
    exactly_one_of("targetRefs", "targetSelectors"),
)
class AgentgatewayPolicySpec(Spec):
    """AgentgatewayPolicySpec."""

    target_refs: Annotated[
        tuple[LocalPolicyTargetReferenceWithSectionName, ...] | None,
        MinItems(1),
        MaxItems(16),
        Atomic(),
        POLICY_TARGETS,
        AllSame("kind"),
    ] = None
    target_selectors: Annotated[
        tuple[LocalPolicyTargetSelectorWithSectionName, ...] | None,
        MinItems(1),
        MaxItems(16),
        POLICY_TARGETS,
        AllSame("kind"),
    ] = None
    frontend: Frontend | None = None
    traffic: Traffic | None = None
    backend: BackendAllPolicies | None = None


class AgentgatewayPolicy(KubernetesObject):
    """AgentgatewayPolicy."""

    spec: AgentgatewayPolicySpec
    status: PolicyStatus | None = None
