"""The whole of ``kgwctl migrate`` as functions: plan, prove, apply. Printing is the command's.

plan = plan_migration(sources, only=..., skip=..., namespace=...)
proof = prove(plan, Checks(findings), Options(settings, namespace))
apply(plan, proof, accept_differences=...)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.migrate.cluster_plan import checklist
from kgwctl.migrate.engine.plan import FileEdit, Plan, make_plan
from kgwctl.migrate.migrations.catalogue import MIGRATIONS, UnknownMigration, select
from kgwctl.migrate.proof.proof import Checks, Proof, prove
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
    "Checks",
    "FileEdit",
    "NotProven",
    "Plan",
    "Proof",
    "UnknownMigration",
    "WriteRefused",
    "apply",
    "checklist",
    "data",
    "diff",
    "interrupted",
    "listing",
    "plan_migration",
    "prove",
    "recover",
    "text",
]


class NotProven(Exception):
    """The result is worse than the input, or different; the message says in what. Nothing was written."""


def plan_migration(
    sources: Iterable[Source], only: Collection[str] = (), skip: Collection[str] = (), namespace: str = "default"
) -> Plan:
    """What the chosen migrations would do to ``sources``; objects that name no namespace are in ``namespace``.

    Raises :class:`~kgwctl.migrate.migrations.catalogue.UnknownMigration` for ids that don't exist.
    """
    return make_plan(sources, select(only, skip), namespace)


def apply(
    plan: Plan,
    proof: Proof | None = None,
    *,
    output_dir: str | None = None,
    force: bool = False,
    accept_differences: bool = False,
) -> list[str]:
    """Write a plan in place or, with ``output_dir``, all files, changed or not, below that folder.

    Returns the paths written. Before anything is written raises :class:`NotProven`, if ``proof`` does not
    hold and that is not accepted, or :class:`~kgwctl.migrate.writing.refusal.WriteRefused`.
    """
    if proof is not None and not proof.holds and not accept_differences:
        raise NotProven(_worse(proof))
    if output_dir is not None:
        contents = ((each.path, each.data) for each in plan.migrated())
        return [str(path) for path in write_to_folder(contents, output_dir, force=force)]
    write_in_place(plan.edits, force=force)
    return [edit.path for edit in plan.edits]


def _worse(proof: Proof) -> str:
    way = "nothing was written; look at it, and say --accept-differences if it is meant"
    if proof.regressions:
        first = proof.regressions[0]
        return f"the result has a problem that the input had not: {first.subject}: {first.message}; {way}"
    return f"the configuration would differ: {proof.differences[0].path}; {way}"
