"""What Kubernetes reads from YAML, recorded, against what we read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kgwctl.manifests.reading import ReadingError
from kgwctl.manifests.yaml_reader import read_document

#: Every reading that differs, and why. This list only shrinks.
EXPLAINED = {
    "generated: 40": "a value without JSON form (.nan) that a duplicate key replaces is refused nevertheless",
    "generated: 641": "libyaml refuses a bracket inside of a tag, go-yaml takes it for part of the tag",
}
REQUIRED = 0.995


def reading(text: str) -> dict[str, Any]:
    try:
        read = read_document(text)
    except ReadingError:
        return {"error": True, "strict_error": True, "json": None}
    strict = any(duplicate.clash != "type" for duplicate in read.duplicates)
    return {"error": False, "strict_error": strict, "json": read.value}


def same(recorded: dict[str, Any], ours: dict[str, Any]) -> bool:
    if any(recorded[name] != ours[name] for name in ("error", "strict_error")):
        return False
    return recorded["json"] == "(long)" or canonical(recorded["json"]) == canonical(ours["json"])


def canonical(value: Any) -> str:
    """Tells 1 from 1.0 and from true, which ``==`` does not."""
    return json.dumps(value, sort_keys=True)


@pytest.fixture(scope="module")
def readings(conformance: Path) -> list[dict[str, Any]]:
    with (conformance / "yaml-readings.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_readings(readings: list[dict[str, Any]]) -> None:
    missed = {each["name"] for each in readings if not same(each, reading(each["text"]))}
    assert len(missed) <= (1 - REQUIRED) * len(readings)
    assert missed == {each["name"] for each in readings} & EXPLAINED.keys()
