"""The versioned JSON (and YAML) report. Its JSON Schema is published as ``schemas/report.schema.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.diagnostics import Finding, format_path
from kgwctl.printable import escaped_json

if TYPE_CHECKING:
    from kgwctl.report.model import Report

#: Raised when a consumer of an earlier report would misread this one.
VERSION = "kgwctl.dev/report/v1"


def envelope(report: Report) -> dict[str, Any]:
    """The report as plain data, keys in the order the schema lists them."""
    return {
        "apiVersion": VERSION,
        "tool": {"name": "kgwctl", "version": report.version},
        "summary": {
            "files": report.files,
            "objects": report.objects,
            **{severity.label: count for severity, count in report.counts().items()},
            "suppressed": report.suppressed,
            "skippedKinds": dict(sorted(report.skipped_kinds.items())),
            "passedOver": report.passed_over,
        },
        "notes": list(report.notes),
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity.label,
        "message": finding.message,
    }
    if finding.hint:
        entry["hint"] = finding.hint
    if finding.location:
        entry["location"] = finding.location._asdict()
    if finding.subject:
        entry["object"] = finding.subject
    if finding.path:
        entry["path"] = format_path(finding.path)
    if finding.worlds:
        entry["worlds"] = list(finding.worlds)
    return entry


def render_json(report: Report) -> str:
    """The envelope as indented JSON."""
    import msgspec

    return escaped_json(msgspec.json.format(msgspec.json.encode(envelope(report)), indent=2)).decode() + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of :func:`envelope`, for consumers."""
    from pydantic import BaseModel, ConfigDict, Field

    class Closed(BaseModel):
        model_config = ConfigDict(extra="forbid")

    class Tool(Closed):
        name: str = Field(description="Always kgwctl.")
        version: str = Field(description="The version that wrote the report.")

    class Summary(Closed):
        files: int = Field(ge=0, description="Files read.")
        objects: int = Field(ge=0, description="Objects checked.")
        error: int = Field(ge=0, description="Findings of severity error.")
        warning: int = Field(ge=0, description="Findings of severity warning.")
        info: int = Field(ge=0, description="Findings of severity info.")
        suppressed: int = Field(ge=0, description="Findings hidden by configuration, annotations or a baseline.")
        skippedKinds: dict[str, int] = Field(description="Objects of kinds without a schema, by kind.")  # noqa: N815
        passedOver: int = Field(ge=0, description="Files met in folders that hold no manifests.")  # noqa: N815

    class Place(Closed):
        file: str = Field(description="The path as given, <stdin> for standard input.")
        line: int = Field(ge=0, description="1-based line; 0: the file as a whole.")
        column: int = Field(ge=0, description="1-based column in characters; 0: the file as a whole.")

    class Entry(Closed):
        rule: str = Field(pattern=r"^KGW\d{4}$", description="The rule's stable id.")
        severity: str = Field(pattern="^(error|warning|info)$", description="How serious it is.")
        message: str = Field(description="What is wrong, in one sentence.")
        hint: str = Field(default="", description="What to do about it.")
        location: Place | None = Field(default=None, description="Where it is.")
        object: str = Field(default="", description="The object, as `Kind namespace/name`.")
        path: str = Field(default="", description="The field inside the object.")
        worlds: list[str] = Field(
            default=[], description="The worlds of the tree that it is from, if there are several."
        )

    class ReportModel(Closed):
        apiVersion: str = Field(pattern=f"^{VERSION}$", description="The version of this format.")  # noqa: N815
        tool: Tool
        summary: Summary
        notes: list[str] = Field(default=[], description="What could not be looked at, one sentence each.")
        findings: list[Entry]

    schema = ReportModel.model_json_schema()
    schema["title"] = "kgwctl report"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
