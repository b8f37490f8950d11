"""Checks of worlds, each apart from the others, and their findings as those of one run."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from kgwctl.api.registry import find_kind
from kgwctl.diagnostics import Finding, Severity
from kgwctl.incremental.check import check
from kgwctl.lint.check import Checked, Outcome
from kgwctl.manifests import read_source
from kgwctl.manifests.rules import INPUT_RULES
from kgwctl.objects.external import External
from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.rules import DUPLICATE_OBJECT
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
#: Rules about texts that are no manifests, which in a folder may be anybody's.
_NO_MANIFESTS = INPUT_RULES | {"KGW0003", "KGW0008", "KGW0009", "KGW0121", "KGW0122", "KGW0126"}
#: What operators make, and groups whose objects are no requests to any.
_MADE = frozenset({"Service", "Secret", "ConfigMap"})
_MAKE_NOTHING = frozenset({"", "apps", "batch", "rbac.authorization.k8s.io", "networking.k8s.io", "policy"})
_CLAIM = re.compile(
    rb"apiVersion\"?:\s*[\"']?(gateway\.networking\.(x-)?k8s\.io|gateway\.kgateway\.dev|agentgateway\.dev|"
    rb"inference\.networking\.(x-)?k8s\.io)/"
)
_CLAIM_OF_CORE = re.compile(rb"^\"?kind\"?:\s*[\"']?(Service|Secret|ConfigMap|Namespace|EndpointSlice)\b", re.MULTILINE)


def check_worlds(found: Found, options: Options, how: Run) -> Outcome:
    """Check each world of ``found``. A finding that several have is one that names them."""
    checked = _check_all(found.worlds, options, how)
    passed_over = set(found.passed_over)
    everywhere = {world.name: one.defined for world, one in zip(found.worlds, checked, strict=True)}
    merged: dict[tuple[object, ...], tuple[Finding, list[str]]] = {}
    for world, one in zip(found.worlds, checked, strict=True):
        passed_over |= one.passed_over
        for finding in (*world.findings, *one.checked.findings):
            shown = _softened(finding, world, everywhere)
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
    claims = _Claims(world.sources)
    for finding in findings:
        if finding.rule in _NO_MANIFESTS and finding.location is not None and claims.is_bystander(finding):
            passed_over.add(finding.location.file)
        elif not _is_about_unknown(finding, unknown):
            kept.append(finding)
    return kept, frozenset(passed_over)


class _Claims:
    """Which files of a world claim to hold a kind of ours, asked one by one."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = {source.path: source for source in sources if not source.named}
        self._known: dict[str, bool] = {}

    def is_bystander(self, finding: Finding) -> bool:
        """Whether the file was met in a folder and says nothing of our kinds."""
        assert finding.location is not None
        path = finding.location.file
        if path not in self._known:
            source = self._sources.get(path)
            self._known[path] = source is not None and not (
                _CLAIM.search(source.data) or (b"apiVersion" in source.data and _CLAIM_OF_CORE.search(source.data))
            )
        return self._known[path] or (finding.rule == "KGW0126" and path in self._sources)


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


def _softened(finding: Finding, world: World, everywhere: Mapping[str, frozenset[str]]) -> Finding | None:
    """A finding about a missing object, no error where somebody else may well bring the object, nothing if he does."""
    if finding.rule == DUPLICATE_OBJECT.id:
        return _softened_double(finding)
    if not finding.missing:
        return finding
    elsewhere = [name for name, defined in everywhere.items() if name != world.name and finding.missing in defined]
    if elsewhere:
        hint = f"it is in {_listed(elsewhere)}, another world of these files"
        return replace(finding, severity=Severity.INFO, hint=hint)
    kind, _, rest = finding.missing.partition(" ")
    namespace, _, name = rest.rpartition("/")
    who = External(world.external).known(kind, namespace, name)
    if who is not None and who.certain:
        return None
    if who is None:
        return _told_by_strangers(finding, world, kind, namespace, name)
    # Charts name most of what they make after the release.
    maker = who.why.split(" ")[1] if who.name == "*" and " " in who.why else ""
    severity = Severity.INFO if maker and maker in name else min(finding.severity, Severity.WARNING)
    return replace(finding, severity=severity, hint="; ".join(part for part in (who.why, finding.hint) if part))


def _softened_double(finding: Finding) -> Finding:
    """Files of different folders may never be applied together, as long as nobody says that they are."""
    other = finding.message.rpartition("first at ")[2].rpartition("/")[0]
    here = finding.location.file.rpartition("/")[0] if finding.location is not None else other
    if other == here:
        return finding
    hint = "if the folders are for different clusters, say so with --world or worlds: in .kgwctl.yaml"
    return replace(finding, severity=min(finding.severity, Severity.WARNING), hint=hint)


def _told_by_strangers(finding: Finding, world: World, kind: str, namespace: str, name: str) -> Finding:
    """A finding about a missing object that is of a kind without a schema, or that such an object may bring."""
    for source in world.sources:
        # An operator names what it makes after the object that asks for it.
        for document in read_source(source)[0] if name.encode()[:3] in source.data else ():
            if find_kind(document.group, document.kind) is not None or document.namespace not in ("", namespace):
                continue
            if (document.kind, document.name) == (kind, name):
                return replace(
                    finding, severity=Severity.INFO, hint=f"{finding.missing} is there, of a kind without schema"
                )
            if kind in _MADE and document.group not in _MAKE_NOTHING and _is_part(document.name, name):
                hint = f"{document.kind} {document.name} may make it"
                return replace(finding, severity=min(finding.severity, Severity.WARNING), hint=hint)
    return finding


def _is_part(name: str, whole: str) -> bool:
    return bool(name) and (whole == name or whole.startswith(f"{name}-") or whole.endswith(f"-{name}"))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _most(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """How many objects of unknown kinds there are: worlds share files, so the most of any world counts."""
    total: dict[str, int] = {}
    for each in counts:
        for kind, count in each.items():
            total[kind] = max(total.get(kind, 0), count)
    return total
