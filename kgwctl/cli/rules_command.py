"""``kgwctl rules``: the catalogue as a list."""

from __future__ import annotations

from typing import Any

import msgspec

from kgwctl.cli.catalogue import known_rules
from kgwctl.cli.exit_codes import OK
from kgwctl.cli.results import write_result


def run(options: Any) -> int:
    """Print every rule."""
    rules = list(known_rules().values())
    if options.output == "json":
        entries = [
            {"id": rule.id, "name": rule.name, "severity": rule.severity.label, "summary": rule.summary}
            for rule in rules
        ]
        write_result(msgspec.json.format(msgspec.json.encode(entries), indent=2) + b"\n")
        return OK
    width = max(len(rule.name) for rule in rules)
    lines = [f"{rule.id}  {rule.severity.label:<7}  {rule.name:<{width}}  {rule.summary}\n" for rule in rules]
    write_result("".join(lines).encode())
    return OK
