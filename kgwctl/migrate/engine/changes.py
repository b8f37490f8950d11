"""What a migration says about its work: changes with what they cost, and steps that make them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from kgwctl.diagnostics import Finding, Location, Rule, Severity
from kgwctl.migrate.editing.ops import Op

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from kgwctl.migrate.engine.workspace import Workspace
    from kgwctl.releases.fact import Mark

#: What a change costs: nothing, another behaviour, or a setting that has no successor.
Loss = Literal["none", "behaviour", "dropped"]
#: How sure a migration is: it keeps the meaning, or keeps it in all but named cases, or only points out.
Certainty = Literal["exact", "likely", "advice"]

BY_HAND = Rule(
    id="KGW0951",
    name="needs-a-human",
    severity=Severity.WARNING,
    summary="A migration leaves something to a human.",
    explanation="The manifest uses what the new release reads differently or not at all, and what to write instead "
    "depends on what you want.",
)
UNEDITABLE = Rule(
    id="KGW0952",
    name="cannot-be-edited",
    severity=Severity.WARNING,
    summary="A file needs a change that cannot be made safely.",
    explanation="Templates, undecodable bytes and unusual notation are left as they are. Make the change by hand.",
)
REGRESSION = Rule(
    id="KGW0953",
    name="migration-regression",
    severity=Severity.ERROR,
    summary="A migrated manifest has a problem that it had not before.",
    explanation="The result of a migration was checked and rendered again and is worse than its input. Nothing is "
    "written without `--accept-differences`.",
)
RULES: tuple[Rule, ...] = (BY_HAND, UNEDITABLE, REGRESSION)
#: Rules of findings that are work for a human.
TO_DO = frozenset((BY_HAND.id, UNEDITABLE.id))


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing moved, renamed or removed.

    ``object`` names the object (``ListenerPolicy default/edge``). Paths are field paths in Kubernetes'
    notation; an empty ``new_path`` says that nothing takes the place. ``todo`` is what a human must
    still do. ``old_object`` is the object whose place ``object`` takes: in a cluster it must be deleted.
    """

    migration: str
    object: str
    location: Location
    old_path: str
    new_path: str
    loss: Loss = "none"
    reason: str = ""
    todo: str = ""
    old_object: str = ""


class Mentions(NamedTuple):
    """How a ``kind`` that moved to ``successor`` is mentioned. ``hint`` says what to do about a mention."""

    group: str
    kind: str
    successor: str
    hint: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """The kind, its list, and its resource in plural and singular."""
        stem = self.kind.lower().removesuffix("y")
        return re.compile(rf"(?<![A-Za-z0-9-])(?:{self.kind}(?:List)?|{stem}(?:ies|y))(?![A-Za-z0-9-])")


class EditDocument(NamedTuple):
    """Edit one document of a file."""

    file: str
    number: int
    ops: tuple[Op, ...]


class RemoveDocument(NamedTuple):
    """Remove a document that another has absorbed; ``note`` says so if the file is left empty."""

    file: str
    number: int
    note: str


class AddDocument(NamedTuple):
    """Add a document behind another."""

    file: str
    after: int
    value: dict[str, Any]


Edit = EditDocument | RemoveDocument | AddDocument


class Step(NamedTuple):
    """Edits that are made together or not at all, the changes they make, and what is to be said anyway."""

    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()


class Migration(NamedTuple):
    """One migration. ``run`` yields its steps; each is made before the next is asked for.

    Files that hold none of ``triggers`` are not opened for it; once one does, files with one of
    ``context`` are opened too. ``since`` is the release that brought the change. Not ``comparable``: that
    release does not read what this replaces, or reads it otherwise. ``mentions``: what still names it is told.
    """

    id: str
    summary: str
    since: str
    certainty: Certainty
    triggers: tuple[Mark, ...]
    run: Callable[[Workspace], Iterator[Step]]
    context: tuple[Mark, ...] = ()
    comparable: bool = True
    mentions: Mentions | None = None


def by_hand(location: Location, subject: str, message: str, hint: str = "") -> Finding:
    """A finding that asks for a human."""
    return Finding(
        rule=BY_HAND.id, severity=BY_HAND.severity, message=message, hint=hint, location=location, subject=subject
    )


def uneditable(location: Location, message: str, subject: str = "", hint: str = "") -> Finding:
    """A finding about something that is left as it is."""
    return Finding(
        rule=UNEDITABLE.id, severity=UNEDITABLE.severity, message=message, hint=hint, location=location, subject=subject
    )
