# ruff: noqa: T201
"""Runs the golden cases of kgateway's agentgateway translator and compares whole values.

``python -m tests.conformance.agentgateway_translator [NAME]`` prints what differs in the cases whose name contains
NAME. A case is a file with its input first and what upstream's harness recorded after ``# Output``. Nothing gets its
defaults there. The harness of the routes keeps only routes and policies, that of the Gateways no addresses; each
keeps the statuses of some kinds.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from kgwctl.agentgateway.render import render
from kgwctl.agentgateway.translate import Translation
from kgwctl.output.json_writer import to_json
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings
from tests.conformance.agentgateway_goldens import Case, resolved_input
from tests.conformance.goldens import differences
from tests.conftest import upstream_root

SUITE = Path("pkg/agentgateway/translator/testdata")
_OUTPUT = "---\n# Output"
_SECTIONS = {
    "Gateway": "gateways",
    "HTTPRoute": "httpRoutes",
    "GRPCRoute": "grpcRoutes",
    "TCPRoute": "tcpRoutes",
    "TLSRoute": "tlsRoutes",
    "AgentgatewayBackend": "backends",
}
#: What each harness keeps: prefixes of resource names, kinds of statuses.
_KEPT = {
    "gateways": (("",), ("Gateway",)),
    "routes": (
        ("route/", "tcp_route/", "policy/"),
        ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "InferencePool"),
    ),
    "backends": (("",), ("AgentgatewayBackend",)),
}
_NAMES = {"tcpRoute": "tcp_route"}


def load_cases() -> list[Case]:
    """All cases whose data is at hand; none without upstream's data."""
    root = upstream_root()
    if root is None:
        return []
    found = []
    for folder in (root / SUITE / name for name in _KEPT):
        defaults = (folder / "_defaults.yaml").read_text()
        found += [Case(path, defaults) for path in sorted(folder.glob("*.yaml")) if path.name != "_defaults.yaml"]
    return found


def run(case: Case) -> dict[str, Any]:
    """The resources of a case, those of Gateways and those of all of them, its addresses and its statuses."""
    text = case.path.read_text()
    resolved = resolved_input(f"{case.defaults.rstrip('-')}\n---\n{text[: text.index(_OUTPUT)]}")
    translation = Translation(resolve(resolved.objects, Settings(), plane=AGENTGATEWAY))
    prefixes, kinds = _KEPT[case.path.parent.name]
    made = [(None, translation.everywhere)]
    made += [(one.resource.key, translation.of_gateway(one)) for one in translation.gateways]
    resources = [
        {"resource": record} if gateway is None else {"gateway": _named(gateway), "resource": record}
        for gateway, named in made
        for name, record in named.items()
        if name.startswith(prefixes)
    ]
    addresses = translation.addresses if case.path.parent.name == "backends" else []
    bare = [one.service or one.workload for one in addresses]
    statuses: dict[str, Any] = {}
    for result in render(translation):
        for kind in kinds:
            statuses |= {
                f"{kind}/{name}": status for name, status in result.statuses.get(_SECTIONS.get(kind), {}).items()
            }
    if not translation.gateways:
        statuses |= {
            f"AgentgatewayBackend/{one.source.key.namespaced_name}": one.status for one in translation.backends
        }
    output = json.loads(to_json([*resources, *bare], show_secrets=True))
    return {"output": sorted(output, key=_order), "status": statuses}


def expected(case: Case) -> dict[str, Any]:
    """What upstream recorded. A route that attaches nowhere has an empty status there and none here."""
    text = case.path.read_text()
    recorded = yaml.load(text[text.index(_OUTPUT) + len(_OUTPUT) :], yaml.CSafeLoader)
    statuses = {
        f"{one['kind']}/{one['metadata']['namespace']}/{one['metadata']['name']}": _without_times(one["status"])
        for one in recorded.get("status") or ()
    }
    told = {key: status for key, status in statuses.items() if status != {"parents": []}}
    return {"output": sorted(recorded["output"] or (), key=_order), "status": told}


def _named(key: Any) -> dict[str, str]:
    return {"Name": key.name, "Namespace": key.namespace}


def _order(one: dict[str, Any]) -> str:
    resource = one.get("resource")
    if resource is None:
        return f"~{one.get('uid') or one['namespace'] + '/' + one['hostname']}"
    ((kind, value),) = resource.items()
    return f"{one.get('gateway')}{_NAMES.get(kind, kind)}/{value['key']}"


def _without_times(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_times(one) for one in value]
    if isinstance(value, dict):
        return {key: _without_times(one) for key, one in value.items() if key != "lastTransitionTime"}
    return value


def check(case: Case) -> list[str]:
    """What differs in a case; empty if it is equal."""
    wanted, got = expected(case), run(case)
    return [] if wanted == got else list(differences(wanted, got))


def main(arguments: list[str]) -> int:
    """Print what differs."""
    equal = 0
    cases = [case for case in load_cases() if not arguments or any(word in case.id for word in arguments)]
    for case in cases:
        lines = check(case)
        equal += not lines
        print("".join(f"{case.id}: {line}\n" for line in lines), end="")
    print(f"{equal} of {len(cases)} are equal")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
