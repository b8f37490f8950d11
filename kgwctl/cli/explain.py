"""``kgwctl explain RULE``: one rule with its examples."""

from __future__ import annotations

from typing import Any

from kgwctl.cli.catalogue import find_rule, known_rules
from kgwctl.cli.exit_codes import OK, USAGE
from kgwctl.cli.messages import complain
from kgwctl.cli.results import write_result


def run(options: Any) -> int:
    """Print one rule, or say which one may have been meant."""
    rule = find_rule(options.argument)
    if rule is None:
        from difflib import get_close_matches

        words = [word for one in known_rules().values() for word in (one.id, one.name)]
        near = get_close_matches(options.argument, words, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]}?" if near else "; see `kgwctl rules`"
        complain(options.program, f"no rule is called {options.argument}{hint}")
        return USAGE
    lines = [f"{rule.id} {rule.name} ({rule.severity.label})", "", rule.summary]
    if rule.explanation:
        lines += ["", rule.explanation]
    for title, example in (("Breaks it:", rule.bad), ("Does not:", rule.good)):
        if example:
            lines += ["", title, "", *(f"    {line}" for line in example.rstrip().splitlines())]
    if rule.migration:
        lines += ["", f"`kgwctl migrate --only {rule.migration}` repairs it."]
    write_result(("\n".join(lines) + "\n").encode())
    return OK
