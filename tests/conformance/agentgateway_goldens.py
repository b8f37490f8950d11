# ruff: noqa: T201
"""Runs the golden cases of kgateway's agentgateway plugins and compares whole values.

``python -m tests.conformance.agentgateway_goldens [NAME]`` prints what differs in the cases whose name contains NAME.

A case is a file with its input first and what upstream's harness recorded after ``# Output``. Nothing gets its
defaults there, and of the statuses only transition times are left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from kgwctl.agentgateway.backends.translate import translate_backend
from kgwctl.agentgateway.environment import AGENTGATEWAY_GROUP, Environment
from kgwctl.agentgateway.jwks.stores import KeySetProblem, KeySets, StoredKeySets
from kgwctl.agentgateway.policies.translate import translate_policy
from kgwctl.manifests.document import Source
from kgwctl.manifests.loading import read_source
from kgwctl.objects.typing import type_documents
from kgwctl.output.json_writer import to_json
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.resolve.resolved import Resolved, resolve
from kgwctl.settings import Settings
from tests.conformance.goldens import differences
from tests.conftest import upstream_root

PLUGINS = Path("pkg/agentgateway/plugins/testdata")
BACKENDS = Path("pkg/kgateway/agentgatewaysyncer/backend/testdata/backend")
_OUTPUT = "---\n# Output"


class Case(NamedTuple):
    """One golden file."""

    path: Path
    defaults: str

    @property
    def id(self) -> str:
        """The folder and the name of the file."""
        return f"{self.path.parent.name}/{self.path.stem}"


def load_cases() -> list[Case]:
    """All cases whose data is at hand; none without upstream's data."""
    root = upstream_root()
    if root is None:
        return []
    folders = [root / PLUGINS / name for name in ("trafficpolicy", "backendpolicy", "frontendpolicy")]
    found = []
    for folder in (*folders, root / BACKENDS):
        defaults = folder / "_defaults.yaml"
        text = defaults.read_text() if defaults.exists() else ""
        found += [Case(path, text) for path in sorted(folder.glob("*.yaml")) if path.name != "_defaults.yaml"]
    return found


class _NoStore(KeySets):
    """The store of key sets before it is set up, as it is in the backends' harness."""

    def text(self, url: str) -> str:
        raise KeySetProblem("jwks store hasn't been initialized")


def resolved_input(text: str) -> Resolved:
    """The objects of a text without any defaults."""
    typed = type_documents(read_source(Source("<case>", text.encode()))[0], defaulting="none")
    return resolve(typed.objects, Settings(), plane=AGENTGATEWAY)


def _environment(resolved: Resolved, key_sets: KeySets) -> Environment:
    return Environment(resolved.objects, resolved.namespaces, key_sets)


def run(case: Case) -> dict[str, Any]:
    """The output in the shape of the recorded one."""
    given = case.path.read_text().partition(_OUTPUT)[0]
    resolved = resolved_input(f"{case.defaults}\n---\n{given}")
    if case.path.parent.name == "backend":
        (backend,) = resolved.objects.of((AGENTGATEWAY_GROUP, "AgentgatewayBackend"))
        made = translate_backend(backend, _environment(resolved, _NoStore()))
        status, output = made.status, [{"backend": one} for one in made.backends]
    else:
        (policy,) = resolved.objects.of((AGENTGATEWAY_GROUP, "AgentgatewayPolicy"))
        env = _environment(resolved, StoredKeySets(resolved.objects, "kgateway-system"))
        translated = translate_policy(policy, env)
        status, output = translated.status, [{"Policy": one} for one in translated.policies]
    return {"status": status, "output": json.loads(to_json(output, show_secrets=True))}


def expected(case: Case) -> dict[str, Any]:
    """The recorded output. A list that Go has as ``nil`` is an empty one."""
    recorded = yaml.load(case.path.read_text().partition(_OUTPUT)[2], yaml.CSafeLoader)
    status = {key: value for key, value in (recorded.get("status") or {}).items() if value is not None}
    for one in (*status.get("conditions", ()), *(c for a in status.get("ancestors", ()) for c in a["conditions"])):
        one.pop("lastTransitionTime")
    return {"status": status, "output": recorded["output"] or []}


def check(case: Case) -> list[str]:
    """What differs in a case; empty if it is equal."""
    wanted, got = expected(case), run(case)
    return [] if wanted == got else list(differences(wanted, got))


def main(arguments: list[str]) -> int:
    """Print how many are equal, and the differences of the cases named."""
    cases = [one for one in load_cases() if not arguments or any(word in one.id for word in arguments)]
    found = {case.id: check(case) for case in cases}
    for name, differing in found.items():
        if differing:
            print(f"{name}\n" + "".join(f"  {line}\n" for line in differing), end="")
    print(f"{sum(not differing for differing in found.values())} of {len(found)} equal")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
