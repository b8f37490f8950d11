"""Fields of kgateway's kinds that v2.2 accepts and no longer needs or reads: KGW0406."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import KGATEWAY
from kgwctl.diagnostics import Finding, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.manifests import Document

_EXTENSION = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: auth}
spec: {extAuth: {grpcService: {backendRef: {name: auth, port: 9000}}}}
---
apiVersion: v1
kind: Service
metadata: {name: auth}
spec: {ports: [{port: 9000, appProtocol: kubernetes.io/h2c}]}
"""

OBSOLETE_FIELD = Rule(
    id="KGW0406",
    name="obsolete-field",
    severity=Severity.INFO,
    summary="A field is still accepted, and no longer means anything.",
    since="v2.2.0",
    bad=_EXTENSION.replace("spec: {", "spec: {type: ExtAuth, ", 1),
    good=_EXTENSION,
)
RULES: tuple[Rule, ...] = (OBSOLETE_FIELD,)

_GROUP = KGATEWAY
_PATH = ("spec", "type")
#: Not the type of a Backend, which is deprecated, too: rules of its CRD still fail where it is left out.
_HINTS = {"GatewayExtension": "leave it out: the kind of extension follows from the field that is set"}


def obsolete_field_findings(documents: Iterable[Document]) -> Iterator[Finding]:
    """A finding for each such field."""
    for document in documents:
        hint = _HINTS.get(document.kind) if document.group == _GROUP else None
        if hint and _has(document.value):
            yield Finding(
                rule=OBSOLETE_FIELD.id,
                severity=OBSOLETE_FIELD.severity,
                message="spec.type has no effect in v2.2",
                hint=hint,
                location=document.locate(_PATH, key=True),
                subject=f"{document.kind} {document.namespace or 'default'}/{document.name}",
                path=_PATH,
            )


def _has(value: Any) -> bool:
    spec = value.get("spec")
    return isinstance(spec, dict) and "type" in spec
