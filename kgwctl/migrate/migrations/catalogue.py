"""Every migration, in the order they run: later ones see what earlier ones have made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.migrate.migrations import (
    buffer_limit_annotation,
    floating_user_id,
    helm_values,
    httplistenerpolicy,
    renamed_fields,
    transformation_templates,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from kgwctl.migrate.engine.changes import Migration

MIGRATIONS: tuple[Migration, ...] = (
    httplistenerpolicy.MIGRATION,
    buffer_limit_annotation.MIGRATION,
    floating_user_id.MIGRATION,
    renamed_fields.MIGRATION,
    transformation_templates.MIGRATION,
    helm_values.MIGRATION,
)


class UnknownMigration(Exception):
    """An id that no migration has; the message lists those there are."""


def select(only: Collection[str] = (), skip: Collection[str] = ()) -> tuple[Migration, ...]:
    """The migrations named by ``only`` (all, if it is empty) without those named by ``skip``.

    Raises :class:`UnknownMigration`.
    """
    known = [migration.id for migration in MIGRATIONS]
    for name in (*only, *skip):
        if name not in known:
            raise UnknownMigration(f"there is no migration {name!r}; known are {', '.join(known)}")
    return tuple(
        migration for migration in MIGRATIONS if (not only or migration.id in only) and migration.id not in skip
    )
