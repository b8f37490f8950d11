"""The checks that prove a migration: what an API server would say, and what the controller would send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.manifests import read_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.manifests import Document, Source
    from kgwctl.settings import Settings

_CONFIGURATION = ("clusters", "endpoints", "listeners", "routes", "secrets")


def validate_sources(sources: Sequence[Source]) -> list[Finding]:
    """What is wrong with the objects of ``sources``, by the schemas and rules of v2.2."""
    from kgwctl.objects.typing import split_api_version
    from kgwctl.schema.findings import to_finding
    from kgwctl.schema.schema_set import SchemaSet
    from kgwctl.schema.validate import validate

    schemas = SchemaSet()
    findings = []
    for source in sources:
        documents, problems = read_source(source)
        findings += problems
        for document in documents:
            group, version = split_api_version(document.api_version)
            kind = schemas.find(group, version, document.kind)
            if kind is not None:
                subject = f"{document.kind} {document.namespace or 'default'}/{document.name}"
                findings += [to_finding(error, document, subject) for error in validate(document.value, kind)]
    return findings


def render_sources(sources: Sequence[Source], settings: Settings | None = None) -> dict[str, Any] | None:
    """The Envoy configuration of every Gateway by ``namespace/name``, statuses aside; ``None`` without Gateways."""
    from kgwctl.envoy.render import render
    from kgwctl.objects.typing import type_documents
    from kgwctl.output.json_writer import to_json
    from kgwctl.resolve.resolved import resolve
    from kgwctl.settings import Settings

    documents: list[Document] = []
    for source in sources:
        documents += read_source(source, len(documents))[0]
    objects = type_documents(documents).objects
    resolved = resolve(objects, settings or Settings())
    rendered = {
        result.gateway.namespaced_name: _plain(
            {name: getattr(result.resources, name) for name in _CONFIGURATION}, to_json
        )
        for result in render(resolved)
    }
    return rendered or None


def _plain(configuration: dict[str, Any], encode: Any) -> Any:
    """Resources as plain data. Secrets are compared by their hashes."""
    import json

    return json.loads(encode(configuration, show_secrets=False))
