"""The kinds of fact that a release has: what was, what is, since when, and how a file shows it.

A ``mark`` is what a file must hold to be of interest; see :mod:`kgwctl.releases.marks`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a file must hold: these bytes, a match of this pattern, or all parts of the tuple.
Mark = bytes | re.Pattern[bytes] | tuple[bytes | re.Pattern[bytes], ...]

#: Any item of a list, in a path.
EACH = "*"


class Renamed(NamedTuple):
    """The field at ``path`` of a kind is called ``name`` now, and ``values`` are written differently."""

    kind: str
    path: tuple[str, ...]
    name: str
    values: tuple[tuple[Any, Any], ...] = ()
    marks: tuple[Mark, ...] = ()
    since: str = "v2.2.0"


class Moved(NamedTuple):
    """The field at ``path`` is below ``into``, beside it, and called ``name`` there."""

    kind: str
    path: tuple[str, ...]
    into: tuple[str, ...]
    name: str
    marks: tuple[Mark, ...] = ()
    since: str = "v2.2.0"


class Dropped(NamedTuple):
    """The field at ``path`` has no successor."""

    kind: str
    path: tuple[str, ...]
    reason: str
    todo: str
    marks: tuple[Mark, ...] = ()
    since: str = "v2.2.0"


class Required(NamedTuple):
    """The mapping at ``path`` needs ``field``; left out, it meant ``value``."""

    kind: str
    path: tuple[str, ...]
    field: str
    value: Any
    marks: tuple[Mark, ...] = ()
    since: str = "v2.2.0"


class Advice(NamedTuple):
    """What is at ``path`` needs a human, if ``applies`` to its value."""

    kind: str
    path: tuple[str, ...]
    applies: Callable[[Any], bool]
    message: str
    hint: str
    marks: tuple[Mark, ...] = ()
    since: str = "v2.2.0"


#: A fact about a field of a kind of kgateway's own.
FieldFact = Renamed | Moved | Dropped | Required | Advice


class Deprecated(NamedTuple):
    """A kind or an annotation that something else stands for, from ``since``; it goes in ``until``.

    ``before`` is its name, ``after`` what takes its place. ``marks`` are the words that show it.
    """

    before: str
    after: str
    marks: tuple[Mark, ...]
    since: str = "v2.2.0"
    until: str = "v2.3.0"


class Reread(NamedTuple):
    """Text at ``path`` of a kind that is read in another way; ``marks`` are what such text holds."""

    kind: str
    path: tuple[str, ...]
    marks: tuple[bytes, ...]
    since: str = "v2.2.0"


class RemovedValue(NamedTuple):
    """A value of the chart, or a variable of the controller, that is gone.

    ``harmless`` are settings under which nothing is lost.
    """

    path: tuple[str, ...]
    reason: str
    todo: str
    harmless: tuple[Any, ...] = ()
    marks: tuple[Mark, ...] = ()
    since: str = "v2.2.0"


class DoubtfulValue(NamedTuple):
    """A value of the chart, or a variable, that stays and should be looked at if it is one of ``values``."""

    path: tuple[str, ...]
    values: tuple[Any, ...]
    message: str
    hint: str
    marks: tuple[Mark, ...] = ()
    since: str = "v2.2.0"


class Misspelt(NamedTuple):
    """A variable whose wrong spelling got about."""

    path: tuple[str, ...]
    before: str
    after: str
    since: str = "v2.2.0"


#: A fact about the installation of the controller.
ChartFact = RemovedValue | DoubtfulValue | Misspelt
