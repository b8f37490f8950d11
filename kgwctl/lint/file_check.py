"""What can be said about one file without knowing the others: reading, schemas, rules, single objects.

This is the larger part of a run. It is done for each file, or part of a large one, on its own, so that
it can be done on several cores, and remembered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.diagnostics import Finding
from kgwctl.lint.renamed_values import controller_findings, with_renamed_values
from kgwctl.lint.selection import ignored_by
from kgwctl.manifests import Document, read_source
from kgwctl.objects.rules import NO_MANIFEST, NOT_AN_OBJECT
from kgwctl.objects.typing import type_documents
from kgwctl.schema.rules import UNKNOWN_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgwctl.manifests import Source
    from kgwctl.manifests.splitting import Chunk
    from kgwctl.objects.resource import Resource
    from kgwctl.schema.schema_set import SchemaSet


class FileOptions(NamedTuple):
    """What the check of a file hangs on besides the file."""

    schemas: SchemaSet
    default_namespace: str = "default"
    strict_kinds: bool = False


class FileCheck(NamedTuple):
    """What one file, or part of it, holds, and what is wrong with it.

    ``refused`` names objects that are there but have errors, ``ignores`` the rules that an object's
    annotation switches off for it. ``legacy``: the migrations have to look at the file.
    """

    documents: int
    findings: Sequence[Finding]
    resources: Sequence[Resource[Any]]
    skipped: Mapping[str, int]
    refused: Sequence[str]
    ignores: Mapping[str, tuple[str, ...]]
    legacy: bool


def check_file(source: Source, part: Chunk | None, first_index: int, options: FileOptions) -> FileCheck:
    """Check ``source``, or one of its parts; its objects are numbered from ``first_index``."""
    documents, findings = read_source(source, first_index, part)
    typed = type_documents(
        documents, default_namespace=options.default_namespace, schemas=options.schemas, with_rules=True
    )
    findings += with_renamed_values([one for one in typed.findings if not _is_companion(one)], documents)
    if options.strict_kinds and typed.skipped:
        findings += _unknown_kinds(documents, typed.skipped, options.default_namespace)
    findings += _of_single_objects(documents)
    return FileCheck(
        len(documents),
        _without_secrets(findings, documents, options),
        list(typed.objects),
        typed.skipped,
        [one.subject for one in typed.findings if one.subject],
        _ignores(documents, options.default_namespace),
        _may_be_legacy(source, documents),
    )


def names_of(document: Document, options: FileOptions) -> tuple[str, str]:
    """How findings name the object of a document, if its kind has namespaces and if not."""
    namespace = document.namespace or options.default_namespace
    return f"{document.kind} {namespace}/{document.name}", f"{document.kind} {document.name}"


def _without_secrets(
    findings: Sequence[Finding], documents: Sequence[Document], options: FileOptions
) -> Sequence[Finding]:
    """The findings, which may repeat values of their objects, without those that must not be shown or kept."""
    if not findings:
        return findings
    from kgwctl.secrecy import redacted

    by_name: dict[str, list[Any]] = {}
    for document in documents:
        for name in names_of(document, options):
            by_name.setdefault(name, []).append(document.value)
    everything = [document.value for document in documents]
    return [redacted(one, by_name.get(one.subject, everything)) for one in findings]


def _of_single_objects(documents: Sequence[Document]) -> Iterator[Finding]:
    from kgwctl.lint.obsolete_fields import obsolete_field_findings

    yield from obsolete_field_findings(documents)
    yield from controller_findings(documents)
    from kgwctl.lint.controller_settings import WORKLOADS

    if any(document.kind in WORKLOADS for document in documents):
        from kgwctl.lint.controller_settings import controller_setting_findings

        yield from controller_setting_findings(documents)


def _may_be_legacy(source: Source, documents: Sequence[Document]) -> bool:
    from kgwctl.lint.legacy import may_be_legacy

    return may_be_legacy(source, documents)


def _is_companion(finding: Finding) -> bool:
    """Whether a finding complains that a file which never holds objects has none: chart values, kustomizations."""
    if finding.rule not in (NOT_AN_OBJECT.id, NO_MANIFEST.id) or finding.location is None:
        return False
    name = finding.location.file.replace("\\", "/").rpartition("/")[2]
    return name.startswith(("values", "Chart.", "kustomization."))


def _unknown_kinds(
    documents: Iterable[Document], skipped: Mapping[str, int], default_namespace: str
) -> Iterator[Finding]:
    for document in documents:
        name = f"{document.kind}.{document.group}" if document.group else document.kind
        if document.kind and name in skipped:
            yield Finding(
                rule=UNKNOWN_KIND.id,
                severity=UNKNOWN_KIND.severity,
                message=f"there is no schema for {name}",
                location=document.locate(("kind",)),
                subject=f"{document.kind} {document.namespace or default_namespace}/{document.name}",
                path=("kind",),
            )


def _ignores(documents: Iterable[Document], default_namespace: str) -> dict[str, tuple[str, ...]]:
    """What each object's annotation asks to ignore, by the object as findings name it."""
    found: dict[str, tuple[str, ...]] = {}
    for document in documents:
        metadata = document.value.get("metadata")
        annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
        if not isinstance(annotations, dict):
            continue
        entries = ignored_by({key: value for key, value in annotations.items() if isinstance(value, str)})
        if entries:
            namespace = document.namespace or default_namespace
            found[f"{document.kind} {namespace}/{document.name}"] = entries
            found[f"{document.kind} {document.name}"] = entries
    return found
