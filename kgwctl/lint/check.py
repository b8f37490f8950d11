"""Everything there is to say about a set of files: first each file on its own, then all of them together."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kgwctl.diagnostics import Finding
from kgwctl.lint.file_check import FileCheck, FileOptions, RecordReader, check_file, encode
from kgwctl.lint.selection import is_ignored
from kgwctl.lint.workers import Work, check_in_processes
from kgwctl.manifests.splitting import parts
from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.rules import DUPLICATE_OBJECT
from kgwctl.schema.schema_set import SchemaSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kgwctl.lint.result_cache import ResultCache
    from kgwctl.manifests import Source
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.schema.kinds import KindSchema
    from kgwctl.settings import Settings


#: Rules about objects that are not there; another file may have them.
ACROSS_FILES = frozenset(
    ("KGW0201", "KGW0202", "KGW0205", "KGW0206", "KGW0207", "KGW0208", "KGW0301", "KGW0305", "KGW0307", "KGW0705")
)
#: Larger files are checked in parts.
_PART = 1 << 18
#: A run smaller than this is checked sooner than it is shared out.
_WORTH_SHARING = 1 << 20


class Options(NamedTuple):
    """What a check hangs on besides the files. ``overrides`` are schemas of the user's own CRDs.

    ``per_file``: nothing refers from one file to another. ``jobs`` is the most processes to use.
    ``progress`` is told how many files are done. Without ``with_objects`` the outcome may have none.
    """

    settings: Settings
    overrides: Sequence[KindSchema] = ()
    default_namespace: str = "default"
    strict_kinds: bool = False
    per_file: bool = False
    jobs: int = 1
    cache: ResultCache | None = None
    progress: Callable[[int], None] | None = None
    with_objects: bool = True


class Checked(NamedTuple):
    """What was found and how much there is: findings that an object's own annotation hid are only counted."""

    findings: tuple[Finding, ...]
    suppressed: int
    documents: int
    skipped: Mapping[str, int]
    objects: ObjectSet


#: What is remembered of it: all but the objects.
_OUTCOME = tuple[tuple[Finding, ...], int, int, dict[str, int]]


class _File(NamedTuple):
    """A source and the checks of its parts."""

    source: Source
    checks: list[FileCheck]


def check(sources: Sequence[Source], options: Options) -> Checked:
    """Check ``sources``. The result is the same whatever ``jobs`` and ``cache`` are."""
    cache = options.cache
    if cache is None or options.with_objects:
        return _check(sources, options)
    key = cache.run_key(sources, msgspec.msgpack.encode((options.settings, options.per_file)))
    data = cache.recall(key)
    if data is not None:
        with suppress(msgspec.DecodeError):
            found, suppressed, documents, skipped = msgspec.msgpack.decode(data, type=_OUTCOME)
            return Checked(found, suppressed, documents, skipped, ObjectSet(()))
    checked = _check(sources, options)
    cache.remember(key, msgspec.msgpack.encode(checked[:-1]))
    return checked


def _check(sources: Sequence[Source], options: Options) -> Checked:
    files = _check_files(sources, options)
    groups = [[file] for file in files] if options.per_file else [files]
    findings: list[Finding] = []
    resources: list[Resource[object]] = []
    for group in groups:
        objects, doubles = _objects(group)
        resources += objects
        here = [*_of_files(group), *doubles, *_together(group, objects, options.settings)]
        # What is not in the file may well be in another one.
        findings += (one for one in here if one.rule not in ACROSS_FILES) if options.per_file else here
    checks = [each for file in files for each in file.checks]
    ignores = {subject: ids for each in checks for subject, ids in each.ignores.items()}
    shown = tuple(one for one in findings if not is_ignored(one, ignores.get(one.subject, ())))
    return Checked(
        shown,
        len(findings) - len(shown),
        sum(each.documents for each in checks),
        _summed(each.skipped for each in checks),
        ObjectSet(_first_of_each(resources)),
    )


