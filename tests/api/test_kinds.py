"""The kinds that are known by name, and that no other room writes them as text."""

from __future__ import annotations

import ast

from kgwctl.api import kinds
from kgwctl.api.kinds import GroupKind
from kgwctl.api.registry import KINDS
from tests.conftest import REPOSITORY

#: Kinds that a constant stands for, by group and kind.
KNOWN = {tuple(value): name for name, value in vars(kinds).items() if isinstance(value, GroupKind)}
GROUPS = {kind.group for kind in KINDS if kind.group}


def test_every_kind_with_a_type_has_a_constant() -> None:
    assert [(kind.group, kind.kind) for kind in KINDS if (kind.group, kind.kind) not in KNOWN] == []


def test_a_kind_is_the_first_part_of_an_identity() -> None:
    assert kinds.GATEWAY == ("gateway.networking.k8s.io", "Gateway")
    assert kinds.SECRET == ("", "Secret")


def _written(tree: ast.AST) -> list[str]:
    """The groups that a module writes as text, and pairs of group and kind."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in GROUPS:
            found.append(f"{node.lineno}: {node.value}")
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            pair = tuple(one.value for one in node.elts if isinstance(one, ast.Constant))
            if pair in KNOWN:
                found.append(f"{node.lineno}: {'/'.join(map(str, pair))}")
    return found


def test_no_other_room_writes_a_group_or_a_kind() -> None:
    package = REPOSITORY / "kgwctl"
    wrong = {}
    for path in package.rglob("*.py"):
        place = path.relative_to(package)
        if place.parts[0] != "api" and "bundled" not in place.parts:
            found = _written(ast.parse(path.read_text("utf-8")))
            if found:
                wrong[str(place)] = found
    assert wrong == {}
