"""Every field of policies and backends comes to what kgateway v2.2.0 itself makes of it.

The expectation was recorded from the controller's own translator. It has no store of key sets, which a
store of ours stands in for that says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kgwctl.agentgateway.backends.translate import translate_backend
from kgwctl.agentgateway.environment import AGENTGATEWAY_GROUP, Environment
from kgwctl.agentgateway.jwks.stores import KeySetProblem, config_map_name
from kgwctl.agentgateway.policies.translate import translate_policy
from kgwctl.api.agentgateway.backend import AgentgatewayBackend
from kgwctl.api.agentgateway.policy import AgentgatewayPolicy
from kgwctl.envoy.coverage import fields
from kgwctl.manifests import Source, read_source
from kgwctl.objects.typing import type_documents
from kgwctl.resolve.namespaces import Namespaces
from kgwctl.settings import Settings
from tests.agentgateway.world import plain

CASES = Path(__file__).with_name("cases")
INPUT = (CASES / "every_field.yaml").read_bytes()
EXPECTED: dict[str, Any] = yaml.load((CASES / "every_field.expected.yaml").read_bytes(), yaml.CSafeLoader)


class NoStore:
    """A store of key sets in which there are none."""

    def text(self, url: str) -> str:
        """Raises :class:`KeySetProblem`."""
        raise KeySetProblem(f"jwks ConfigMap kgateway-system/{config_map_name(url)} isn't available")


def made() -> dict[str, dict[str, Any]]:
    """What we make of the input."""
    objects = type_documents(read_source(Source("<case>", INPUT))[0], defaulting="none").objects
    env = Environment(objects, Namespaces(objects, Settings()), NoStore())
    policies, backends = {}, {}
    for policy in objects.of((AGENTGATEWAY_GROUP, "AgentgatewayPolicy")):
        one = translate_policy(policy, env)
        policies[policy.key.namespaced_name] = {"policies": plain(one.policies), "status": one.status}
    for backend in objects.of((AGENTGATEWAY_GROUP, "AgentgatewayBackend")):
        other = translate_backend(backend, env)
        backends[backend.key.namespaced_name] = {"backends": plain(other.backends), "status": other.status}
    return {"policies": policies, "backends": backends}


@pytest.mark.parametrize("section", ["policies", "backends"])
def test_it_is_what_the_controller_makes(section: str) -> None:
    assert made()[section] == EXPECTED[section]


def _said(value: Any, path: str) -> Iterator[str]:
    """Every path of a manifest; lists are not marked."""
    yield path
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _said(member, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for member in value:
            yield from _said(member, path)


def _one_place(path: str) -> str:
    """The same settings stand in several places, and are translated by the same modules there."""
    _, nested, setting = path.rpartition(".policies.")
    if nested or path.startswith("spec.policies."):
        return f"spec.backend.{setting or path.removeprefix('spec.policies.')}"
    return path.replace("spec.ai.provider.", "spec.ai.groups.providers.")


@pytest.mark.parametrize("kind", [AgentgatewayPolicy, AgentgatewayBackend], ids=lambda kind: kind.__name__)
def test_every_field_is_in_the_input(kind: Any) -> None:
    documents = [one for one in yaml.safe_load_all(INPUT) if one["kind"].startswith("Agentgateway")]
    said = {_one_place(path) for one in documents for path in _said(one, "")}
    wanted = {one for one in fields(kind) if one.startswith("spec.") and not one.startswith("spec.targetSelectors")}
    assert {one for one in wanted if _one_place(one) not in said} == set()
