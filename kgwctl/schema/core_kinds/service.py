"""Service: ports, addresses, and which fields go with which type.

Source: pkg/apis/core/validation/validation.go:ValidateService@v1.34.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kgwctl.scalars.formats import is_ipv4, is_ipv6
from kgwctl.schema.core_kinds.problems import (
    PROTOCOLS,
    duplicate,
    forbidden,
    invalid,
    number_problem,
    one_of,
    port_name_problem,
    required,
)
from kgwctl.schema.metadata import label_problem, label_value_problem, qualified_name_problem, subdomain_problem

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath
    from kgwctl.schema.errors import SchemaError

_SPEC: FieldPath = ("spec",)
_PORTS: FieldPath = ("spec", "ports")
#: What kubelets listen on; a load balancer must not publish it.
_KUBELET_PORT = 10250
_CHOICES = {
    "type": ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"),
    "sessionAffinity": ("ClientIP", "None"),
    "externalTrafficPolicy": ("Cluster", "Local"),
    "internalTrafficPolicy": ("Cluster", "Local"),
    "ipFamilyPolicy": ("PreferDualStack", "RequireDualStack", "SingleStack"),
    "trafficDistribution": ("PreferClose", "PreferSameNode", "PreferSameZone"),
}


def errors(value: dict[str, Any]) -> Iterator[SchemaError]:
    """Everything that an API server refuses in a Service whose structure is right."""
    spec = value.get("spec") or {}
    for field, choices in _CHOICES.items():
        yield from one_of((*_SPEC, field), spec.get(field) or None, choices)
    yield from _ports(spec)
    yield from _of_type(spec)
    for key, text in (spec.get("selector") or {}).items():
        path = (*_SPEC, "selector", key)
        for problem in (qualified_name_problem(key), label_value_problem(text or "")):
            if problem:
                yield invalid(path, text, problem)
    yield from _addresses(spec)


def _ports(spec: dict[str, Any]) -> Iterator[SchemaError]:
    ports = spec.get("ports") or []
    if not ports and spec.get("type") != "ExternalName" and spec.get("clusterIP") != "None":
        yield required(_PORTS, "a Service needs ports, unless it is headless or an ExternalName")
    names: set[str] = set()
    numbers: set[tuple[Any, Any]] = set()
    for index, port in enumerate(ports):
        if port is None:
            continue
        path = (*_PORTS, index)
        yield from _port(port, path, several=len(ports) > 1)
        name = port.get("name")
        if name and name in names:
            yield duplicate((*path, "name"), name)
        names.add(name or "")
        number = (port.get("protocol"), port.get("port"))
        if number in numbers:
            yield duplicate(path, f"{number[0]} {number[1]}")
        numbers.add(number)


def _port(port: dict[str, Any], path: FieldPath, *, several: bool) -> Iterator[SchemaError]:
    name = port.get("name")
    if not name and several:
        yield required((*path, "name"), "a Service with several ports needs a name for each")
    elif name and label_problem(name):
        yield invalid((*path, "name"), name, label_problem(name))
    if number_problem(port.get("port")):
        yield invalid((*path, "port"), port.get("port"), number_problem(port.get("port")))
    yield from one_of((*path, "protocol"), port.get("protocol"), PROTOCOLS)
    target = port.get("targetPort")
    if isinstance(target, str) and target:
        problem = port_name_problem(target)
    else:
        # By default the target is the port itself, whose error is said once.
        problem = number_problem(target) if isinstance(target, int) and target != port.get("port") else ""
    if problem:
        yield invalid((*path, "targetPort"), target, problem)
    protocol = port.get("appProtocol")
    if protocol and qualified_name_problem(protocol):
        yield invalid((*path, "appProtocol"), protocol, qualified_name_problem(protocol))


def _of_type(spec: dict[str, Any]) -> Iterator[SchemaError]:
    """Fields that only some types of Service may or must have."""
    kind, address = spec.get("type"), spec.get("clusterIP")
    if kind == "ExternalName":
        name = (spec.get("externalName") or "").removesuffix(".")
        if not name:
            yield required((*_SPEC, "externalName"), "an ExternalName Service needs a name to lead to")
        elif subdomain_problem(name):
            yield invalid((*_SPEC, "externalName"), spec.get("externalName"), subdomain_problem(name))
        if address:
            yield forbidden((*_SPEC, "clusterIP"), "may not be set for ExternalName Services")
    elif address == "None" and kind in ("LoadBalancer", "NodePort"):
        yield invalid((*_SPEC, "clusterIP"), address, f"may not be 'None' for {kind} Services")
    outside = kind in ("LoadBalancer", "NodePort")
    if spec.get("externalTrafficPolicy") and not outside and not spec.get("externalIPs"):
        path = (*_SPEC, "externalTrafficPolicy")
        yield invalid(path, spec["externalTrafficPolicy"], "only for Services that are reached from outside")
    for field in ("loadBalancerClass", "allocateLoadBalancerNodePorts"):
        if spec.get(field) is not None and kind != "LoadBalancer":
            yield forbidden((*_SPEC, field), "only for Services of type LoadBalancer")
    for index, port in enumerate(spec.get("ports") or ()):
        if port is None:
            continue
        if port.get("nodePort") and not outside:
            message = f"may not be used when type is {kind}"
            yield forbidden((*_PORTS, index, "nodePort"), message)
        if kind == "LoadBalancer" and port.get("port") == _KUBELET_PORT:
            yield invalid((*_PORTS, index, "port"), _KUBELET_PORT, "kubelets use this port; it may not be published")


def _addresses(spec: dict[str, Any]) -> Iterator[SchemaError]:
    address = spec.get("clusterIP")
    if address and address != "None" and spec.get("type") != "ExternalName" and not _is_ip(address):
        yield invalid((*_SPEC, "clusterIP"), address, "must be an IP address, or 'None'")
    for index, external in enumerate(spec.get("externalIPs") or ()):
        if not _is_ip(external or ""):
            yield invalid((*_SPEC, "externalIPs", index), external, "must be an IP address")
    for index, family in enumerate(spec.get("ipFamilies") or ()):
        yield from one_of((*_SPEC, "ipFamilies", index), family, ("IPv4", "IPv6"))


def _is_ip(text: str) -> bool:
    return is_ipv4(text) or is_ipv6(text)
