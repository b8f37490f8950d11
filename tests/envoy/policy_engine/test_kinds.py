from __future__ import annotations

from importlib import import_module

import pytest

from kgwctl.envoy.policy_kinds import KINDS, kinds_for
from tests.resolve.inputs import GATEWAY, objects

POLICY = """
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata: {name: p}
spec: {status: 200}
"""


@pytest.mark.parametrize(("group_kind", "module"), KINDS)
def test_module_has_the_kind_it_stands_for(group_kind: tuple[str, str], module: str) -> None:
    assert import_module(module).KIND.group_kind == group_kind


def test_only_kinds_of_the_input_are_loaded() -> None:
    assert [kind.group_kind.kind for kind in kinds_for(objects(GATEWAY))] == ["builtin"]
    assert [kind.group_kind.kind for kind in kinds_for(objects(GATEWAY, POLICY))] == ["builtin", "DirectResponse"]
