"""ReferenceGrants from or to a kind that is replaced: without a grant its references fail, and routes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import REFERENCE_GRANT
from kgwctl.migrate.mentions.moved_kind import replace_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.migrate.engine.changes import Step
    from kgwctl.migrate.engine.workspace import Workspace
    from kgwctl.migrate.mentions.moved_kind import MovedKind

_GRANT = REFERENCE_GRANT


def grant_steps(workspace: Workspace, moved: MovedKind) -> Iterator[Step]:
    """Let grants name the new kind in ``from`` and ``to``."""
    for grant in list(workspace.targets(_GRANT)):
        for field in ("from", "to"):
            entries = grant.spec.get(field)
            # From the end, so that the places before one that goes stay what they are.
            for index in reversed(range(len(entries) if isinstance(entries, list) else 0)):
                entry = entries[index] if entries else None
                if isinstance(entry, dict) and entry.get("kind") == moved.old and entry.get("group") == moved.group:
                    step = replace_entry(workspace, moved, workspace.current(grant), ("spec", field, index), "kind")
                    if step is not None:
                        yield step
