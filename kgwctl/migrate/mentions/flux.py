"""Flux: health checks of a kind that is replaced. Its patches are followed as those of kustomizations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.migrate.engine.changes import Step, by_hand
from kgwctl.migrate.mentions.moved_kind import replace_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.migrate.engine.workspace import Workspace
    from kgwctl.migrate.mentions.moved_kind import MovedKind

_KUSTOMIZATION = ("kustomize.toolkit.fluxcd.io", "Kustomization")


def flux_steps(workspace: Workspace, moved: MovedKind) -> Iterator[Step]:
    """Let health checks wait for objects of the new kind."""
    for kustomization in list(workspace.targets(_KUSTOMIZATION)):
        checks = kustomization.spec.get("healthChecks")
        for index in reversed(range(len(checks) if isinstance(checks, list) else 0)):
            check = checks[index] if checks else None
            if not isinstance(check, dict) or check.get("kind") != moved.old:
                continue
            if str(check.get("apiVersion", "")).partition("/")[0] != moved.group:
                continue
            if moved.keep:
                where = workspace.locate(kustomization, ("spec", "healthChecks", index, "kind"))
                message = f"it waits for the {moved.old} {check.get('name')}, which may be a {moved.new} now"
                yield Step(findings=(by_hand(where, kustomization.label, message),))
                continue
            place = ("spec", "healthChecks", index)
            step = replace_entry(workspace, moved, workspace.current(kustomization), place, "kind")
            if step is not None:
                yield step
