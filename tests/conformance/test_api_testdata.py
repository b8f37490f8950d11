"""Upstream's own documents of what its API accepts and refuses, and the meaning of each refusal.

A refused document names the text that its error must contain. Our sentences are our own, so the
text is brought to where it is about: the check and the field.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.manifests import Document, Source, read_source
from kgwctl.schema.schema_set import SchemaSet
from kgwctl.schema.validate import validate
from tests.conftest import upstream_root

#: Upstream's text -> (who refuses, where).
MEANING = {
    "deploymentName is required for this apiVersion": ("cel", "spec.ai.provider.azureopenai"),
    "AI policies require AI": ("cel", "spec"),
    "MCP policies require MCP": ("cel", "spec"),
    "both host and port must be set together": ("cel", "spec.ai.provider"),
    "min' value must be less than or equal to the 'max": ("cel", "spec.shutdown"),
    "AgentgatewayParameters/shutdown-min-gt-max/: spec.shutdown.min: Required value": ("schema", "spec.shutdown.min"),
    "AgentgatewayParameters/shutdown-min-gt-max/: spec.shutdown.max: Required value": ("schema", "spec.shutdown.max"),
    "Unsupported value": ("schema", "spec.logging.format"),
    "must be at least 1 second": ("cel", "spec.frontend.tcp.keepalive.interval"),
    "sni in body should be at least 1 char": ("schema", "spec.backend.tls.sni"),
    "randomSampling in body must be of type string": ("schema", "spec.frontend.tracing.randomSampling"),
    "insecureSkipVerify All and caCertificateRefs may not be set together": ("cel", "spec.backend.tls"),
    "at most one of the fields in": ("cel", "spec.backend.tls"),
    "connectTimeout must be at least 100ms": ("cel", "spec.backend.tcp.connectTimeout"),
    "invalid duration value": ("cel", "spec.backend.tcp.connectTimeout"),
    "keepalive.retries": ("schema", "tcp.keepalive.retries"),
    "time must be at least 1 second": ("cel", "spec.backend.tcp.keepalive.time"),
    "interval must be at least 1 second": ("cel", "spec.backend.tcp.keepalive.interval"),
    "http.maxBufferSize": ("schema", "spec.frontend.http.maxBufferSize"),
    "http.http1MaxHeaders": ("schema", "spec.frontend.http.http1MaxHeaders"),
    "http.http1IdleTimeout": ("cel", "spec.frontend.http.http1IdleTimeout"),
    "http.http2WindowSize": ("schema", "spec.frontend.http.http2WindowSize"),
    "backendRef: Required": ("schema", "spec.traffic.extAuth.backendRef"),
    "exactly one of the fields in [requests tokens] must be set": ("cel", "spec.traffic.rateLimit.local[0]"),
    "unit: Unsupported value": ("schema", ".unit"),
    "phase: Unsupported value": ("schema", "spec.traffic.phase"),
    "pseudo-headers must be one of": ("cel", "spec.traffic.transformation.request.set[0].name"),
    "protocol: Unsupported value": ("schema", "spec.frontend.tracing.protocol"),
    "hostRewrite: Unsupported value": ("schema", "spec.traffic.hostRewrite"),
    "exactly one of the fields in [targetRefs targetSelectors] must be set": ("cel", "spec"),
    "Only one Kind of targetRef can be set on one policy": ("cel", "spec.targetRefs"),
    "At least one of traffic, frontend, or backend must be provided": ("cel", "spec"),
    "backend.mcp may not be used with a Service target": ("cel", "spec"),
    "backend.ai may not be used with a Service target": ("cel", "spec"),
    "targetRefs may only": ("cel", "spec.targetRefs"),
    "the 'traffic.phase=PreRouting' field can only target a Gateway or XListenerSet": ("cel", "spec"),
    "phase PreRouting only supports extAuth, transformation, and extProc": ("cel", "spec.traffic"),
}
SCHEMAS = SchemaSet()


class Entry(NamedTuple):
    """One document, and the text its refusal must contain (``None``: it is accepted)."""

    document: Document
    refusal: str | None


def entries() -> list[Entry]:
    root = upstream_root()
    found = []
    for file in sorted((root / "api" / "tests" / "testdata").glob("*.yaml")) if root else ():
        documents, _ = read_source(Source(file.name, file.read_bytes()))
        found += [Entry(document, document.value.pop("_err", None)) for document in documents if document.value]
    return found


ENTRIES = entries()


def identity(entry: Entry) -> str:
    return f"{entry.document.source.path.removesuffix('.yaml')}-{entry.document.name}"


@pytest.mark.skipif(not ENTRIES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
@pytest.mark.parametrize("entry", [pytest.param(entry, id=identity(entry)) for entry in ENTRIES])
def test_verdict_is_upstreams(entry: Entry) -> None:
    document = entry.document
    kind = SCHEMAS.find(document.group, document.version, document.kind)
    assert kind is not None
    value = {**document.value, "metadata": {"namespace": "default", **document.value["metadata"]}}
    errors = [(error.by, format_path(error.path)) for error in validate(value, kind)]
    if entry.refusal is None:
        assert errors == []
    else:
        by, place = MEANING[entry.refusal.strip()]
        assert any(who == by and where.endswith(place) for who, where in errors), errors


@pytest.mark.skipif(not ENTRIES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_every_meaning_is_of_a_recorded_refusal() -> None:
    assert {entry.refusal.strip() for entry in ENTRIES if entry.refusal} == set(MEANING)
