"""Semantic versions: Kubernetes' semver library (semver.org 2.0.0)."""

from __future__ import annotations

import re

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.library.overload import function, method
from kgwctl.cel.values import Opaque
from kgwctl.scalars.whole_number import whole_number

_NUMBER = r"(0|[1-9][0-9]*)"
_IDENTIFIERS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-({_IDENTIFIERS}))?(?:\+({_IDENTIFIERS}))?")


class Semver(Opaque):
    """A version; ``build`` takes no part in comparison."""

    __slots__ = ("build", "numbers", "prerelease")
    type_name = "kubernetes.Semver"

    def __init__(self, numbers: tuple[int, int, int], prerelease: tuple[str, ...], build: str) -> None:
        self.numbers = numbers
        self.prerelease = prerelease
        self.build = build

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Semver) and self.order() == other.order()

    def __hash__(self) -> int:
        return hash(self.order())

    def __str__(self) -> str:
        text = ".".join(map(str, self.numbers)) + ("-" + ".".join(self.prerelease) if self.prerelease else "")
        return f"{text}+{self.build}" if self.build else text

    def order(self) -> tuple[object, ...]:
        """A key that sorts versions: a prerelease before its release, numbers before words."""
        parts = tuple((0, whole_number(part), "") if part.isdigit() else (1, 0, part) for part in self.prerelease)
        return (self.numbers, not parts, parts)


def semver(text: str, normalize: bool = False) -> Semver:
    """``semver("1.2.3")``; normalizing allows ``v1``, ``1.2`` and leading zeros. Raises :class:`EvaluationError`."""
    match = _VERSION.fullmatch(_normalized(text) if normalize else text)
    if match is None:
        raise EvaluationError(f"{text!r} is not a semantic version")
    numbers = (whole_number(match[1]), whole_number(match[2]), whole_number(match[3]))
    prerelease = tuple(match[4].split(".")) if match[4] else ()
    if max(numbers) >= 2**64 or any(part.isdigit() and len(part) > 1 and part[0] == "0" for part in prerelease):
        raise EvaluationError(f"{text!r} is not a semantic version")
    return Semver(numbers, prerelease, match[5] or "")


def _normalized(text: str) -> str:
    parts = text.removeprefix("v").split(".", 2)
    for position, part in enumerate(parts):
        if len(part) > 1:
            trimmed = part.lstrip("0")
            parts[position] = trimmed if trimmed and trimmed[0].isdigit() else "0" + trimmed
    if len(parts) < 3 and re.search("[+-]", parts[-1]):
        raise EvaluationError(f"{text!r}: a short version cannot have a prerelease or build")
    return ".".join([*parts, "0", "0"][: max(3, len(parts))])


def is_semver(text: str, normalize: bool = False) -> bool:
    """Whether ``semver(text, normalize)`` has a value."""
    try:
        semver(text, normalize)
    except EvaluationError:
        return False
    return True


def compare(left: Semver, right: Semver) -> int:
    """-1, 0 or 1, by precedence."""
    return (left.order() > right.order()) - (left.order() < right.order())


OVERLOADS = (
    function("semver", (str,), Semver, semver),
    function("semver", (str, bool), Semver, semver),
    function("isSemver", (str,), bool, is_semver),
    function("isSemver", (str, bool), bool, is_semver),
    method("major", (Semver,), int, lambda version: version.numbers[0]),
    method("minor", (Semver,), int, lambda version: version.numbers[1]),
    method("patch", (Semver,), int, lambda version: version.numbers[2]),
    method("isGreaterThan", (Semver, Semver), bool, lambda left, right: compare(left, right) > 0),
    method("isLessThan", (Semver, Semver), bool, lambda left, right: compare(left, right) < 0),
    method("compareTo", (Semver, Semver), int, compare),
)
