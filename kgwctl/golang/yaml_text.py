"""YAML as ``sigs.k8s.io/yaml`` writes it, which is how Helm's ``toYaml`` and Kubernetes' tools do.

Keys are in go-yaml's natural order, lists stand at the column of their key, long plain text folds at
80 columns, text with line breaks is a literal block, and text that reads as something else is in
double quotes.
"""

from __future__ import annotations

import re
from functools import cmp_to_key
from typing import Any

import yaml

#: Plain text that YAML 1.1 or go-yaml reads as null, boolean, number or time, and so is quoted.
_READ_OTHERWISE = re.compile(
    r"(?:|~|null|Null|NULL|y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF|true|True|TRUE|false|False|FALSE"
    r"|[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)"
    r"|[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|<<|="
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ]\S*.*)?)"
)


def to_go_yaml(value: Any) -> str:
    """JSON data as YAML text, ending in a newline."""
    return yaml.dump(_sorted(value), Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text:
        style = "|"
    elif _READ_OTHERWISE.fullmatch(text):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_float(dumper: _Dumper, number: float) -> yaml.ScalarNode:
    """A whole number is written without fraction, whatever type JSON gave it."""
    if number.is_integer() and abs(number) < 1 << 63:
        return dumper.represent_scalar("tag:yaml.org,2002:int", str(int(number)))
    return dumper.represent_scalar("tag:yaml.org,2002:float", repr(number))


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(float, _represent_float)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=cmp_to_key(_compare_keys))}
    return [_sorted(one) for one in value] if isinstance(value, list | tuple) else value


def _compare_keys(left: str, right: str) -> int:
    """go-yaml's order: letters by code point, digits as numbers, other characters before letters."""
    digits = False
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one == other:
            digits = one.isdigit()
            continue
        if one.isalpha() or other.isalpha():
            if one.isalpha() and other.isalpha():
                return -1 if one < other else 1
            # After a digit the shorter number comes first; elsewhere letters come last.
            return -1 if one.isalpha() == digits else 1
        inside = "0" in (one, other) and re.search(r"[1-9][0-9]*$", left[:index]) is not None
        first, second = _number(left[index:], inside), _number(right[index:], inside)
        if first != second:
            return -1 if first < second else 1
        return -1 if one < other else 1
    return len(left) - len(right)


def _number(text: str, inside: bool) -> tuple[int, int]:
    """The number that ``text`` begins with, and its length; ``inside`` of a longer one its zeros count."""
    match = re.match(r"[0-9]*", text)
    found = match[0] if match else ""
    return int(f"{int(inside)}{found}"), len(found)
