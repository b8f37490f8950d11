"""What shows in all files together, found anew unless every object is what it was in the last run.

Where objects are only moved, by a comment or a new order of fields, the findings of the last run are moved
with them. Any other change is checked in full: rules look at objects that nothing names.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kgwctl.diagnostics import Finding
from kgwctl.lint.together import Together, check_together

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from kgwctl.lint.file_check import FileCheck
    from kgwctl.lint.records import Record, RecordReader
    from kgwctl.lint.result_cache import ResultCache
    from kgwctl.manifests import Source
    from kgwctl.objects.resource import Resource
    from kgwctl.settings import Settings


class Part(NamedTuple):
    """What is known of a part of a source: its check, or the record of one and what reads it.

    ``key`` names its content. ``objects`` reads its objects, or those whose keys, as text, are wanted.
    """

    source: Source
    check: FileCheck | Record
    objects: Callable[[Container[str] | None], Sequence[Resource[Any]]]
    reader: RecordReader | None
    key: bytes

    def resources(self, wanted: Container[str] | None = None) -> Sequence[Resource[Any]]:
        """The objects; with ``wanted`` those whose keys, as text, are in it."""
        found = self.objects(wanted)
        return found if wanted is None else [one for one in found if str(one.key) in wanted]

    @property
    def relations(self) -> bytes:
        """Changes when an object means something else to others; only a record has it."""
        found = self.check
        return b"" if isinstance(found, tuple) else found.relations


class _Remembered(msgspec.Struct, array_like=True, frozen=True):
    """The last run: its findings, what its objects meant to each other, and the content of each file."""

    findings: tuple[Finding, ...]
    relations: bytes
    contents: dict[str, tuple[bytes, ...]]


def check_parts_together(parts: Sequence[Part], settings: Settings) -> Together:
    """Check all objects of ``parts``, which may refer to each other."""
    return check_together((resource for part in parts for resource in part.resources()), _refused(parts), settings)


def findings_since(parts: Sequence[Part], settings: Settings, cache: ResultCache) -> Sequence[Finding]:
    """All findings about objects seen together: those of the last run, but for what a change since concerns.

    The same as a check of everything finds, sooner. ``parts`` are records.
    """
    key = cache.options_key(msgspec.msgpack.encode(settings))
    relations = cache.relations_key((part.source.path, part.relations) for part in parts)
    now = _contents(parts)
    found = None
    data = cache.recall("together", key)
    if data is not None and parts:
        with suppress(msgspec.DecodeError):
            last = msgspec.msgpack.decode(data, type=_Remembered)
            changed = {path for path in now.keys() | last.contents.keys() if now.get(path) != last.contents.get(path)}
            here = [part for part in parts if part.source.path in changed]
            if relations == last.relations:
                found = _in_place(last.findings, here)
    if found is None:
        together = check_parts_together(parts, settings)
        if together.doubles:
            # Those name places of other files, which may move.
            return [*together.doubles, *together.findings]
        found = together.findings
    cache.remember("together", key, msgspec.msgpack.encode(_Remembered(tuple(found), relations, now)))
    return found


def _contents(parts: Iterable[Part]) -> dict[str, tuple[bytes, ...]]:
    contents: dict[str, list[bytes]] = {}
    for part in parts:
        contents.setdefault(part.source.path, []).append(part.key)
    return {path: tuple(keys) for path, keys in contents.items()}


def _refused(parts: Iterable[Part]) -> set[str]:
    return {subject for part in parts for subject in part.check.refused}


def _in_place(findings: Sequence[Finding], changed: Sequence[Part]) -> list[Finding] | None:
    """The findings, those in ``changed`` files where their fields are now; ``None`` if one cannot be found."""
    if not changed:
        return list(findings)
    paths = {part.source.path for part in changed}
    objects: Mapping[str, Resource[Any]] = {str(one.key): one for part in changed for one in part.resources()}
    moved = []
    for finding in findings:
        if finding.location is not None and finding.location.file in paths:
            resource = objects.get(finding.subject)
            if resource is None:
                return None
            finding = msgspec.structs.replace(finding, location=resource.document.locate(finding.path))
        moved.append(finding)
    return moved
