"""Everything there is to say about a set of files: first each file on its own, then all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kgwctl.lint.cross_file import check_together
from kgwctl.lint.file_check import check_file, file_options
from kgwctl.lint.selection import is_ignored
from kgwctl.objects.object_set import ObjectSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.lint.file_check import FileCheck
    from kgwctl.manifests import Source
    from kgwctl.objects.resource import Resource
    from kgwctl.pipeline.options import Options


class Checked(NamedTuple):
    """What was found and how much there is: findings that an object's own annotation hid are only counted."""

    findings: tuple[Finding, ...]
    suppressed: int
    documents: int
    skipped: Mapping[str, int]
    objects: ObjectSet


class Outcome(NamedTuple):
    """The check of a run, whatever worlds it has. ``objects`` are those of each world, ``passed_over`` files
    that hold no manifests, and ``notes`` say, one line each, what could not be looked at.
    """

    checked: Checked
    objects: tuple[ObjectSet, ...]
    passed_over: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Facts(Protocol):
    """What the check of one file, or part of it, came to: see :class:`~kgwctl.lint.file_check.FileCheck`."""

    @property
    def documents(self) -> int:
        """How many documents there are."""
        ...

    @property
    def findings(self) -> Sequence[Finding]:
        """What is wrong with them, each on its own."""
        ...

    @property
    def skipped(self) -> Mapping[str, int]:
        """How many there are of kinds without a schema."""
        ...

    @property
    def refused(self) -> Sequence[str]:
        """Objects that are there but have errors."""
        ...

    @property
    def ignores(self) -> Mapping[str, tuple[str, ...]]:
        """What each object's annotation asks to ignore."""
        ...

    @property
    def legacy(self) -> bool:
        """Whether the migrations have to look at the file."""
        ...


class Part(NamedTuple):
    """A checked source, or a part of one. ``objects`` gives its objects."""

    source: Source
    facts: Facts
    objects: Callable[[], Sequence[Resource[Any]]]


def check(sources: Iterable[Source], options: Options) -> Checked:
    """Check ``sources``, as ``kgwctl validate`` does. Nothing is remembered from one call to the next."""
    how = file_options(options)
    checked: list[Part] = []
    count = 0
    for source in sources:
        found = check_file(source, None, count, how)
        checked.append(held(source, found))
        count += found.documents
    return conclude(checked, options)


def held(source: Source, found: FileCheck) -> Part:
    """A part whose check was made just now."""
    return Part(source, found, lambda: found.resources)


def conclude(parts: Sequence[Part], options: Options) -> Checked:
    """What there is to say about all ``parts`` together, besides what is known of each."""
    # What is not in the file may well be in another one.
    elsewhere = _across_files() if options.per_file else frozenset()
    findings: list[Finding] = []
    objects: list[Resource[Any]] = []
    for group in _by_file(parts) if options.per_file else [parts]:
        together = check_together(
            (resource for part in group for resource in part.objects()),
            (subject for part in group for subject in part.facts.refused),
            options.settings,
            options.external,
        )
        here = [*_of_files(group), *together.doubles, *together.findings]
        findings += (one for one in here if one.rule not in elsewhere and not one.missing) if options.per_file else here
        objects += together.objects
    ignores = {subject: ids for part in parts for subject, ids in part.facts.ignores.items()}
    shown = tuple(one for one in findings if not is_ignored(one, ignores.get(one.subject, ())))
    return Checked(
        shown,
        len(findings) - len(shown),
        sum(part.facts.documents for part in parts),
        _summed(part.facts.skipped for part in parts),
        ObjectSet({one.key: one for one in reversed(objects)}.values()),
    )


def _across_files() -> frozenset[str]:
    from kgwctl.lint.catalogue import across_files

    return across_files()


def _by_file(parts: Iterable[Part]) -> Iterable[list[Part]]:
    files: dict[int, list[Part]] = {}
    for part in parts:
        files.setdefault(id(part.source), []).append(part)
    return files.values()


def _of_files(parts: Sequence[Part]) -> list[Finding]:
    """What was found in the files themselves, deprecations in place of the errors that they explain."""
    findings = [finding for part in parts for finding in part.facts.findings]
    if not any(part.facts.legacy for part in parts):
        return findings
    from kgwctl.lint.rules.deprecations import deprecation_findings, joined

    sources = {id(part.source.original): part.source.original for part in parts}
    return joined(findings, deprecation_findings(list(sources.values())))


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for kind, count in each.items():
            total[kind] = total.get(kind, 0) + count
    return total
