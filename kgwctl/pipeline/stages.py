"""The stages that know no data plane: read, type, resolve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.manifests import read_sources
from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.typing import type_documents
from kgwctl.resolve.resolved import ResolvedPlanes
from kgwctl.schema.schema_set import SchemaSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.manifests import Document, Loaded, Source
    from kgwctl.pipeline.options import Options


class Objects(NamedTuple):
    """The objects of a run. Those that cannot be used are left out; ``findings`` say why.

    ``skipped`` counts objects of kinds without a schema, by ``kind.group`` (only ``kind`` for core ones).
    """

    objects: ObjectSet
    findings: Sequence[Finding]
    skipped: Mapping[str, int]


def read(sources: Iterable[Source]) -> Loaded:
    """All documents of ``sources``, in order, and what is wrong with the rest.

    :func:`kgwctl.manifests.load` does the same for files and folders by name.
    """
    return read_sources(sources)


def type_objects(
    documents: Sequence[Document],
    options: Options,
    *,
    schemas: SchemaSet | None = None,
    with_rules: bool = False,
    enforce_rules: bool = False,
) -> Objects:
    """``documents`` as typed, defaulted objects.

    ``with_rules`` evaluates the CEL rules of their kinds, too; with ``enforce_rules`` objects that break one are left
    out, as in a cluster. ``schemas``, if there are many calls, are
    those of ``options.crds``, compiled once.
    """
    typed = type_documents(
        documents,
        defaulting=options.defaulting,
        default_namespace=options.namespace,
        schemas=schemas or SchemaSet(options.crds),
        with_rules=with_rules,
        enforce_rules=enforce_rules,
    )
    return Objects(typed.objects, without_secrets(typed.findings, documents, options), typed.skipped)


def resolve_objects(objects: ObjectSet, options: Options) -> ResolvedPlanes:
    """The links between ``objects``, as each plane sees them: Gateways and what attaches to them, backends, grants.

    Raises :class:`~kgwctl.settings.SettingsError` for settings that turn out unusable.
    """
    if options.external is not None:
        objects = ObjectSet(objects, options.external)
    return ResolvedPlanes(objects, options.settings)


def names_of(document: Document, options: Options) -> tuple[str, str]:
    """How findings name the object of a document, if its kind has namespaces and if not."""
    namespace = document.namespace or options.namespace
    return f"{document.kind} {namespace}/{document.name}", f"{document.kind} {document.name}"


def without_secrets(findings: Sequence[Finding], documents: Iterable[Document], options: Options) -> Sequence[Finding]:
    """``findings``, which may repeat values of their objects, without those that must not be shown or kept."""
    if not findings:
        return findings
    from kgwctl.secrecy import redacted

    by_name: dict[str, list[Any]] = {}
    everything = []
    for document in documents:
        everything.append(document.value)
        for name in names_of(document, options):
            by_name.setdefault(name, []).append(document.value)
    return [redacted(one, by_name.get(one.subject, everything)) for one in findings]
