# ruff: noqa: T201
"""Runs kgateway's own golden cases through the renderer and compares whole values.

``python -m tests.conformance.goldens`` prints, by group of cases, how many are equal;
``python -m tests.conformance.goldens NAME`` prints what differs in the cases whose name contains NAME.

A case is run as upstream's harness runs it: only kgateway's own kinds get their defaults, objects age
in load order. What upstream's harness adds or ignores is named below; nothing else is normalised.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from kgwctl.envoy.binary import find_envoy
from kgwctl.envoy.render import GatewayResult, render
from kgwctl.manifests.document import Document, Source
from kgwctl.manifests.loading import load
from kgwctl.objects.resource import Age, ObjectKey, Resource
from kgwctl.objects.typing import type_documents
from kgwctl.output.json_writer import to_json
from kgwctl.resolve.model import Backend
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings
from kgwctl.xds.strict import asking
from tests.conftest import conformance_root, upstream_root

#: The folder of upstream's Envoy translator suite.
SUITE = Path("pkg/kgateway/translator/gateway/testutils")
#: A backend of a kind that only upstream's harness knows; its cluster is in every recorded output.
HARNESS_BACKEND = ObjectKey("", "test-backend-plugin", "default", "example-svc")
#: GatewayClasses that upstream's harness makes besides the built-in one.
HARNESS_CLASSES = {"kgateway-waypoint": "kgateway.dev/kgateway", "example-gateway-class": "kgateway.dev/kgateway"}
#: Cases that are equal and must stay so; grows only.
PASSING = Path(__file__).with_name("passing.txt")

_SECTIONS = {"Clusters": "clusters", "Listeners": "listeners", "Routes": "routes", "Secrets": "secrets"}


class Case(NamedTuple):
    """One golden: its inputs in load order, the recorded output, and how it is run."""

    name: str
    inputs: tuple[Path, ...]
    output: Path
    gateway: str
    settings: tuple[str, ...]

    @property
    def group(self) -> str:
        """The folder of the output, by which results are summed up."""
        return self.output.parent.name if self.output.parent.name != "outputs" else self.output.stem

    @property
    def id(self) -> str:
        """The case's name without spaces, as tests and the list of passing cases write it."""
        return self.name.replace(" ", "_")


def load_cases() -> list[Case]:
    """All cases whose data is at hand; none without upstream's data."""
    root, conformance = upstream_root(), conformance_root()
    if root is None or conformance is None:
        return []
    inputs, outputs = root / SUITE / "inputs", root / SUITE / "outputs"
    listed = yaml.load((conformance / "cases.yaml").read_bytes(), yaml.CSafeLoader)
    return [
        Case(
            name=one["name"],
            inputs=tuple(inputs / path for path in one["inputs"]),
            output=outputs / one["output"],
            gateway=one["gateway"],
            settings=tuple(f"{key}={value}" for key, value in (one.get("settings") or {}).items()),
        )
        for one in listed
    ]


def passing() -> set[str]:
    """The ids of the cases that must be equal."""
    lines = PASSING.read_text().splitlines() if PASSING.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


def run(case: Case) -> GatewayResult:
    """Render the Gateway of a case."""
    loaded = load(map(str, case.inputs))
    typed = type_documents(loaded.documents, defaulting="kgateway")
    source = Source("<harness>", b"")
    resource = Resource(HARNESS_BACKEND, None, Document.of(source, 0, {}, 0, 0), Age(0, 0), {}, {})
    backend = Backend(key=HARNESS_BACKEND, port=80, resource=resource)
    resolved = resolve(typed.objects, Settings.from_pairs(case.settings), HARNESS_CLASSES, (backend,))
    envoy = find_envoy() if resolved.settings.validation_mode == "STRICT" else None
    (result,) = render(resolved, {case.gateway}, asking(envoy) if envoy is not None else None)
    return result


def actual(result: GatewayResult) -> dict[str, Any]:
    """A result in the shape of a recorded output."""
    resources = json.loads(to_json(result.resources, show_secrets=True))
    return _normalized({name: resources.get(key, []) for name, key in _SECTIONS.items()}, as_harness(result.statuses))


def as_harness(statuses: dict[str, Any]) -> dict[str, Any]:
    """Statuses as upstream's test harness makes them, which has no specs to look at.

    Its route statuses have a parent for each that was reported on, whatever sections and ports the route names,
    show an unset group or kind as empty, and give the class as controller
    (``test/translator/status.go:buildStatusesFromReports@v2.2.0``).
    """
    return {
        section: {name: _harness_route(one) for name, one in entries.items()} if section.endswith("Routes") else entries
        for section, entries in statuses.items()
    }


