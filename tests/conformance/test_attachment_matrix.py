"""What an AgentgatewayPolicy may target: every part of it, by reference and by selector, at every kind of target.

The expectations are upstream's (its own matrix of ``api/tests``): a Gateway's frontend is the whole
Gateway's, traffic stops at routes, backend settings go everywhere.
"""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.schema.schema_set import SchemaSet
from kgwctl.schema.validate import validate

PARTS: dict[str, dict[str, Any]] = {
    "frontend": {"tcp": {"keepalive": {}}},
    "traffic": {"extProc": {"backendRef": {"name": "ext-processor", "port": 80}}},
    "backend": {"tls": {}},
}
GATEWAY_API, AGENTGATEWAY = "gateway.networking.k8s.io", "agentgateway.dev"
TARGETS = {
    "Gateway": (GATEWAY_API, "Gateway", None),
    "listener": (GATEWAY_API, "Gateway", "web"),
    "HTTPRoute": (GATEWAY_API, "HTTPRoute", None),
    "rule": (GATEWAY_API, "HTTPRoute", "web"),
    "AgentgatewayBackend": (AGENTGATEWAY, "AgentgatewayBackend", None),
    "part of a backend": (AGENTGATEWAY, "AgentgatewayBackend", "web"),
}
ACCEPTED = {
    "frontend": {"Gateway"},
    "traffic": {"Gateway", "listener", "HTTPRoute", "rule"},
    "backend": set(TARGETS),
}
KIND = SchemaSet().find(AGENTGATEWAY, "v1alpha1", "AgentgatewayPolicy")


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("by", ["targetRefs", "targetSelectors"])
@pytest.mark.parametrize("part", PARTS)
def test_attachment(part: str, by: str, target: str) -> None:
    assert KIND is not None
    group, kind, section = TARGETS[target]
    entry: dict[str, Any] = {"group": group, "kind": kind}
    entry |= {"name": "shop"} if by == "targetRefs" else {"matchLabels": {"app": "shop"}}
    if section:
        entry["sectionName"] = section
    policy = {
        "apiVersion": f"{AGENTGATEWAY}/v1alpha1",
        "kind": "AgentgatewayPolicy",
        "metadata": {"name": "policy", "namespace": "default"},
        "spec": {by: [entry], part: PARTS[part]},
    }
    errors = validate(policy, KIND)
    assert (not errors) == (target in ACCEPTED[part]), errors
