"""Values of the kgateway chart: in values files, Argo CD applications and Flux releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.migrate.editing.ops import Delete, Op, Rename, Replace
from kgwctl.migrate.editing.text_file import edit, open_file
from kgwctl.migrate.editing.tree import CannotEdit
from kgwctl.migrate.engine.changes import Change, EditDocument, Migration, Step, by_hand
from kgwctl.migrate.engine.workspace import Target, describe
from kgwctl.migrate.migrations.chart_releases import CONTEXT, Evidence, chart_files, chart_of_release, get, is_kgateway
from kgwctl.releases.fact import DoubtfulValue, RemovedValue
from kgwctl.releases.marks import marks
from kgwctl.releases.v2_2 import CHART, ENV, EXPERIMENTAL_GATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.changes import Loss
    from kgwctl.migrate.engine.workspace import Workspace

_ID = "helm-values"
_ENV = ENV
_MISSPELT, _GATE = EXPERIMENTAL_GATE.before, EXPERIMENTAL_GATE.after
_REMOVED = tuple(fact for fact in CHART if isinstance(fact, RemovedValue))
_DOUBTFUL = tuple(fact for fact in CHART if isinstance(fact, DoubtfulValue))
_PATHS = [row.path for row in _REMOVED] + [row.path for row in _DOUBTFUL] + [(*_ENV, _MISSPELT)]
#: Values that no other chart has.
_OURS = [path for path in _PATHS if path[0] != "agentgateway" and path != ("inferenceExtension", "enabled")]


class Values(NamedTuple):
    """Chart values: a mapping at ``path`` of a document, or in the text at ``path`` (``embedded``)."""

    root: Target
    path: FieldPath
    value: dict[str, Any]
    embedded: bool = False


def _run(workspace: Workspace) -> Iterator[Step]:
    files = workspace.mentioning(MIGRATION.triggers)
    yield Step(findings=tuple(workspace.open(chart_files(workspace))))
    evidence = Evidence(workspace)
    for root in list(workspace.values(files)):
        for values in _values(workspace, root, evidence):
            if values.embedded:
                yield from _embedded(workspace, values)
            else:
                yield from _plain(workspace, values)
        yield from _parameters(workspace, root)
    yield from _environments(workspace, files)


def _values(workspace: Workspace, root: Target, evidence: Evidence) -> Iterator[Values]:
    if not root.kind and "apiVersion" not in root.value:
        certain = evidence.paths(root.file)
        for path in dict.fromkeys([(), ("kgateway",), *certain]):
            value = get(root.value, path)
            if isinstance(value, dict) and any(_has(value, each) for each in (_PATHS if path in certain else _OURS)):
                yield Values(root, path, value)
    for target in _flat(root):
        if target.kind == "HelmRelease" and chart_of_release(workspace, target.value):
            if isinstance(target.spec.get("values"), dict):
                yield Values(root, target.at("spec", "values"), target.spec["values"])
        elif target.kind == "HelmChart" and target.group == "helm.cattle.io" and is_kgateway(target.spec.get("chart")):
            if isinstance(target.spec.get("valuesContent"), str):
                yield Values(root, target.at("spec", "valuesContent"), {}, embedded=True)
        elif target.kind in ("Application", "ApplicationSet"):
            yield from _argo(root, target)


def _flat(root: Target) -> Iterator[Target]:
    """The objects of a document, those of a list one by one."""
    items = root.value.get("items")
    if root.kind.endswith("List") and isinstance(items, list):
        for index, item in enumerate(items):
            if isinstance(item, dict):
                yield root._replace(item=("items", index), value=item)
    else:
        yield root


def _sources(target: Target) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    """The sources of an Argo CD application that are the kgateway chart."""
    base: FieldPath = ("spec",) if target.kind == "Application" else ("spec", "template", "spec")
    spec = get(target.value, base)
    if not isinstance(spec, dict):
        return
    several = spec.get("sources")
    places = [((*base, "source"), spec.get("source"))]
    places += [((*base, "sources", i), each) for i, each in enumerate(several if isinstance(several, list) else ())]
    for path, source in places:
        if isinstance(source, dict) and (is_kgateway(source.get("chart")) or is_kgateway(source.get("repoURL"))):
            yield path, source


def _argo(root: Target, target: Target) -> Iterator[Values]:
    for path, source in _sources(target):
        helm = source.get("helm")
        if not isinstance(helm, dict):
            continue
        if isinstance(helm.get("valuesObject"), dict):
            yield Values(root, target.at(*path, "helm", "valuesObject"), helm["valuesObject"])
        if isinstance(helm.get("values"), str):
            yield Values(root, target.at(*path, "helm", "values"), {}, embedded=True)


def _has(value: Any, path: tuple[str, ...]) -> bool:
    parent = get(value, path[:-1])
    return isinstance(parent, dict) and path[-1] in parent


def _plain(workspace: Workspace, values: Values) -> Iterator[Step]:
    root = workspace.current(values.root._replace(item=()))
    value: Any = root.value
    for step in values.path:
        value = value[step]
    for ops, change, finding in _work(value, values.path):
        where = workspace.locate(root, change.location_path)
        if finding:
            yield Step(findings=(by_hand(where, _name(root), finding[0], finding[1]),))
        else:
            yield Step((EditDocument(root.file, root.number, tuple(ops)),), (change.at(where, _name(root)),))


def _name(root: Target) -> str:
    return root.label if root.kind else "chart values"


class _Draft(NamedTuple):
    """A change that does not know its file yet."""

    location_path: FieldPath
    old: str
    new: str
    loss: Loss = "none"
    reason: str = ""
    todo: str = ""

    def at(self, where: Any, name: str) -> Change:
        return Change(
            migration=_ID,
            object=name,
            location=where,
            old_path=self.old,
            new_path=self.new,
            loss=self.loss,
            reason=self.reason,
            todo=self.todo,
        )


def _work(value: dict[str, Any], base: FieldPath) -> Iterator[tuple[list[Op], _Draft, tuple[str, str] | None]]:
    """What is to be done with values that are at ``base``. One thing at a time, from the state before it."""
    gone: set[tuple[str, ...]] = set()
    for row in _REMOVED:
        if _has(value, row.path):
            gone.add(row.path)
            found = get(value, row.path)
            lost = found not in row.harmless
            draft = _Draft(
                (*base, *row.path),
                describe(row.path),
                "",
                "dropped" if lost else "none",
                row.reason,
                row.todo if lost else "",
            )
            yield [Delete((*base, *_emptied(value, row.path, gone)))], draft, None
    if _has(value, (*_ENV, _MISSPELT)):
        yield _respell(value, base)
    for path, bad, message, hint, *_ in _DOUBTFUL:
        if _has(value, path) and get(value, path) in bad:
            yield [], _Draft((*base, *path), "", ""), (message, hint)


def _emptied(value: Any, path: tuple[str, ...], gone: set[tuple[str, ...]]) -> tuple[str, ...]:
    """The highest parent of ``path`` that holds nothing once all of ``gone`` is gone."""
    while len(path) > 1:
        parent = get(value, path[:-1])
        if any((*path[:-1], key) not in gone for key in parent):
            return path
        path = path[:-1]
        gone.add(path)
    return path


def _respell(value: dict[str, Any], base: FieldPath) -> tuple[list[Op], _Draft, None]:
    path = (*base, *_ENV, _MISSPELT)
    both = _has(value, (*_ENV, _GATE))
    off = get(value, (*_ENV, _MISSPELT)) in (False, "false") and not both
    draft = _Draft(
        path,
        describe((*_ENV, _MISSPELT)),
        describe((*_ENV, _GATE)),
        "behaviour" if off else "none",
        "under its wrong name it had no effect; now the features are off" if off else "",
    )
    return ([Delete(path)] if both else [Rename(path, _GATE)]), draft, None


def _embedded(workspace: Workspace, values: Values) -> Iterator[Step]:
    """Values written as text inside an application."""
    where = workspace.locate(values.root._replace(item=()), values.path)
    text: Any = workspace.current(values.root._replace(item=())).value
    for step in values.path:
        text = text[step]
    name = _name(values.root)
    try:
        inner = open_file(where.file, str(text).encode())
        number = inner.parts[0].number
        changes = []
        for ops, draft, finding in _work(inner.parts[0].value or {}, ()):
            if finding:
                yield Step(findings=(by_hand(where, name, finding[0], finding[1]),))
            else:
                inner = edit(inner, number, ops)
                changes.append(draft.at(where, name))
    except CannotEdit as error:
        yield Step(findings=(by_hand(where, name, f"the values cannot be read: {error}"),))
        return
    if changes:
        replace = Replace(values.path, inner.text)
        yield Step((EditDocument(values.root.file, values.root.number, (replace,)),), tuple(changes))


def _parameters(workspace: Workspace, root: Target) -> Iterator[Step]:
    """Argo CD parameters: ``name`` is a dotted path into the values."""
    for target in _flat(root):
        if target.kind not in ("Application", "ApplicationSet"):
            continue
        for path, source in _sources(target):
            parameters = get(source, ("helm", "parameters"))
            for index in reversed(range(len(parameters) if isinstance(parameters, list) else 0)):
                name = parameters[index].get("name") if isinstance(parameters[index], dict) else None
                place = (*path, "helm", "parameters", index)
                yield from _parameter(workspace, target, place, name, parameters[index])


def _parameter(workspace: Workspace, target: Target, place: FieldPath, name: Any, entry: Any) -> Iterator[Step]:
    where = workspace.locate(target, (*place, "name"))
    if name == ".".join((*_ENV, _MISSPELT)):
        new = ".".join((*_ENV, _GATE))
        draft = _Draft(place, name, new)
        ops: tuple[Op, ...] = (Replace(target.at(*place, "name"), new),)
        yield Step((EditDocument(target.file, target.number, ops),), (draft.at(where, target.label),))
    for row in _REMOVED:
        if name == ".".join(row.path):
            lost = entry.get("value") not in row.harmless
            draft = _Draft(place, name, "", "dropped" if lost else "none", row.reason, row.todo if lost else "")
            edits = (EditDocument(target.file, target.number, (Delete(target.at(*place)),)),)
            yield Step(edits, (draft.at(where, target.label),))


def _environments(workspace: Workspace, files: list[str]) -> Iterator[Step]:
    """The misspelt variable in the environment of a container, as patches of the controller have it."""
    for root in list(workspace.values(files)):
        for path in _named(root.value, ()):
            where = workspace.locate(root, path)
            draft = _Draft(path, f"env {_MISSPELT}", f"env {_GATE}")
            ops = (Replace((*path, "name"), _GATE),)
            yield Step((EditDocument(root.file, root.number, ops),), (draft.at(where, _name(root)),))


def _named(value: Any, path: FieldPath) -> Iterator[FieldPath]:
    if isinstance(value, dict):
        if value.get("name") == _MISSPELT and len(path) > 1 and path[-2] == "env":
            yield path
        for key, each in value.items():
            yield from _named(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _named(each, (*path, index))


MIGRATION = Migration(
    id=_ID,
    summary="Values of the kgateway chart that were renamed or removed, in files, Argo CD and Flux sources.",
    since="v2.2.0",
    certainty="exact",
    triggers=marks(CHART),
    run=_run,
    context=CONTEXT,
)
