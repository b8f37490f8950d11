"""Spellings of v2.1 in kinds that v2.2 has moved."""

from __future__ import annotations

import pytest

from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings

POLICY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: chat}
spec: {rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]}
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayPolicy
metadata: {name: chat}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: chat}]
  backend:
    ai:
      promptGuard:
        request: [{regex: {action: ACTION, builtins: [BUILTIN]}}]
"""


def found(action: str, builtin: str) -> list[tuple[str, str]]:
    text = POLICY.replace("ACTION", action).replace("BUILTIN", builtin)
    return [(one.rule, one.message) for one in check([Source("x.yaml", text.encode())], Options(Settings())).findings]


@pytest.mark.parametrize(
    ("action", "builtin", "messages"),
    [
        ("Mask", "Ssn", []),
        ("MASK", "Ssn", ["MASK is now Mask"]),
        ("Reject", "CREDIT_CARD", ["CREDIT_CARD is now CreditCard"]),
        ("REJECT", "EMAIL", ["EMAIL is now Email", "REJECT is now Reject"]),
    ],
)
def test_an_old_spelling_names_the_new_one(action: str, builtin: str, messages: list[str]) -> None:
    assert sorted(found(action, builtin)) == [("KGW0407", message) for message in messages]


def test_other_values_are_merely_not_supported() -> None:
    assert [rule for rule, _ in found("Hide", "Ssn")] == ["KGW0104"]
