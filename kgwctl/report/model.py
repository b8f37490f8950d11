"""What every format prints: the findings of one run and a few counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from kgwctl.diagnostics import Finding, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a run. ``findings`` are in input order; ``suppressed`` counts those hidden on
    request (ignored rules, annotations, a baseline); ``skipped_kinds`` counts objects without a
    schema by kind, ``passed_over`` files that hold no manifests; ``notes`` say what could not be looked at;
    ``rules`` holds the catalogue entries of the rules that occur, if a format needs them.
    """

    version: str
    findings: tuple[Finding, ...] = ()
    rules: Mapping[str, Rule] = {}
    files: int = 0
    objects: int = 0
    suppressed: int = 0
    skipped_kinds: Mapping[str, int] = {}
    passed_over: int = 0
    notes: tuple[str, ...] = ()

    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity, all severities present."""
        counted = Counter(finding.severity for finding in self.findings)
        return {severity: counted[severity] for severity in sorted(Severity, reverse=True)}

    def at_least(self, threshold: Severity | None) -> bool:
        """Whether any finding reaches ``threshold`` (``None``: never)."""
        return threshold is not None and any(finding.severity >= threshold for finding in self.findings)


def order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """``findings`` as reports list them: by file, place, rule and text. Stable over runs and machines."""

    def place(finding: Finding) -> tuple[str, int, int, str, str]:
        at = finding.location
        return (at.file if at else "", at.line if at else 0, at.column if at else 0, finding.rule, finding.message)

    return tuple(sorted(findings, key=place))
