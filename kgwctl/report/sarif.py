"""SARIF 2.1.0, for code scanning. Paths are relative, fingerprints survive moved lines."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from kgwctl.diagnostics import Finding, Rule, Severity, format_path
from kgwctl.printable import escaped_json

if TYPE_CHECKING:
    from kgwctl.report.model import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(report: Report) -> dict[str, Any]:
    """The report as one SARIF run."""
    ids = sorted({finding.rule for finding in report.findings})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kgwctl",
                        "version": report.version,
                        "rules": [_rule(rule_id, report.rules.get(rule_id)) for rule_id in ids],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, ids.index(finding.rule)) for finding in report.findings],
            }
        ],
    }


def render(report: Report) -> str:
    """The run as indented JSON."""
    import msgspec

    return escaped_json(msgspec.json.format(msgspec.json.encode(sarif(report)), indent=2)).decode() + "\n"


def _rule(rule_id: str, rule: Rule | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": rule_id}
    if rule is not None:
        entry["name"] = rule.name
        entry["shortDescription"] = {"text": rule.summary}
        if rule.explanation:
            entry["fullDescription"] = {"text": rule.explanation}
        entry["defaultConfiguration"] = {"level": _LEVEL[rule.severity]}
    return entry


def _result(finding: Finding, index: int) -> dict[str, Any]:
    text = finding.message if not finding.hint else f"{finding.message}\n{finding.hint}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVEL[finding.severity],
        "message": {"text": text},
        "partialFingerprints": {"kgwctl/v1": fingerprint(finding)},
    }
    if finding.worlds:
        result["properties"] = {"worlds": list(finding.worlds)}
    if finding.location:
        result["locations"] = [_location(finding)]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    at = finding.location
    assert at is not None
    physical: dict[str, Any] = {"artifactLocation": {"uri": relative_uri(at.file), "uriBaseId": "%SRCROOT%"}}
    if at.line:
        physical["region"] = {"startLine": at.line, "startColumn": max(at.column, 1)}
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.subject:
        name = " ".join(part for part in (finding.subject, format_path(finding.path)) if part)
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    return location


def fingerprint(finding: Finding) -> str:
    """The same for the same problem in the same object, wherever the object moves inside its file."""
    file = finding.location.file if finding.location else ""
    parts = (finding.rule, relative_uri(file), finding.subject, format_path(finding.path), finding.message)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def relative_uri(file: str) -> str:
    """:func:`relative_path` as a URI reference."""
    from urllib.parse import quote

    return quote(relative_path(file))


def relative_path(file: str) -> str:
    """``file`` relative to the working directory where possible, with slashes."""
    import os

    path = file
    if os.path.isabs(file):  # noqa: PTH117 - only text is wanted, no path object
        relative = os.path.relpath(file)
        path = file if relative.startswith("..") else relative
    return path.replace(os.sep, "/").removeprefix("./")
