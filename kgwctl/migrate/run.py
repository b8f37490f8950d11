"""The whole of ``kgwctl migrate`` as functions: plan, prove, apply. Printing is the command's.

plan = plan_migration(sources, only=..., skip=...)
proof = prove(plan, validate, render)
apply(plan, proof, write=True)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.migrate.engine.plan import FileEdit, Plan, make_plan
from kgwctl.migrate.migrations.catalogue import MIGRATIONS, UnknownMigration, select
from kgwctl.migrate.proof.proof import Proof, prove
from kgwctl.migrate.report import data, diff, listing, text
from kgwctl.migrate.writing.in_place import write_in_place
from kgwctl.migrate.writing.output_folder import write_to_folder
from kgwctl.migrate.writing.recovery import interrupted, recover
from kgwctl.migrate.writing.refusal import WriteRefused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kgwctl.manifests import Source

__all__ = [
    "MIGRATIONS",
    "FileEdit",
    "Plan",
    "Proof",
    "UnknownMigration",
    "WriteRefused",
    "apply",
    "data",
    "diff",
    "interrupted",
    "listing",
    "plan_migration",
    "prove",
    "recover",
    "text",
]


def plan_migration(sources: Iterable[Source], only: Collection[str] = (), skip: Collection[str] = ()) -> Plan:
    """What the chosen migrations would do to ``sources``.

    Raises :class:`~kgwctl.migrate.migrations.catalogue.UnknownMigration` for ids that don't exist.
    """
    return make_plan(sources, select(only, skip))


def apply(
    plan: Plan,
    proof: Proof | None = None,
    *,
    output_dir: str | None = None,
    force: bool = False,
) -> list[str]:
    """Write a plan in place or, with ``output_dir``, all files, changed or not, below that folder.

    Returns the paths written. Raises :class:`~kgwctl.migrate.writing.refusal.WriteRefused` before anything
    is written, also if ``proof`` says that the result is worse and ``force`` is not given.
    """
    if proof is not None and not proof.holds and not force:
        first = proof.regressions[0]
        raise WriteRefused(f"the result has a problem that the input had not: {first.subject}: {first.message}")
    if output_dir is not None:
        contents = ((each.path, each.data) for each in plan.migrated())
        return [str(path) for path in write_to_folder(contents, output_dir, force=force)]
    write_in_place(plan.edits, force=force)
    return [edit.path for edit in plan.edits]
