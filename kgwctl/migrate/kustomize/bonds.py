"""What ties objects to kustomizations: a patch, a replacement, a configuration that names their kind.

An object and all that names it move together or not at all. So each such tie is looked at before anything
moves: how it follows, or why it cannot, which stops the objects it is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.migrate.editing.tree import CannotEdit
from kgwctl.migrate.engine.changes import EditDocument
from kgwctl.migrate.kustomize.graph import graph, normal
from kgwctl.migrate.kustomize.patch_bodies import Body, body_of
from kgwctl.migrate.kustomize.patches import patches
from kgwctl.migrate.kustomize.selectors import picks, picks_name
from kgwctl.migrate.kustomize.settings import setting_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kgwctl.diagnostics import Location
    from kgwctl.migrate.engine.changes import Migration, Step
    from kgwctl.migrate.engine.workspace import Place, Target, Workspace
    from kgwctl.migrate.kustomize.graph import Graph
    from kgwctl.migrate.kustomize.patches import Patch
    from kgwctl.migrate.kustomize.pointers import Move


class Kind(NamedTuple):
    """A kind of ``group`` that becomes another. ``move`` says where a field path of it is afterwards.

    ``migration`` migrates strategic merge patches, which are parts of objects.
    """

    migration: Migration
    group: str
    old: str
    new: str
    move: Callable[[tuple[str, ...]], Move]


class Bond(NamedTuple):
    """A tie between ``objects``, patches among them. Without a ``problem`` it follows by ``steps``."""

    where: Location
    objects: frozenset[Place]
    problem: str = ""
    steps: tuple[Step, ...] = ()


class Ties(NamedTuple):
    """What bonds are made from: the whole objects of a kind, and patches that are written as such objects."""

    workspace: Workspace
    kind: Kind
    graph: Graph
    objects: Sequence[Target]
    patches: Sequence[Target]

    def seen_by(self, file: str, selector: dict[str, object]) -> frozenset[Place]:
        """The objects that a kustomization sees and whose name ``selector`` picks."""
        path = normal(file)
        # What is no kustomization file, as of Flux and Argo CD, may be about anything.
        view = self.graph.sees.get(path)
        renamed = view is not None and any(self.graph.sees[each] & view for each in self.graph.renames)
        return frozenset(
            each.place
            for each in self.objects
            if (view is None or normal(each.file) in view) and (renamed or picks_name(selector, each.name))
        )


def bonds(
    workspace: Workspace, kind: Kind, objects: Sequence[Target], patch_documents: Sequence[Target]
) -> Iterator[Bond]:
    """Every tie of ``objects`` of the kind."""
    ties = Ties(workspace, kind, graph(workspace), objects, patch_documents)
    shared = _shared_files(ties)
    for patch in list(patches(workspace)):
        bond = _patch_bond(ties, patch, shared)
        if bond is not None:
            yield _rehearsed(workspace, bond)
    settings = setting_edits(workspace, kind.migration.id, kind.group, kind.old, kind.new, kind.move)
    for where, selector, file, problem, steps in settings:
        seen = ties.seen_by(file, selector)
        yield _rehearsed(workspace, Bond(where, seen, problem, steps))


def _rehearsed(workspace: Workspace, bond: Bond) -> Bond:
    """``bond``, with a problem if one of its edits cannot be made."""
    if bond.problem:
        return bond
    try:
        for step in bond.steps:
            workspace.rehearse(step)
    except CannotEdit as error:
        return bond._replace(problem=str(error))
    return bond


def _shared_files(ties: Ties) -> frozenset[str]:
    """Files of patches that other kinds are patched with too."""
    shared = set()
    for patch in patches(ties.workspace):
        if patch.file and patch.target and picks(patch.target, ties.kind.group, ties.kind.old, ties.kind.new) == "no":
            shared.add(patch.file)
    return frozenset(shared)


def _patch_bond(ties: Ties, patch: Patch, shared: frozenset[str]) -> Bond | None:
    kind, workspace = ties.kind, ties.workspace
    how = picks(patch.target, kind.group, kind.old, kind.new) if patch.target else "own"
    if how == "no":
        return None
    body = body_of(workspace, patch, kind)
    documents = frozenset(each.place for each in ties.patches if patch.file and normal(each.file) == patch.file)
    selector = patch.target or {"name": body.name}
    if how == "own":
        if not body.is_of_kind:
            return None
        selector = {"name": body.name} if body.name else {}
    objects = ties.seen_by(patch.kustomization.file, selector)
    place = patch.selector or patch.inline
    where = workspace.locate(patch.kustomization, place) if place else workspace.locate(patch.kustomization)
    if how == "any" and (not objects or body.stays):
        return None
    problem = _problem(ties, patch, how, body, objects, shared)
    remote = ties.graph.remote.get(normal(patch.kustomization.file))
    if not problem and not objects and remote:
        problem = f"what it patches comes from {remote}"
    steps = () if problem else (*body.steps, *_renamed(ties, patch, how))
    return Bond(where, objects | documents, problem, steps)


def _problem(ties: Ties, patch: Patch, how: str, body: Body, objects: frozenset[Place], shared: frozenset[str]) -> str:
    """Why a patch cannot follow, empty if it can."""
    if body.problem:
        return body.problem
    if how in ("both", "regex", "any") and not body.stays:
        return "its target picks other kinds too, and its fields move in one of them only"
    if how == "regex" and _renamed_expression(ties, patch) is None:
        return f"its target picks kinds by the expression {patch.target.get('kind')}"
    if patch.file in shared and not body.stays:
        return f"{patch.file} patches objects of other kinds too"
    for each in ties.objects:
        if each.place in objects and body.adds and not body.adds_to(each):
            return f"it adds to settings that {each.label} does not have, and a JSON patch needs their parent"
    return ""


def _renamed_expression(ties: Ties, patch: Patch) -> str | None:
    from kgwctl.migrate.kustomize.selectors import with_kind

    return with_kind(str(patch.target.get("kind")), ties.kind.old, ties.kind.new)


def _renamed(ties: Ties, patch: Patch, how: str) -> Iterator[Step]:
    """The target names the new kind."""
    from kgwctl.migrate.kustomize.following import kustomize_step

    if how in ("exact", "regex"):
        new = ties.kind.new if how == "exact" else _renamed_expression(ties, patch)
        assert new is not None
        old = str(patch.target["kind"])
        yield kustomize_step(
            ties.workspace, ties.kind.migration.id, patch.kustomization, (*patch.selector, "kind"), old, new
        )


def edited_places(step: Step) -> frozenset[tuple[object, ...]]:
    """What a step edits, to tell a second bond with the same edits."""
    return frozenset(
        (each.file, each.number, op.path) for each in step.edits if isinstance(each, EditDocument) for op in each.ops
    )
