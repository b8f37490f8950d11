"""The JSON Schema of ``.kgwctl.yaml``."""

from __future__ import annotations

import json

from kgwctl.cli.config_file import json_schema

PATH = "schemas/config.schema.json"


def render() -> str:
    """The file's text."""
    return json.dumps(json_schema(), indent=2) + "\n"
