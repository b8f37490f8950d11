"""GitHub workflow commands, which GitHub shows as annotations on the changed lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Finding, Severity
from kgwctl.printable import printable
from kgwctl.report.sarif import relative_path

if TYPE_CHECKING:
    from kgwctl.report.model import Report

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """One workflow command a finding; nothing for a clean run."""
    return "".join(_command(finding) + "\n" for finding in report.findings)


def _command(finding: Finding) -> str:
    properties = {"title": f"{finding.rule} {finding.subject}".strip()}
    if finding.location:
        properties["file"] = relative_path(finding.location.file)
        if finding.location.line:
            properties["line"] = str(finding.location.line)
            properties["col"] = str(finding.location.column)
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = "\n".join(printable(part) for part in (finding.message, finding.hint) if part)
    return f"::{_COMMAND[finding.severity]} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
