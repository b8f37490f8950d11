"""Values that v2.2 spells in another way: KGW0407."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from kgwctl.diagnostics import Finding, Rule, Severity
from kgwctl.schema.catalogue import UNSUPPORTED_VALUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgwctl.manifests import Document

_CLASS = """\
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: agents}
spec: {controllerName: agentgateway.dev/agentgateway}
"""

RENAMED_VALUE = Rule(
    id="KGW0407",
    name="renamed-value",
    severity=Severity.ERROR,
    summary="A value of v2.1 is spelt differently in v2.2.",
    since="v2.2.0",
    bad=_CLASS.replace("agentgateway.dev/agentgateway", "kgateway.dev/agentgateway"),
    good=_CLASS,
)
RULES: tuple[Rule, ...] = (RENAMED_VALUE,)

_AGENTGATEWAY_KINDS = ("AgentgatewayBackend", "AgentgatewayPolicy")
#: What the guards of prompts do and look for, as v2.1 wrote it for language models.
_SPELLINGS: Mapping[str, str] = {
    "CREDIT_CARD": "CreditCard",
    "EMAIL": "Email",
    "MASK": "Mask",
    "PHONE_NUMBER": "PhoneNumber",
    "REJECT": "Reject",
    "SSN": "Ssn",
}
_CONTROLLERS: Mapping[str, str] = {"kgateway.dev/agentgateway": "agentgateway.dev/agentgateway"}
_CONTROLLER_NAME = ("spec", "controllerName")


def with_renamed_values(findings: Sequence[Finding], documents: Iterable[Document]) -> list[Finding]:
    """``findings``, those about values that once were allowed worded so."""
    if not any(one.rule == UNSUPPORTED_VALUE.id and one.subject.startswith(_AGENTGATEWAY_KINDS) for one in findings):
        return list(findings)
    named = {(document.kind, document.name): document for document in documents}
    return [_reworded(one, named) for one in findings]


def _reworded(one: Finding, named: Mapping[tuple[str, str], Document]) -> Finding:
    kind, _, name = one.subject.partition(" ")
    document = named.get((kind, name.rpartition("/")[2]))
    if one.rule != UNSUPPORTED_VALUE.id or kind not in _AGENTGATEWAY_KINDS or document is None:
        return one
    value = _at(document.value, one.path)
    new = _SPELLINGS.get(value) if isinstance(value, str) else None
    if new is None:
        return one
    return replace(one, rule=RENAMED_VALUE.id, message=f"{value} is now {new}", hint=f"write {new}")


def controller_findings(documents: Iterable[Document]) -> Iterator[Finding]:
    """GatewayClasses of a controller that goes by another name."""
    for document in documents:
        if document.kind != "GatewayClass":
            continue
        name = _at(document.value, _CONTROLLER_NAME)
        new = _CONTROLLERS.get(name) if isinstance(name, str) else None
        if new is not None:
            yield Finding(
                rule=RENAMED_VALUE.id,
                severity=RENAMED_VALUE.severity,
                message=f"the controller {name} is now {new}",
                hint=f"write {new}; the field cannot be changed in place: delete the class first, or name a new one",
                location=document.locate(_CONTROLLER_NAME),
                subject=f"GatewayClass {document.name}",
                path=_CONTROLLER_NAME,
            )


def _at(value: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value
