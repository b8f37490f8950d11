"""From manifests to an Envoy on loopback that serves them: the way of a user's file, nothing left out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kgwctl.envoy.binary import Server
from kgwctl.envoy.render import GatewayResult, render
from kgwctl.manifests import Source, read_source
from kgwctl.objects.typing import type_documents
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings
from tests.e2e.proxy import serve, service

GATEWAY_API = "gateway.networking.k8s.io"


def rendered(text: str) -> GatewayResult:
    """The one Gateway of the manifests. Nothing in them may be refused."""
    documents, unreadable = read_source(Source("manifests.yaml", text.encode()))
    typed = type_documents(documents)
    assert not [*unreadable, *typed.findings]
    (result,) = render(resolve(typed.objects, Settings()))
    return result


def served(text: str, ports: Mapping[str, int | tuple[int, ...]], envoy: Path) -> Server:
    """An Envoy to enter that serves the manifests. ``ports`` are those of the backends by Service, all on port 80."""
    clusters = {service(name, 80): port for name, port in ports.items()}
    return serve(rendered(text).served, clusters, envoy)


def services(*names: str) -> str:
    """Services with one port each."""
    return "".join(
        f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{ports: [{{port: 80}}]}}\n"
        for name in names
    )


def route(name: str, *rules: str, listener: str = "http", hostname: str = "", parent: str = "") -> str:
    """An HTTPRoute; ``rules`` are the insides of YAML flow mappings."""
    hostnames = f"  hostnames: [{hostname}]\n" if hostname else ""
    made = "".join(f"  - {{{rule}}}\n" for rule in rules)
    return (
        f"---\napiVersion: {GATEWAY_API}/v1\nkind: HTTPRoute\nmetadata: {{name: {name}}}\nspec:\n"
        f"  parentRefs: [{parent or f'{{name: gw, sectionName: {listener}}}'}]\n{hostnames}  rules:\n{made}"
    )


def at(path: str, to: str = "web") -> str:
    """A rule from a path prefix to a Service."""
    return f"matches: [{{path: {{type: PathPrefix, value: {path}}}}}], backendRefs: [{{name: {to}, port: 80}}]"


def traffic_policy(name: str, target: str, spec: str) -> str:
    """A TrafficPolicy; ``target`` is the inside of a target reference, ``spec`` of a YAML flow mapping."""
    return (
        f"---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: TrafficPolicy\nmetadata: {{name: {name}}}\n"
        f"spec: {{targetRefs: [{{group: {GATEWAY_API}, {target}}}], {spec}}}\n"
    )
