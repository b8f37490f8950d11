"""The last steps to a world: what exists in no file is gathered, what is not known gets a stand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api import registry
from kgwctl.diagnostics import Finding
from kgwctl.manifests import read_source
from kgwctl.objects.external import ExternalObject
from kgwctl.schema.schema_set import SchemaSet
from kgwctl.worlds import applications, inferred, unknown
from kgwctl.worlds import catalogue as rules
from kgwctl.worlds.model import Built, BuiltSource, World, as_built

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgwctl.manifests import Source

_EXTERNAL_MARKS = (*inferred.MARKS, *applications.MARKS)


def finish(world: World, objects: Mapping[int, Built], external: Sequence[ExternalObject]) -> World:
    """``world`` with the objects that were built for it; files without anything unknown stay as they are."""
    schemas = SchemaSet()
    sources: list[Source] = []
    known = [*external, *world.external]
    findings = list(world.findings)
    for source in world.sources:
        made, found = _of_file(source, schemas)
        known += found
        sources += made
        findings += _said_once(made)
    built = [unknown.with_stand_ins(one, schemas) for one in objects.values()]
    for one in built:
        known += _made_by(one)
    kept = [BuiltSource(one) for one in built if not _is_encrypted(one)]
    findings += _said_once(kept)
    entries = tuple(dict.fromkeys(_placed(one) for one in known))
    return world._replace(sources=(*sources, *kept), external=entries, findings=tuple(findings))


def _placed(one: ExternalObject) -> ExternalObject:
    """Objects that name no namespace go to that of the run."""
    return one if one.namespace else one._replace(namespace="default" if one.certain else "*")


def _of_file(source: Source, schemas: SchemaSet) -> tuple[list[Source], list[ExternalObject]]:
    data = source.data
    marked = any(mark in data for mark in unknown.MARKS)
    if not marked and not any(mark in data for mark in _EXTERNAL_MARKS):
        return [source], []
    documents, _ = read_source(source)
    found = [made for one in documents for made in _made_by(as_built(one))]
    if not marked:
        return [source], found
    built = [unknown.with_stand_ins(as_built(one), schemas) for one in documents]
    if not any(one.unknown or _is_encrypted(one) for one in built):
        return [source], found
    found = [made for one in built for made in _made_by(one)]
    return [BuiltSource(one) for one in built if not _is_encrypted(one)], found


def _made_by(one: Built) -> Iterator[ExternalObject]:
    yield from inferred.made_by(one)
    yield from applications.made_by(one)
    if _is_encrypted(one):
        yield ExternalObject(one.kind, one.namespace, one.name, "it is encrypted")


def _is_encrypted(one: Built) -> bool:
    """Whether an object's content is a secret of somebody else's."""
    if one.group or one.kind not in ("Secret", "ConfigMap"):
        return False
    return "sops" in one.places[()][0].value or any(path[:1] in (("data",), ("stringData",)) for path in one.unknown)


def _said_once(sources: Iterable[Source]) -> Iterator[Finding]:
    """One word a file about values that are not known."""
    files: dict[str, list[Built]] = {}
    for source in sources:
        if isinstance(source, BuiltSource) and source.built.unknown and _is_ours(source.built):
            files.setdefault(source.built.file, []).append(source.built)
    for objects in files.values():
        first = objects[0]
        count = sum(len(one.unknown) for one in objects)
        document, _ = first.places[()]
        path = min(first.unknown, key=str)
        yield Finding(
            rule=rules.UNKNOWN_VALUE.id,
            severity=rules.UNKNOWN_VALUE.severity,
            message=f"{count} value{'' if count == 1 else 's'} of this file {'is' if count == 1 else 'are'} filled in "
            "elsewhere, and taken for right",
            location=BuiltSource(first).locate(0, 0, path) or document.locate(path),
            subject=f"{first.kind} {first.namespace or 'default'}/{first.name}",
            path=path,
        )


def _is_ours(one: Built) -> bool:
    return registry.find_kind(one.group, one.kind) is not None and one.kind not in ("Secret", "ConfigMap")
