"""Validation says whatever a status would: over all golden inputs, as kgwctl renders their statuses.

That the statuses are upstream's is the golden tests' business. Here every object that a condition calls
unaccepted, unresolved or unprogrammed has a finding, and nothing is called refused that a status accepts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kgwctl.api.kinds import SERVICE
from kgwctl.diagnostics import Severity
from kgwctl.envoy.render import render
from kgwctl.incremental.records import RecordReader, encode
from kgwctl.incremental.workers import Work
from kgwctl.lint.check import check
from kgwctl.lint.cross_file import check_together
from kgwctl.lint.file_check import check_file, file_options
from kgwctl.manifests import Source, read_source
from kgwctl.manifests.splitting import Chunk
from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.typing import type_documents
from kgwctl.pipeline.options import Options
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings
from tests.conftest import upstream_root

SETTINGS = Settings()
INPUTS = Path("pkg/kgateway/translator/gateway/testutils/inputs")


def inputs() -> list[Path]:
    root = upstream_root()
    return sorted((root / INPUTS).rglob("*.yaml")) if root else []


FILES = inputs()


def conditions(status: Any) -> Iterator[dict[str, str]]:
    if isinstance(status, dict) and status.keys() >= {"type", "status", "reason"}:
        yield status
    elif isinstance(status, dict | list):
        for member in status.values() if isinstance(status, dict) else status:
            yield from conditions(member)


def verdicts(objects: Any) -> tuple[set[str], set[str]]:
    """``namespace/name`` of objects with a condition that refuses them, and of all that have conditions.

    An object that is refused in the words of a policy is not meant: what is wrong is said of the policy.
    """
    refused, judged = set(), set()
    for result in render(resolve(objects, SETTINGS)):
        statuses = msgspec.to_builtins(result.statuses)
        accepted = (one for one in conditions(statuses.get("policies")) if one["type"] == "Accepted")
        of_policies = [one["message"] for one in accepted if one["status"] == "False"]
        for group, by_name in statuses.items():
            for name, status in by_name.items():
                told = [one for one in conditions(status) if one["type"] in ("Accepted", "ResolvedRefs", "Programmed")]
                short = "/".join(name.split("/")[-2:])
                judged.add(short)
                wrong = [one["message"] for one in told if one["status"] == "False"]
                if group != "policies":
                    wrong = [text for text in wrong if not any(message in text for message in of_policies)]
                if wrong:
                    refused.add(short)
    return refused, judged


@pytest.mark.skipif(not FILES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_findings_and_statuses_agree() -> None:
    unsaid, unfounded = [], []
    for path in FILES:
        source = Source(path.name, path.read_bytes())
        checked = check([source], Options(SETTINGS))
        # With Services that upstream's tests have and no API server would take.
        loose = type_documents(read_source(source)[0], defaulting="kgateway").objects
        services = (one for one in loose.of(SERVICE) if one.key not in checked.objects)
        refused, judged = verdicts(ObjectSet([*checked.objects, *services]))
        said = {one.subject.partition(" ")[2] for one in checked.findings if one.severity >= Severity.WARNING}
        unsaid += [f"{path}: {name}" for name in sorted(refused - said)]
        unfounded += [
            f"{path}: {one.rule} {one.subject}"
            for one in checked.findings
            if one.rule.startswith("KGW07") and one.subject.partition(" ")[2] in judged - refused
        ]
    assert unsaid == []
    assert unfounded == []


@pytest.mark.skipif(not FILES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_nothing_that_others_look_at_is_left_out_of_records() -> None:
    for path in FILES:
        source = Source(path.name, path.read_bytes())
        files = file_options(Options())
        whole = check_file(source, None, 0, files)
        piece = Work(source, Chunk(0, len(source.data)))
        remembered = RecordReader().part(encode(whole, 0).record, piece, 0, files).objects()
        expected = check_together(whole.resources, whole.refused, SETTINGS).findings
        assert check_together(remembered, whole.refused, SETTINGS).findings == expected, path
