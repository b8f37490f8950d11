"""Every field of the parameters changes what is deployed, but for those that are said to change nothing.

The fields are walked by type: each is set to two different values, all else equal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import msgspec.inspect as inspection
import pytest

from kgwctl.api import registry
from kgwctl.api.agentgateway.parameters import AgentgatewayParameters
from kgwctl.api.kgateway.gateway_parameters.parameters import GatewayParameters
from kgwctl.envoy.coverage import Claim, claims_of
from kgwctl.proxy.deploy import deployed
from kgwctl.resolve.resolved import ResolvedPlanes
from kgwctl.settings import Settings
from tests.proxy.inputs import AGENTGATEWAY, KGATEWAY
from tests.resolve.inputs import objects

#: A field inside a Kubernetes type that upstream's merge does not know, so that it is lost beside the defaults.
LOST_IN_MERGING = "spec.kube.envoyContainer.securityContext.appArmorProfile"
#: Two values of the overlays' specs, which have no fields of their own.
OVERLAYS: dict[str, tuple[Any, Any]] = {
    "deployment": ({"replicas": 5}, {"replicas": 6}),
    "service": ({"type": "A"}, {"type": "B"}),
    "serviceAccount": ({"a": 1}, {"a": 2}),
    "podDisruptionBudget": ({"minAvailable": 1}, {"minAvailable": 2}),
    "horizontalPodAutoscaler": ({"maxReplicas": 5}, {"maxReplicas": 6}),
}
#: What has to be said besides for a field to count.
BESIDES = {"spec.kube.service.ports.nodePort": {"kube": {"service": {"type": "NodePort"}}}}


def _leaves(of: inspection.Type, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], inspection.Type]]:
    of = _plain(of)
    if isinstance(of, inspection.StructType):
        for field in of.fields:
            yield from _leaves(field.type, (*path, field.encode_name))
    elif isinstance(of, (inspection.VarTupleType, inspection.ListType)):
        yield from _leaves(of.item_type, path)
    else:
        yield path, of


def _plain(of: inspection.Type) -> inspection.Type:
    while isinstance(of, (inspection.Metadata, inspection.UnionType)):
        if isinstance(of, inspection.Metadata):
            of = of.type
        else:
            of = next(one for one in of.types if not isinstance(one, inspection.NoneType))
    return of


def _samples(of: inspection.Type, path: tuple[str, ...]) -> tuple[Any, Any]:
    if path[-1] == "spec" and path[-2] in OVERLAYS:
        return OVERLAYS[path[-2]]
    if isinstance(of, inspection.DictType):
        first, second = _samples(_plain(of.value_type), (*path, ""))
        return {"k": first}, {"k": second}
    if isinstance(of, inspection.BoolType):
        return True, False
    if isinstance(of, inspection.IntType):
        return 5, 6
    if isinstance(of, inspection.LiteralType):
        return of.values[0], of.values[1]
    return "a1", "b2"


def _with(of: inspection.Type, path: tuple[str, ...], value: Any) -> Any:
    """The smallest value of a type that has ``value`` at ``path``."""
    of = _plain(of)
    if isinstance(of, (inspection.VarTupleType, inspection.ListType)):
        return [_with(of.item_type, path, value)]
    if not isinstance(of, inspection.StructType):
        return value if not path else _samples(of, ("", ""))[0]
    made = {}
    for field in of.fields:
        if path and field.encode_name == path[0]:
            made[field.encode_name] = _with(field.type, path[1:], value)
        elif field.required:
            made[field.encode_name] = _with(field.type, (), _samples(_plain(field.type), ("", ""))[0])
    return made


def _merged(one: Any, other: Any) -> Any:
    result = deepcopy(one)
    for key, value in other.items():
        result[key] = _merged(result[key], value) if isinstance(result.get(key), dict) else value
    return result


def _deployed(gateway: str, kind: str, group: str, spec: Any) -> str:
    parameters = {
        "apiVersion": f"{group}/v1alpha1",
        "kind": kind,
        "metadata": {"name": "own", "namespace": "web"},
        "spec": spec,
    }
    found = objects(gateway, json.dumps(parameters))
    (resolved,) = ResolvedPlanes(found, Settings.from_pairs(["KGW_ENABLE_ISTIO_AUTO_MTLS=true"])).occurring
    return json.dumps(deployed(resolved.gateways[0], resolved))


def _longest(claims: tuple[Claim, ...], field: str) -> Claim:
    leading = [claim for claim in claims if field == claim.path or field.startswith(f"{claim.path}.")]
    return max(leading, key=lambda claim: len(claim.path))


@pytest.mark.parametrize(
    ("cls", "gateway", "group"),
    [
        (GatewayParameters, KGATEWAY, registry.KGATEWAY),
        (AgentgatewayParameters, AGENTGATEWAY, registry.AGENTGATEWAY),
    ],
)
def test_fields(cls: type, gateway: str, group: str) -> None:
    kind = next(one for one in registry.KINDS if one.kind == cls.__name__)
    claims = claims_of(kind)
    spec = next(field.type for field in inspection.type_info(cls).fields if field.encode_name == "spec")
    wrong = []
    seen = 0
    for path, of in _leaves(spec, ()):
        name = ".".join(("spec", *path))
        if name == "spec.selfManaged":
            continue  # Whether it is there is all that counts; a test of its own shows that.
        first, second = (
            _deployed(gateway, cls.__name__, group, _merged(_with(spec, path, value), BESIDES.get(name, {})))
            for value in _samples(of, ("", *path))
        )
        effect = not _longest(claims, name).reason and not name.startswith(LOST_IN_MERGING)
        seen += 1
        if (first != second) != effect:
            wrong.append(name)
    assert wrong == []
    assert seen > 20