def _check_files(sources: Sequence[Source], options: Options) -> list[_File]:
    """Every file on its own, in order; what is remembered is not checked again."""
    work = [Work(source, part) for source in sources for part in parts(source.data, _PART)]
    records = _records(work, options)
    reader = RecordReader()
    here = FileOptions(SchemaSet(options.overrides), options.default_namespace, options.strict_kinds)
    files: list[_File] = []
    count = 0
    for piece, record in zip(work, records, strict=True):
        if record is None:
            done = check_file(piece.source, piece.part, count, here)
            if options.cache is not None:
                options.cache.put(options.cache.key(*piece), encode(done, count))
        else:
            done = reader.read(record, piece.source, count)
        count += done.documents
        if not files or files[-1].source is not piece.source:
            files.append(_File(piece.source, []))
            if options.progress is not None:
                options.progress(len(files))
        files[-1].checks.append(done)
    if options.cache is not None:
        options.cache.save()
    return files


def _records(work: Sequence[Work], options: Options) -> Iterator[bytes | None]:
    """For each piece of work the record that is remembered or another process makes; ``None``: check it here."""
    cache = options.cache
    known = [cache.get(cache.key(*piece)) if cache is not None else None for piece in work]
    left = [piece for piece, record in zip(work, known, strict=True) if record is None]
    size = sum(part.end - part.start for _, part in left)
    if options.jobs < 2 or size < _WORTH_SHARING:
        yield from known
        return
    made = check_in_processes(left, options.overrides, options.default_namespace, options.strict_kinds, options.jobs)
    for piece, record in zip(work, known, strict=True):
        if record is not None:
            yield record
            continue
        new = next(made)
        if cache is not None:
            cache.put(cache.key(*piece), new)
        yield new


def _objects(files: Iterable[_File]) -> tuple[ObjectSet, list[Finding]]:
    """The objects of all files, and a finding for each that an earlier one has the name of."""
    first: dict[ObjectKey, Resource[object]] = {}
    doubles: list[Finding] = []
    for file in files:
        for check in file.checks:
            for resource in check.resources:
                earlier = first.setdefault(resource.key, resource)
                if earlier is not resource:
                    doubles.append(_double(resource, earlier))
    return ObjectSet(first.values()), doubles


def _double(resource: Resource[object], earlier: Resource[object]) -> Finding:
    path = ("metadata", "name")
    return Finding(
        rule=DUPLICATE_OBJECT.id,
        severity=DUPLICATE_OBJECT.severity,
        message=f"{resource.key} is defined twice: first at {earlier.document.locate(path)}",
        location=resource.document.locate(path),
        subject=str(resource.key),
        path=path,
    )


def _first_of_each(resources: Iterable[Resource[object]]) -> Iterable[Resource[object]]:
    first: dict[ObjectKey, Resource[object]] = {}
    for resource in resources:
        first.setdefault(resource.key, resource)
    return first.values()


def _of_files(files: Sequence[_File]) -> list[Finding]:
    """What was found in the files themselves, deprecations in place of the errors that they explain."""
    findings = [finding for file in files for check in file.checks for finding in check.findings]
    if not any(check.legacy for file in files for check in file.checks):
        return findings
    from kgwctl.lint.deprecations import deprecation_findings, joined

    return joined(findings, deprecation_findings([file.source for file in files]))


def _together(files: Sequence[_File], objects: ObjectSet, settings: Settings) -> Iterator[Finding]:
    """What only shows once references are followed."""
    if not len(objects):
        return
    from kgwctl.lint.acceptance import acceptance_findings
    from kgwctl.lint.attachment import attachment_findings
    from kgwctl.lint.listener_status import listener_status_findings
    from kgwctl.lint.no_effect import no_effect_findings
    from kgwctl.lint.policy_references import policy_reference_findings
    from kgwctl.lint.references import reference_findings
    from kgwctl.lint.security import security_findings
    from kgwctl.lint.unread_fields import unread_field_findings
    from kgwctl.resolve.resolved import resolve

    # Objects with errors are there all the same: what refers to them does not dangle.
    unusable = frozenset(subject for file in files for check in file.checks for subject in check.refused)
    resolved = resolve(objects, settings)
    known = [
        *reference_findings(resolved, unusable),
        *policy_reference_findings(resolved, unusable),
        *attachment_findings(resolved, unusable),
    ]
    yield from known
    yield from no_effect_findings(resolved)
    yield from unread_field_findings(resolved)
    yield from security_findings(resolved)
    yield from acceptance_findings(resolved, known)
    yield from listener_status_findings(resolved, known)


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for kind, count in each.items():
            total[kind] = total.get(kind, 0) + count
    return total