def _harness_route(status: dict[str, Any]) -> dict[str, Any]:
    parents: dict[tuple[str, ...], dict[str, Any]] = {}
    for parent in status["parents"]:
        assert parent["controllerName"] == "kgateway.dev/kgateway"
        given = parent["parentRef"]
        key = (given.get("group", ""), given.get("kind", ""), given["name"], given.get("namespace", ""))
        ref = {"group": key[0], "kind": key[1], "name": key[2], **({"namespace": key[3]} if key[3] else {})}
        parents[key] = {**parent, "parentRef": ref, "controllerName": "kgateway"}
    order = sorted(parents, key=lambda key: f"{key[0]}/{key[1]}/{key[2]}//0.{key[3]}")
    return {"parents": [parents[key] for key in order]}


def expected(case: Case) -> dict[str, Any]:
    """A recorded output."""
    recorded = yaml.load(case.output.read_bytes(), yaml.CSafeLoader)
    lists = {name: recorded.get(name) or [] for name in _SECTIONS}
    lists["Clusters"] = [*lists["Clusters"], *(recorded.get("ExtraClusters") or [])]
    return _normalized(lists, recorded.get("Statuses") or {})


def _normalized(lists: dict[str, Any], statuses: dict[str, Any]) -> dict[str, Any]:
    for name, values in lists.items():
        lists[name] = _with_sorted_credentials(sorted(values, key=lambda one: one["name"]))
    return {**lists, "Statuses": _without_transition_times({key: value for key, value in statuses.items() if value})}


def _with_sorted_credentials(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_sorted_credentials(one) for one in value]
    if not isinstance(value, dict):
        return value
    made = {key: _with_sorted_credentials(one) for key, one in value.items()}
    if "credentials" in made and "api_key_auth" in str(made.get("@type")):
        made["credentials"] = sorted(made["credentials"], key=lambda one: one.get("client", ""))
    return made


def _without_transition_times(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_transition_times(one) for one in value]
    if isinstance(value, dict):
        return {key: _without_transition_times(one) for key, one in value.items() if key != "lastTransitionTime"}
    return value


def differences(wanted: Any, got: Any, path: str = "") -> Iterator[str]:
    """Readable lines, one for each place where two values differ."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key in sorted({*wanted, *got}, key=str):
            where = f"{path}.{key}" if path else str(key)
            if key not in got:
                yield f"- {where}: {_short(wanted[key])}"
            elif key not in wanted:
                yield f"+ {where}: {_short(got[key])}"
            else:
                yield from differences(wanted[key], got[key], where)
    elif isinstance(wanted, list) and isinstance(got, list):
        yield from _list_differences(wanted, got, path)
    elif wanted != got:
        yield f"! {path}: wanted {_short(wanted)}, got {_short(got)}"


def _list_differences(wanted: list[Any], got: list[Any], path: str) -> Iterator[str]:
    names = [one.get("name") if isinstance(one, dict) else None for one in (*wanted, *got)]
    if None not in names and len({*names[: len(wanted)]}) == len(wanted) and len({*names[len(wanted) :]}) == len(got):
        order = [one["name"] for one in wanted], [one["name"] for one in got]
        yield from differences({one["name"]: one for one in wanted}, {one["name"]: one for one in got}, path)
        if order[0] != order[1] and sorted(order[0]) == sorted(order[1]):
            yield f"! {path}: order wanted {order[0]}, got {order[1]}"
        return
    for index, (one, other) in enumerate(zip(wanted, got, strict=False)):
        yield from differences(one, other, f"{path}[{index}]")
    for index in range(len(got), len(wanted)):
        yield f"- {path}[{index}]: {_short(wanted[index])}"
    for index in range(len(wanted), len(got)):
        yield f"+ {path}[{index}]: {_short(got[index])}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 400 else f"{text[:400]}..."


def check(case: Case) -> list[str]:
    """What differs in a case; empty if it is equal."""
    wanted, got = expected(case), actual(run(case))
    return [] if wanted == got else list(differences(wanted, got))


def _outcome(case: Case) -> list[str]:
    try:
        return check(case)
    except Exception as error:  # The table goes on past a case that cannot be run.
        return [f"! {type(error).__name__}: {error}"]


def main(arguments: list[str]) -> int:
    """Print the table, or the differences of the cases named."""
    cases = load_cases()
    if arguments:
        for case in (one for one in cases if any(word in one.id for word in arguments)):
            differing = check(case)
            print(f"{case.id}: {'equal' if not differing else ''}\n  inputs: {', '.join(map(str, case.inputs))}")
            print("".join(f"  {line}\n" for line in differing), end="")
        return 0
    groups: dict[str, list[bool]] = {}
    listed = passing()
    for case in cases:
        equal = not _outcome(case)
        groups.setdefault(case.group, []).append(equal)
        if equal != (case.id in listed):
            print(f"{'newly equal' if equal else 'BROKEN'}: {case.id}")
    for group in sorted(groups):
        print(f"{group:40} {sum(groups[group]):4} / {len(groups[group])}")
    total = sum(map(sum, groups.values()))
    print(f"{'total':40} {total:4} / {len(cases)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
