"""JUnit XML: one test suite a file, one failing test case a finding, one passing case for a clean file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Finding, Severity, format_path
from kgwctl.printable import printable

if TYPE_CHECKING:
    from kgwctl.report.model import Report

# Characters that XML 1.0 cannot hold, even escaped, and look like others.
_FORBIDDEN = dict.fromkeys((65534, 65535), "�")


def render(report: Report) -> str:
    """The report as JUnit XML. Infos are reported as passing cases with their text as output."""
    from xml.etree import ElementTree

    by_file: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_file.setdefault(finding.location.file if finding.location else "kgwctl", []).append(finding)
    failures = sum(_fails(finding) for finding in report.findings)
    root = ElementTree.Element(
        "testsuites", name="kgwctl", tests=str(max(len(report.findings), 1)), failures=str(failures)
    )
    for file, findings in by_file.items():
        suite = ElementTree.SubElement(
            root, "testsuite", name=_clean(file), tests=str(len(findings)), failures=str(sum(map(_fails, findings)))
        )
        for finding in findings:
            _case(suite, finding)
    if not by_file:
        suite = ElementTree.SubElement(root, "testsuite", name="kgwctl", tests="1", failures="0")
        ElementTree.SubElement(suite, "testcase", classname="kgwctl", name="no findings")
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(suite: object, finding: Finding) -> None:
    from xml.etree import ElementTree

    name = " ".join(part for part in (finding.rule, finding.subject, format_path(finding.path)) if part)
    assert isinstance(suite, ElementTree.Element)
    case = ElementTree.SubElement(
        suite, "testcase", classname=_clean(finding.location.file if finding.location else "kgwctl"), name=_clean(name)
    )
    place = f"{finding.location}: " if finding.location else ""
    text = _clean(f"{place}{finding.message}") + (f"\n{_clean(finding.hint)}" if finding.hint else "")
    if _fails(finding):
        failure = ElementTree.SubElement(case, "failure", type=finding.severity.label, message=_clean(finding.message))
        failure.text = text
    else:
        ElementTree.SubElement(case, "system-out").text = text


def _fails(finding: Finding) -> bool:
    return finding.severity > Severity.INFO


def _clean(text: str) -> str:
    return printable(text).translate(_FORBIDDEN)
