"""``kgwctl render --proxy``: the Kubernetes objects of each Gateway's proxy, and what to say about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.cli.catalogue import PROXY_CA_MISSING, PROXY_SELF_MANAGED
from kgwctl.cli.render_findings import nothing_to_render
from kgwctl.diagnostics import Finding
from kgwctl.lint.rules.proxy_deployment import refusal_finding
from kgwctl.output.json_writer import to_json
from kgwctl.output.yaml_writer import to_yaml
from kgwctl.proxy.controller import knows_ca, xds_secret
from kgwctl.proxy.deploy import deployed
from kgwctl.proxy.model import DeploymentRefused

if TYPE_CHECKING:
    from collections.abc import Collection

    from kgwctl.proxy.model import Manifest
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import ResolvedPlanes


class ProxyManifests(NamedTuple):
    """The text for each Gateway (``namespace/name``), and findings."""

    documents: list[tuple[str, bytes]]
    findings: list[Finding]


def proxy_manifests(planes: ResolvedPlanes, only: Collection[str] | None, *, as_json: bool) -> ProxyManifests:
    """What the controller creates for each Gateway, or for those of ``only``; as YAML, or a JSON List each."""
    made = ProxyManifests([], [])
    asked = [one for one in planes.gateways if not only or one.key.namespaced_name in only]
    for gateway in asked:
        resolved = planes.of(gateway.plane)
        try:
            manifests = deployed(gateway, resolved)
        except DeploymentRefused as refused:
            made.findings.append(refusal_finding(refused, gateway, resolved))
            continue
        if not manifests:
            made.findings.append(_of_nothing(gateway))
            continue
        made.documents.append((gateway.key.namespaced_name, _written(manifests, as_json=as_json)))
    if not asked:
        made.findings.extend(nothing_to_render(planes.occurring[0], ()))
    resolved = planes.occurring[0]
    if made.documents and resolved.settings.xds_tls and not knows_ca(resolved):
        message = f"{xds_secret(resolved.settings)} is not among the manifests: its ca.crt is left open"
        made.findings.append(Finding(rule=PROXY_CA_MISSING.id, severity=PROXY_CA_MISSING.severity, message=message))
    return made


def _written(manifests: list[Manifest], *, as_json: bool) -> bytes:
    if as_json:
        return to_json({"apiVersion": "v1", "kind": "List", "items": manifests})
    return b"".join(to_yaml(manifests))


def _of_nothing(gateway: Gateway) -> Finding:
    resource = gateway.resource
    return Finding(
        rule=PROXY_SELF_MANAGED.id,
        severity=PROXY_SELF_MANAGED.severity,
        message="nothing is deployed: the proxy is self-managed, or no port is left to open",
        location=resource.document.locate(("spec",)),
        subject=str(resource.key),
        path=("spec",),
    )
