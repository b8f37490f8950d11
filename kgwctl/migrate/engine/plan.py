"""Sources to a plan: what every migration would change, and the bytes it would write. Nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.manifests import Source
from kgwctl.migrate.editing.tree import CannotEdit
from kgwctl.migrate.engine.changes import uneditable
from kgwctl.migrate.engine.workspace import Workspace
from kgwctl.migrate.kustomize.patches import kustomizations
from kgwctl.migrate.mentions.leftovers import leftovers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.migrate.engine.changes import Change, Migration, Step


class FileEdit(NamedTuple):
    """A file as it is and as it would be."""

    path: str
    before: bytes
    after: bytes


class Plan(NamedTuple):
    """What a run would do: the changes in order, the files they touch, and what is left to say.

    ``namespace`` is that of objects which name none.
    """

    changes: tuple[Change, ...]
    edits: tuple[FileEdit, ...]
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    migrations: tuple[Migration, ...] = ()
    namespace: str = "default"

    @property
    def losses(self) -> tuple[Change, ...]:
        """The changes after which something is not as before."""
        return tuple(change for change in self.changes if change.loss != "none")

    def migrated(self) -> tuple[Source, ...]:
        """All sources as they would be."""
        after = {edit.path: edit.after for edit in self.edits}
        return tuple(
            Source(source.path, after[source.path], named=source.named) if source.path in after else source
            for source in self.sources
        )


def make_plan(sources: Iterable[Source], migrations: Sequence[Migration], namespace: str = "default") -> Plan:
    """Run ``migrations`` in order over ``sources``. Objects that name no namespace are in ``namespace``.

    A step that cannot be made safely becomes a finding, and the files stay as they are.
    """
    inputs = tuple(sources)
    workspace = Workspace(inputs, namespace)
    changes: list[Change] = []
    findings: list[Finding] = []
    for migration in migrations:
        found = workspace.mentioning(migration.triggers)
        if not found:
            continue
        findings += workspace.open(found, migration.triggers)
        findings += workspace.open(workspace.mentioning(migration.context), migration.triggers)
        findings += workspace.open(kustomizations(workspace), migration.triggers)
        made: list[Change] = []
        for step in migration.run(workspace):
            refusal = _make(workspace, step)
            findings += step.findings
            if refusal is None:
                made += step.changes
            else:
                findings.append(refusal)
        findings += _leftovers(workspace, migration, findings, moved=bool(made))
        changes += sorted(made, key=lambda change: change.location[:2])
    edits = tuple(
        FileEdit(path, workspace.sources[path].data, after) for path, after in sorted(workspace.edited().items())
    )
    return Plan(tuple(changes), edits, tuple(dict.fromkeys(findings)), inputs, tuple(migrations), namespace)


def _leftovers(workspace: Workspace, migration: Migration, known: Sequence[Finding], *, moved: bool) -> list[Finding]:
    """What still mentions what moved, but for lines that something is said about already."""
    mentions = migration.mentions
    if mentions is None or (not moved and any(workspace.targets((mentions.group, mentions.kind)))):
        return []
    lines = {finding.location[:2] for finding in known if finding.location is not None}
    left = leftovers(workspace, mentions)
    return [finding for finding in left if finding.location is not None and finding.location[:2] not in lines]


def _make(workspace: Workspace, step: Step) -> Finding | None:
    """Make a step; the finding says why it could not be made."""
    try:
        workspace.apply(step)
    except CannotEdit as error:
        change = step.changes[0]
        what = f"{change.old_path} -> {change.new_path}" if change.new_path else f"{change.old_path} goes"
        return uneditable(
            change.location,
            f"{change.migration} cannot be done here: {error}",
            change.object,
            f"Do it by hand: {what}.",
        )
    return None
