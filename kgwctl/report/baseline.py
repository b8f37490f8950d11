"""A baseline: findings that a project has decided to live with for now, so that only new ones count."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.report.sarif import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.diagnostics import Finding

VERSION = "kgwctl.dev/baseline/v1"


class BaselineError(ValueError):
    """A file that is no baseline; the text says why."""


class Filtered(NamedTuple):
    """Findings that are not in the baseline, and how many were. ``fixed`` counts entries nothing matched."""

    findings: tuple[Finding, ...]
    suppressed: int
    fixed: int


def write(findings: Iterable[Finding]) -> bytes:
    """A baseline of ``findings``, sorted, so that it merges well."""
    import msgspec

    entries = [
        {
            "fingerprint": fingerprint(finding),
            "rule": finding.rule,
            "file": finding.location.file if finding.location else "",
            "object": finding.subject,
            "message": finding.message,
        }
        for finding in findings
    ]
    entries.sort(key=lambda entry: (entry["file"], entry["object"], entry["rule"], entry["message"]))
    document = {"apiVersion": VERSION, "findings": entries}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def read(data: bytes) -> Counter[str]:
    """How often each fingerprint is in a baseline. Raises :class:`BaselineError`."""
    import msgspec

    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BaselineError(f"not JSON: {error}") from None
    except RecursionError:
        raise BaselineError("not JSON that can be read: nested too deeply") from None
    if not isinstance(document, dict) or document.get("apiVersion") != VERSION:
        raise BaselineError(f"not a baseline: apiVersion must be {VERSION}")
    entries = document.get("findings")
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("fingerprint"), str) for entry in entries
    ):
        raise BaselineError("findings must be a list of objects with a fingerprint")
    return Counter(entry["fingerprint"] for entry in entries)


def without(findings: Iterable[Finding], known: Counter[str]) -> Filtered:
    """``findings`` without those the baseline knows; one entry hides one finding."""
    left = Counter(known)
    new: list[Finding] = []
    suppressed = 0
    for finding in findings:
        mark = fingerprint(finding)
        if left[mark] > 0:
            left[mark] -= 1
            suppressed += 1
        else:
            new.append(finding)
    return Filtered(tuple(new), suppressed, sum(left.values()))
