"""Services that Envoy calls by gRPC, but does not speak HTTP/2 to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.lint.findings import finding
from kgwctl.resolve.model import Backend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath, Finding, Rule
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

#: What to do about a backend that kgateway takes for one of HTTP/1.
SPEAK_HTTP2 = "say so with appProtocol: kubernetes.io/h2c"


def http1_finding(
    rule: Rule, resource: Resource[Any], service: Any, path: FieldPath, resolved: Resolved, consequence: str
) -> Iterator[Finding]:
    """A finding by ``rule`` if the backend of the gRPC ``service`` at ``path`` of an object does not speak HTTP/2."""
    backend = resolved.backend(resource.key, service.backend_ref)
    if isinstance(backend, Backend) and backend.app_protocol != "http2" and not backend.resource.is_external:
        message = f"{backend.key} does not speak HTTP/2, as far as kgateway knows: {consequence}"
        yield finding(rule, resource, (*path, "backendRef", "name"), message, SPEAK_HTTP2)
