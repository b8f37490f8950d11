"""From a part of an Envoy resource back to the manifest that made it.

The provenance of the rendered Gateway tells of routes, filter chains and listeners. Names tell more: a cluster is
named after its backend, a filter after its extension. Merge origins in ``filterMetadata`` tell which policies a
route's or virtual host's settings are from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import (
    BACKEND,
    BACKEND_CONFIG_POLICY,
    BACKEND_TLS_POLICY,
    GATEWAY_EXTENSION,
    KGATEWAY,
    SERVICE,
)
from kgwctl.objects.resource import ObjectKey
from kgwctl.xds.protobuf import CLUSTER, ENDPOINTS, LISTENER, ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.provenance import Provenance
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.xds.server import ResourceId

_CLUSTER = re.compile(r"(?:kube|backend)_(?P<namespace>[^_]+)_(?P<name>[^_]+)_\d+")
_CLUSTER_KINDS = {"kube": SERVICE, "backend": BACKEND}
_MERGED = "merge."
_SETTINGS = "typedPerFilterConfig"
#: Parts of a cluster that the backend itself makes, whatever policies it has.
_OF_BACKENDS = frozenset(("type", "clusterType", "loadAssignment", "edsClusterConfig", "dnsLookupFamily"))


class Blame(NamedTuple):
    """The object to blame, and the field of it."""

    resource: Resource[Any] | None
    path: FieldPath = ()


def blame(
    refused: ResourceId, value: Mapping[str, Any], path: FieldPath, result: GatewayResult, all_: ObjectSet
) -> Blame:
    """Who made the part at ``path`` of a resource of a Gateway; the Gateway where nothing tells more."""
    gateway, provenance = result.gateway, result.provenance
    nodes = list(_nodes(value, path))
    found: Blame | None = None
    if refused.type_url == ROUTES:
        found = _policy(nodes, path, all_) or _route(nodes, provenance, all_)
    elif refused.type_url in (CLUSTER, ENDPOINTS):
        found = _backend(refused, path, all_)
    elif refused.type_url == LISTENER:
        found = _extension(nodes, all_) or _listener_policy(path, gateway, all_)
    return found or _gateway(value, nodes, provenance, all_) or Blame(all_.get(gateway), ("spec", "listeners"))


def _nodes(value: Any, path: FieldPath) -> Iterator[Any]:
    """``value`` and what is on the way to ``path``, outermost first."""
    yield value
    for step in path:
        value = value[step]
        yield value


def _policy(nodes: list[Any], path: FieldPath, objects: ObjectSet) -> Blame | None:
    """The policy whose setting is at ``path``, by the merge origins nearest to it."""
    if _SETTINGS not in path[:-1]:
        return None
    setting = str(path[path.index(_SETTINGS) + 1])
    for node in reversed(nodes):
        metadata = node.get("metadata", {}).get("filterMetadata", {}) if isinstance(node, dict) else {}
        origins = [
            (field, origin)
            for name, fields in metadata.items()
            if name.startswith(_MERGED)
            for field, policies in fields.items()
            for origin in policies
        ]
        if origins:
            field, origin = max(origins, key=lambda pair: _likeness(pair[0], setting))
            policy = objects.get(ObjectKey(*origin.split("/")))
            return Blame(policy, ("spec", *field.split("."))) if policy is not None else None
    return None


def _likeness(field: str, filter_name: str) -> int:
    """How many words a field of a policy and the name of a filter share."""
    plain = re.sub(r"[^a-z]", "", filter_name.casefold())
    words = re.findall(r"[a-z]+", re.sub(r"([A-Z])", r" \1", field).casefold())
    return sum(len(word) for word in words if word in plain)


def _route(nodes: list[Any], provenance: Provenance, objects: ObjectSet) -> Blame | None:
    """The rule that an Envoy route was made of."""
    names = [node["name"] for node in nodes if isinstance(node, dict) and "match" in node and "name" in node]
    for name in names:
        for origin in provenance.route(name)[:1]:
            return Blame(objects.get(origin.key), origin.path[:3])
    return None


def _backend(refused: ResourceId, path: FieldPath, objects: ObjectSet) -> Blame | None:
    found = _CLUSTER.fullmatch(refused.name)
    if found is None:
        return None
    kind = _CLUSTER_KINDS[refused.name.partition("_")[0]]
    backend = objects.get(ObjectKey(*kind, found["namespace"], found["name"]))
    if backend is None or not path or path[0] in _OF_BACKENDS or "httpFilters" in path:
        return Blame(backend, ("spec",)) if backend is not None else None
    wanted = [BACKEND_CONFIG_POLICY, BACKEND_TLS_POLICY]
    if path[0] == "transportSocket":
        wanted.reverse()
    policies = (one for group_kind in wanted for one in _targeting(backend.key, *group_kind, objects))
    policy = next(policies, None)
    return Blame(policy, ("spec",)) if policy is not None else Blame(backend, ("spec",))


def _targeting(key: ObjectKey, group: str, kind: str, objects: ObjectSet) -> Iterator[Resource[Any]]:
    """The policies of a kind that name ``key`` as their target."""
    for policy in objects.of((group, kind)):
        refs = getattr(policy.object.spec, "target_refs", None) or ()
        named = ((ref.group or "", ref.kind, ref.name) for ref in refs)
        if policy.namespace == key.namespace and (key.group, key.kind, key.name) in named:
            yield policy


def _extension(nodes: list[Any], objects: ObjectSet) -> Blame | None:
    """The GatewayExtension that a filter of the chain is named after."""
    names = [str(node["name"]) for node in nodes if isinstance(node, dict) and "name" in node]
    for extension in objects.of(GATEWAY_EXTENSION):
        if any(re.search(rf"\b{extension.namespace}/{extension.name}(?:[/_]|$)", name) for name in names):
            return Blame(extension, ("spec",))
    return None


def _listener_policy(path: FieldPath, gateway: ObjectKey, objects: ObjectSet) -> Blame | None:
    """The listener policy that a setting of the HTTP connection manager is from."""
    if "typedConfig" not in path[:-1] or "httpFilters" in path:
        return None
    for kind in ("ListenerPolicy", "HTTPListenerPolicy"):
        for policy in _targeting(gateway, KGATEWAY, kind, objects):
            return Blame(policy, ("spec",))
    return None


def _gateway(value: Mapping[str, Any], nodes: list[Any], provenance: Provenance, objects: ObjectSet) -> Blame | None:
    """The listener that a filter chain, or else a port, is of."""
    chains = (str(node["name"]) for node in nodes if isinstance(node, dict) and "filters" in node and "name" in node)
    found = [origin for chain in chains for origin in provenance.filter_chain(chain)]
    for origin in found or provenance.listener(str(value.get("name", ""))):
        return Blame(objects.get(origin.key), origin.path)
    return None
