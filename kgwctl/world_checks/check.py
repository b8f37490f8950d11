"""Checks of worlds, each apart from the others, and their findings as those of one run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from kgwctl.diagnostics import Finding
from kgwctl.incremental.check import check
from kgwctl.lint.check import Checked, Outcome
from kgwctl.objects.external import External
from kgwctl.objects.object_set import ObjectSet
from kgwctl.world_checks.bystanders import Bystanders
from kgwctl.world_checks.softening import softened
from kgwctl.worlds.model import BuiltSource
from kgwctl.worlds.unknown import STAND_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kgwctl.diagnostics import FieldPath
    from kgwctl.incremental.check import Run
    from kgwctl.manifests import Source
    from kgwctl.pipeline.options import Options
    from kgwctl.worlds.model import Found, World

#: Fewer bytes, each as often as it is in a world, are checked sooner than they are shared out.
_WORTH_SHARING = 1 << 20


def check_worlds(found: Found, options: Options, how: Run) -> Outcome:
    """Check each world of ``found``. A finding that several have is one that names them."""
    checked = _check_all(found.worlds, options, how)
    passed_over = set(found.passed_over)
    everywhere = {world.name: one.defined for world, one in zip(found.worlds, checked, strict=True)}
    merged: dict[tuple[object, ...], tuple[Finding, list[str]]] = {}
    for world, one in zip(found.worlds, checked, strict=True):
        passed_over |= one.passed_over
        for finding in (*world.findings, *one.checked.findings):
            shown = softened(finding, world, everywhere)
            if shown is None:
                continue
            key = (shown.rule, shown.severity, shown.location, shown.message, shown.path)
            merged.setdefault(key, (shown, []))[1].append(world.name)
    named = len(found.worlds) > 1
    findings = tuple(replace(one, worlds=tuple(names)) if named else one for one, names in merged.values())
    return Outcome(
        Checked(
            findings,
            sum(one.checked.suppressed for one in checked),
            sum(one.checked.documents for one in checked),
            _most(one.checked.skipped for one in checked),
            ObjectSet(()),
        ),
        tuple(one.checked.objects for one in checked),
        tuple(sorted(passed_over)),
        tuple(dict.fromkeys([*found.notes, *(note for world in found.worlds for note in world.notes)])),
    )


def _check_all(worlds: Sequence[World], options: Options, how: Run) -> list[_Checked]:
    """Each world, in as many processes as may be used where that pays."""
    size = sum(len(source.data) for world in worlds for source in world.sources)
    processes = min(how.jobs, len(worlds))
    if processes < 2 or how.with_objects or size < _WORTH_SHARING or sys.platform != "linux":
        return [_check(world, options, how, single=len(worlds) == 1) for world in worlds]
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # A forked process has everything that was read, so that no file travels and none is read twice.
    _SHARED.append((worlds, options, how))
    try:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
            return list(pool.map(_check_shared, range(len(worlds))))
    finally:
        _SHARED.pop()


#: What the processes of a run have to do.
_SHARED: list[tuple[Sequence[World], Options, Run]] = []


def _check_shared(number: int) -> _Checked:
    worlds, options, how = _SHARED[-1]
    found = _check(worlds[number], options, how._replace(progress=None), single=False)
    return found._replace(checked=found.checked._replace(objects=ObjectSet(())))


class _Checked(NamedTuple):
    """The check of one world, and what it defines."""

    checked: Checked
    defined: frozenset[str]
    passed_over: frozenset[str]


def _check(world: World, options: Options, how: Run, *, single: bool) -> _Checked:
    external = External(world.external)
    built = any(isinstance(source, BuiltSource) for source in world.sources)
    mine = options._replace(external=external if external else None, namespace=world.namespace or options.namespace)
    if built or not single:
        how = how._replace(memory=None, jobs=1)
    checked = check(world.sources, mine, how)
    kept, passed_over = _kept(world, checked.findings, mine.namespace)
    defined = frozenset(str(one.key) for one in checked.objects)
    return _Checked(checked._replace(findings=tuple(kept)), defined, passed_over)


def presentable(world: World, findings: Iterable[Finding], namespace: str, *, named: bool) -> list[Finding]:
    """Findings of a world, those about its building among them and none about what nobody can know."""
    kept = [*world.findings, *_kept(world, findings, namespace)[0]]
    return [replace(one, worlds=(world.name,)) for one in kept] if named else kept


def _kept(world: World, findings: Iterable[Finding], namespace: str) -> tuple[list[Finding], frozenset[str]]:
    """Findings without those about unknown values and about files that are no manifests, which are returned, too."""
    unknown = _unknown(world.sources, namespace)
    kept: list[Finding] = []
    passed_over: set[str] = set()
    bystanders = Bystanders(world.sources)
    for finding in findings:
        if bystanders.include(finding):
            assert finding.location is not None
            passed_over.add(finding.location.file)
        elif not _is_about_unknown(finding, unknown):
            kept.append(finding)
    return kept, frozenset(passed_over)


def _unknown(sources: Iterable[Source], default_namespace: str) -> Mapping[str, frozenset[FieldPath]]:
    """The paths of values that are not known, by the object as findings name it."""
    found: dict[str, frozenset[FieldPath]] = {}
    for source in sources:
        if isinstance(source, BuiltSource) and source.built.unknown:
            built = source.built
            paths = built.unknown
            for subject in (
                f"{built.kind} {built.namespace or default_namespace}/{built.name}",
                f"{built.kind} {built.name}",
            ):
                found[subject] = found.get(subject, frozenset()) | paths
    return found


def _is_about_unknown(finding: Finding, unknown: Mapping[str, frozenset[FieldPath]]) -> bool:
    """Whether a finding says something about a value that stands for one that nobody knows."""
    if STAND_IN in finding.message or STAND_IN in finding.missing:
        return True
    path = finding.path
    return any(
        path[: len(one)] == one or (finding.rule == "KGW0107" and one[: len(path)] == path)
        for one in unknown.get(finding.subject, ())
    )


def _most(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """How many objects of unknown kinds there are: worlds share files, so the most of any world counts."""
    total: dict[str, int] = {}
    for each in counts:
        for kind, count in each.items():
            total[kind] = max(total.get(kind, 0), count)
    return total
