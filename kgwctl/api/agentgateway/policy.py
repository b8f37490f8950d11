"""agentgateway.policy"""

from __future__ import annotations

from typing import Annotated

from kgwctl.api.agentgateway.backend_policies import BackendAllPolicies
from kgwctl.api.agentgateway.frontend import Frontend
from kgwctl.api.agentgateway.traffic import Traffic
from kgwctl.api.gateway_api.status import PolicyStatus
from kgwctl.api.kgateway.targets import (
    LocalPolicyTargetReferenceWithSectionName,
    LocalPolicyTargetSelectorWithSectionName,
)
from kgwctl.api.markers import Atomic, MaxItems, MinItems
from kgwctl.api.meta import KubernetesObject, Spec


class AgentgatewayPolicySpec(Spec):
    """AgentgatewayPolicySpec."""

    target_refs: Annotated[
        tuple[LocalPolicyTargetReferenceWithSectionName, ...] | None, MinItems(1), MaxItems(16), Atomic()
    ] = None
    target_selectors: Annotated[
        tuple[LocalPolicyTargetSelectorWithSectionName, ...] | None, MinItems(1), MaxItems(16)
    ] = None
    frontend: Frontend | None = None
    traffic: Traffic | None = None
    backend: BackendAllPolicies | None = None


class AgentgatewayPolicy(KubernetesObject):
    """AgentgatewayPolicy."""

    spec: AgentgatewayPolicySpec
    status: PolicyStatus | None = None
