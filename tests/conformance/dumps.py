# ruff: noqa: T201
"""Runs the inputs of kgateway's recorded xDS dumps and compares clusters, endpoints, listeners and routes.

``python -m tests.conformance.dumps [NAME]`` prints the table, or what differs. The dumps were recorded
from a real API server, so all defaults apply; objects without a namespace were put into ``gwtest``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from kgwctl.envoy.outside import Outside
from kgwctl.envoy.render import GatewayResult, render
from kgwctl.manifests.loading import load
from kgwctl.objects.resource import ObjectKey
from kgwctl.objects.typing import type_documents
from kgwctl.output.json_writer import to_json
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings
from tests.conformance.goldens import differences
from tests.conftest import upstream_root

DATA = Path("pkg/kgateway/setup/testdata")
GATEWAY = "gwtest/http-gw-for-test"
#: The settings of each folder of dumps.
FOLDERS: dict[str, tuple[str, ...]] = {
    "autodns": ("KGW_DNS_LOOKUP_FAMILY=AUTO",),
    "experimental": (),
    "istio_destination_rule": ("KGW_ENABLE_ISTIO_INTEGRATION=true",),
    "istio_mtls": ("KGW_ENABLE_ISTIO_INTEGRATION=true", "KGW_ENABLE_ISTIO_AUTO_MTLS=true"),
    "listenerbind/v4": ("KGW_LISTENER_BIND_IPV6=false",),
    "listenerbind/v6": ("KGW_LISTENER_BIND_IPV6=true",),
    "serviceentry/dr": ("KGW_ENABLE_ISTIO_INTEGRATION=true",),
    "standard": (),
    "traffic_distribution": ("KGW_ENABLE_ISTIO_INTEGRATION=true",),
}
#: The Pod that asks for the configuration; its labels do not say so.
PROXY = ObjectKey("", "Pod", "gwtest", "gateway")
#: The API server's own Service.
KUBERNETES = "kube_default_kubernetes_443"
#: Dumps that are equal and must stay so; grows only.
PASSING = Path(__file__).with_name("passing_dumps.txt")

_SECTIONS = ("clusters", "endpoints", "listeners", "routes")


class Dump(NamedTuple):
    """One recorded dump and the input it was recorded from."""

    id: str
    input: Path
    output: Path
    settings: tuple[str, ...]


def load_dumps() -> list[Dump]:
    """All dumps at hand; none without upstream's data."""
    root = upstream_root()
    if root is None:
        return []
    return [
        Dump(f"{folder}/{path.name}", path, path.with_name(f"{path.stem}-out.yaml"), settings)
        for folder, settings in FOLDERS.items()
        for path in sorted((root / DATA / folder).glob("*.yaml"))
        if path.with_name(f"{path.stem}-out.yaml").exists()
    ]


def passing() -> set[str]:
    """The ids of the dumps that must be equal."""
    return {line for line in PASSING.read_text().splitlines() if line and not line.startswith("#")}


def check(dump: Dump) -> list[str]:
    """What differs in a dump; empty if it is equal."""
    wanted = _comparable(yaml.load(dump.output.read_bytes(), yaml.CSafeLoader))
    got = _comparable(_actual(_run(dump)))
    return [] if wanted == got else list(differences(wanted, got))


def _run(dump: Dump) -> GatewayResult:
    common = dump.input.parents[len(Path(dump.id).parts) - 1] / "setup_yaml"
    loaded = load([str(common / "setup.yaml"), str(common / "pods.yaml"), str(dump.input)])
    typed = type_documents(loaded.documents, default_namespace="gwtest")
    resolved = resolve(typed.objects, Settings.from_pairs(dump.settings))
    (result,) = render(resolved, {GATEWAY}, outside=Outside(proxy_pods={GATEWAY: PROXY}))
    return result


def _actual(result: GatewayResult) -> dict[str, Any]:
    """The resources as Envoy gets them: without the clusters of backends with errors."""
    resources: dict[str, Any] = json.loads(to_json(result.served, show_secrets=True))
    return resources


def _comparable(resources: dict[str, Any]) -> dict[str, Any]:
    """Lists in a fixed order, where upstream's has none; endpoints one by one, as upstream compares them."""
    lists = {name: resources.get(name) or [] for name in _SECTIONS}
    clusters = [one for one in lists["clusters"] if one["name"] != KUBERNETES]
    for cluster in clusters:
        if "loadAssignment" in cluster:
            cluster["loadAssignment"] = _flattened(cluster["loadAssignment"])
    for config in lists["routes"]:
        config["virtualHosts"] = sorted(config.get("virtualHosts") or [], key=_name)
    return {
        "clusters": sorted(clusters, key=_name),
        "endpoints": {
            one["clusterName"]: _flattened(one) for one in lists["endpoints"] if "kubernetes" not in one["clusterName"]
        },
        "listeners": sorted(lists["listeners"], key=_name),
        "routes": sorted(lists["routes"], key=_name),
    }


def _flattened(assignment: dict[str, Any]) -> dict[str, Any]:
    flat = [
        {**locality, "lbEndpoints": [endpoint]}
        for locality in assignment.get("endpoints") or ()
        for endpoint in locality.get("lbEndpoints") or ()
    ]
    return {**assignment, "endpoints": sorted(flat, key=lambda one: json.dumps(one, sort_keys=True))}


def _name(resource: dict[str, Any]) -> str:
    name: str = resource["name"]
    return name


def main(arguments: list[str]) -> int:
    """Print the table, or the differences of the dumps named."""
    dumps = [dump for dump in load_dumps() if not arguments or any(word in dump.id for word in arguments)]
    equal = 0
    for dump in dumps:
        try:
            differing = check(dump)
        except Exception as error:  # The table goes on past a dump that cannot be run.
            differing = [f"! {type(error).__name__}: {error}"]
        equal += not differing
        print(f"{dump.id}: {f'{len(differing)} differences' if differing else 'equal'}")
        if arguments:
            print("".join(f"  {line}\n" for line in differing), end="")
    print(f"total: {equal} / {len(dumps)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
