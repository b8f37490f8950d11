"""The JSON Schema of ``validate -o json``."""

from __future__ import annotations

import json

from kgwctl.report.envelope import json_schema

PATH = "schemas/report.schema.json"


def render() -> str:
    """The file's text."""
    return json.dumps(json_schema(), indent=2) + "\n"
