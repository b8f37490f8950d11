"""Everything there is to say about a set of documents: schema, rules, references, attachment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.lint.selection import ignored_by, is_ignored
from kgwctl.objects.rules import NOT_AN_OBJECT
from kgwctl.objects.typing import type_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.manifests import Document
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.schema.schema_set import SchemaSet
    from kgwctl.settings import Settings


#: Rules about objects that are not there; another file may have them.
ACROSS_FILES = frozenset(("KGW0201", "KGW0202", "KGW0205", "KGW0206", "KGW0301", "KGW0305", "KGW0307"))


class Checked(NamedTuple):
    """What was found, how many findings an object's own annotation hid, and objects of unknown kinds."""

    findings: tuple[Finding, ...]
    suppressed: int
    skipped: Mapping[str, int]


def check(
    documents: Sequence[Document], *, schemas: SchemaSet, settings: Settings, default_namespace: str = "default"
) -> Checked:
    """Check documents that belong together."""
    from kgwctl.lint.controller_settings import controller_setting_findings
    from kgwctl.lint.deprecations import deprecation_findings, joined

    sources = list({id(document.source): document.source for document in documents}.values())
    deprecations = deprecation_findings(sources, documents)
    typed = type_documents(documents, default_namespace=default_namespace, schemas=schemas, with_rules=True)
    about_objects = [one for one in typed.findings if not _is_companion(one)]
    findings = [*joined(about_objects, deprecations), *controller_setting_findings(documents)]
    if typed.objects:
        findings += _of_resolved(typed.objects, settings, _broken(typed.findings))
    ignores = _ignores(documents, default_namespace)
    shown = tuple(one for one in findings if not is_ignored(one, ignores.get(one.subject, ())))
    return Checked(shown, len(findings) - len(shown), typed.skipped)


def check_each(
    documents: Iterable[Document], *, schemas: SchemaSet, settings: Settings, default_namespace: str = "default"
) -> Checked:
    """Check the documents of each file on their own."""
    by_file: dict[str, list[Document]] = {}
    for document in documents:
        by_file.setdefault(document.source.path, []).append(document)
    findings: list[Finding] = []
    suppressed = 0
    skipped: dict[str, int] = {}
    for together in by_file.values():
        one = check(together, schemas=schemas, settings=settings, default_namespace=default_namespace)
        # What is not in the file may well be in another one.
        findings += (finding for finding in one.findings if finding.rule not in ACROSS_FILES)
        suppressed += one.suppressed
        for kind, count in one.skipped.items():
            skipped[kind] = skipped.get(kind, 0) + count
    return Checked(tuple(findings), suppressed, skipped)


def _of_resolved(objects: ObjectSet, settings: Settings, unusable: frozenset[str]) -> Iterator[Finding]:
    """What only shows once references are followed."""
    from kgwctl.lint.attachment import attachment_findings
    from kgwctl.lint.no_effect import no_effect_findings
    from kgwctl.lint.references import reference_findings
    from kgwctl.lint.security import security_findings
    from kgwctl.resolve.resolved import resolve

    resolved = resolve(objects, settings)
    yield from reference_findings(resolved, unusable)
    yield from attachment_findings(resolved, unusable)
    yield from no_effect_findings(resolved)
    yield from security_findings(resolved)


def _is_companion(finding: Finding) -> bool:
    """Whether a finding complains that a file which never holds objects has none: chart values, kustomizations."""
    if finding.rule != NOT_AN_OBJECT.id or finding.location is None:
        return False
    name = finding.location.file.replace("\\", "/").rpartition("/")[2]
    return name.startswith(("values", "Chart.", "kustomization."))


def _broken(findings: Iterable[Finding]) -> frozenset[str]:
    """Objects that are there but could not be used: references to them are not dangling."""
    return frozenset(finding.subject for finding in findings)


def _ignores(documents: Iterable[Document], default_namespace: str) -> dict[str, tuple[str, ...]]:
    """What each object's annotation asks to ignore, by the object as findings name it."""
    found: dict[str, tuple[str, ...]] = {}
    for document in documents:
        metadata = document.value.get("metadata") if isinstance(document.value, dict) else None
        annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
        if not isinstance(annotations, dict):
            continue
        entries = ignored_by({key: value for key, value in annotations.items() if isinstance(value, str)})
        if entries:
            namespace = document.namespace or default_namespace
            found[f"{document.kind} {namespace}/{document.name}"] = entries
            found[f"{document.kind} {document.name}"] = entries
    return found
