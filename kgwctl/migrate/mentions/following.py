"""Whatever else names a kind that is replaced, rewritten where that is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.migrate.mentions.argo_cd import argo_steps
from kgwctl.migrate.mentions.flux import flux_steps
from kgwctl.migrate.mentions.reference_grants import grant_steps
from kgwctl.migrate.mentions.roles import role_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.migrate.engine.changes import Step
    from kgwctl.migrate.engine.workspace import Workspace
    from kgwctl.migrate.mentions.moved_kind import MovedKind


def mention_steps(workspace: Workspace, moved: MovedKind) -> Iterator[Step]:
    """Let roles, grants, Argo CD and Flux name the new kind."""
    yield from role_steps(workspace, moved)
    yield from grant_steps(workspace, moved)
    yield from argo_steps(workspace, moved)
    yield from flux_steps(workspace, moved)
