"""The one shape of every message: a finding about a place in a manifest.

Everything that has something to say about the input (loader, schema, CEL, resolution,
lint, migration) returns :class:`Finding` values. Nobody prints; ``report`` words them.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

import msgspec


class Severity(enum.IntEnum):
    """How serious a finding is. Higher is worse, so thresholds compare with ``>=``."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The lower-case word used in every output format."""
        return self.name.lower()


class Location(NamedTuple):
    """A place in an input: 1-based line and column (in characters) of ``file``.

    ``file`` is the path as the user gave it (``<stdin>`` for standard input). Line 0 means
    the file as a whole.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the rule catalogue: what a finding's ``rule`` id stands for.

    ``id`` is stable (``KGW0101``), ``name`` a short slug, ``summary`` one sentence. ``explanation``
    says why it matters and what to do; ``bad`` and ``good`` are manifests (or excerpts) that do and
    do not trigger it. ``since`` is the kgateway release that brought the behaviour, ``migration``
    the ``kgwctl migrate`` id that repairs it. Findings of a rule ``across_files`` are about what is not
    there, and may be in a file that was not given.
    """

    id: str
    name: str
    severity: Severity
    summary: str
    explanation: str = ""
    bad: str = ""
    good: str = ""
    since: str = ""
    migration: str = ""
    across_files: bool = False


#: A field path inside one object: mapping keys and list indexes from the root.
FieldPath = tuple[str | int, ...]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One message.

    ``rule`` is the catalogue's stable id (``KGW0101``); ``message`` says what is wrong in one
    sentence and ``hint`` what to do about it. ``subject`` names the object
    (``HTTPRoute default/web``), ``path`` the field inside it. ``missing`` names the object that is not
    among the inputs (``Service default/web``) where that is what is wrong; ``worlds`` the worlds of a
    repository in which it is wrong, where there are several.
    """

    rule: str
    severity: Severity
    message: str
    hint: str = ""
    location: Location | None = None
    subject: str = ""
    path: FieldPath = ()
    missing: str = ""
    worlds: tuple[str, ...] = ()


def format_path(path: FieldPath) -> str:
    """``("spec", "rules", 0, "name")`` as ``spec.rules[0].name``, Kubernetes' own notation."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text
