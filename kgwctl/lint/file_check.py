"""What can be said about one file without knowing the others: reading, schemas, rules, single objects.

This is the larger part of a run. It is done for each file, or part of a large one, on its own, so that
it can be done on several cores, and remembered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.diagnostics import Finding
from kgwctl.lint.rules.renamed_values import controller_findings, with_renamed_values
from kgwctl.lint.selection import ignored_by
from kgwctl.manifests import Document, read_source
from kgwctl.objects.catalogue import NO_MANIFEST, NOT_AN_OBJECT
from kgwctl.pipeline.stages import type_objects, without_secrets
from kgwctl.schema.catalogue import UNKNOWN_KIND
from kgwctl.schema.schema_set import SchemaSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgwctl.manifests import Source
    from kgwctl.manifests.splitting import Chunk
    from kgwctl.objects.resource import Resource
    from kgwctl.pipeline.options import Options


class FileOptions(NamedTuple):
    """The options of a run as the check of each file takes them: with the ``schemas`` compiled once."""

    options: Options
    schemas: SchemaSet


def file_options(options: Options) -> FileOptions:
    """``options`` for the checks of files."""
    return FileOptions(options, SchemaSet(options.crds))


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


def check_file(source: Source, part: Chunk | None, first_index: int, how: FileOptions) -> FileCheck:
    """Check ``source``, or one of its parts; its objects are numbered from ``first_index``."""
    options = how.options
    documents, findings = read_source(source, first_index, part)
    typed = type_objects(documents, options, schemas=how.schemas, with_rules=True)
    findings += with_renamed_values([one for one in typed.findings if not _is_companion(one)], documents)
    if options.strict_kinds and typed.skipped:
        findings += _unknown_kinds(documents, typed.skipped, options.namespace)
    findings += _of_single_objects(documents)
    return FileCheck(
        len(documents),
        without_secrets(findings, documents, options),
        list(typed.objects),
        typed.skipped,
        [one.subject for one in typed.findings if one.subject],
        _ignores(documents, options.namespace),
        _may_be_legacy(source, documents),
    )


def _of_single_objects(documents: Sequence[Document]) -> Iterator[Finding]:
    from kgwctl.lint.rules.obsolete_fields import obsolete_field_findings

    yield from obsolete_field_findings(documents)
    yield from controller_findings(documents)
    from kgwctl.lint.rules.controller_settings import WORKLOADS

    if any(document.kind in WORKLOADS for document in documents):
        from kgwctl.lint.rules.controller_settings import controller_setting_findings

        yield from controller_setting_findings(documents)


def _may_be_legacy(source: Source, documents: Sequence[Document]) -> bool:
    from kgwctl.releases.marks import may_be_outdated

    return may_be_outdated(source, documents)


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
