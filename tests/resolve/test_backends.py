"""Backends and references to them, ReferenceGrants included."""

from __future__ import annotations

import pytest

from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.kinds import GATEWAY_API, ISTIO, KGATEWAY
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.model import Backend
from kgwctl.resolve.reasons import (
    BackendPortNotAllowed,
    Invalid,
    MissingReferenceGrant,
    NotFound,
    Reason,
    UnknownBackendKind,
)
from tests.resolve.inputs import resolved

SERVICES = """
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec:
  ports:
  - {name: http, port: 80}
  - {name: grpc, port: 81}
  - {name: grpc, port: 82, appProtocol: kubernetes.io/ws}
  - {name: http2, port: 83, appProtocol: ''}
  - {port: 84, appProtocol: KUBERNETES.IO/H2C}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: far}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: static}
spec: {type: Static, static: {hosts: [{host: a.example.com, port: 443}], appProtocol: grpc-web}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: proxy}
spec: {type: DynamicForwardProxy, dynamicForwardProxy: {}}
"""
ORIGIN = ObjectKey(GATEWAY_API, "HTTPRoute", "default", "r")


def test_every_port_is_a_backend() -> None:
    found = resolved(SERVICES).backends
    assert [(one.key.namespaced_name, one.port, one.app_protocol) for one in found] == [
        ("default/web", 80, ""),
        # The name of a port tells its protocol unless it has an appProtocol, even an empty one.
        ("default/web", 81, "http2"),
        ("default/web", 82, "ws"),
        ("default/web", 83, ""),
        ("default/web", 84, "http2"),
        ("far/web", 80, ""),
        ("default/static", 0, "http2"),
        ("default/proxy", 0, ""),
    ]
    assert [one.hostname for one in found[4:]] == [
        "web.default.svc.cluster.local",
        "web.far.svc.cluster.local",
        "a.example.com",
        "",
    ]


def test_one_port_number_is_one_backend() -> None:
    ports = "[{name: http, port: 53, protocol: TCP}, {name: http2, port: 53, protocol: UDP}]"
    found = resolved(f"{{apiVersion: v1, kind: Service, metadata: {{name: dns}}, spec: {{ports: {ports}}}}}").backends
    assert [(one.port, one.app_protocol) for one in found] == [(53, "http2")]


def service(name: str, namespace: str = "default") -> ObjectKey:
    return ObjectKey("", "Service", namespace, name)


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ({"name": "web", "port": 80}, ("default/web", 80)),
        ({"name": "web", "port": 80, "namespace": "default", "group": "", "kind": "Service"}, ("default/web", 80)),
        ({"name": "web", "port": 90}, NotFound(service("web"))),
        ({"name": "web"}, NotFound(service("web"))),
        ({"name": "gone", "port": 80}, NotFound(service("gone"))),
        ({"name": "web", "port": 80, "namespace": "far"}, MissingReferenceGrant(ORIGIN, service("web", "far"))),
        (
            {"name": "web", "port": 80, "kind": "ConfigMap"},
            UnknownBackendKind(ObjectKey("", "ConfigMap", "default", "web")),
        ),
        ({"name": "static", "group": KGATEWAY, "kind": "Backend"}, ("default/static", 0)),
        ({"name": "static", "group": KGATEWAY, "kind": "Backend", "port": 443}, BackendPortNotAllowed("static")),
        # Sources that exist whether or not they have objects.
        (
            {"name": "se", "group": ISTIO, "kind": "ServiceEntry", "port": 80},
            NotFound(ObjectKey(ISTIO, "ServiceEntry", "default", "se")),
        ),
        (
            {"name": "a.com", "group": ISTIO, "kind": "Hostname", "port": 80},
            NotFound(ObjectKey(ISTIO, "Hostname", "", "a.com")),
        ),
        ({"name": "pool", "kind": "InferencePool"}, NotFound(ObjectKey("", "InferencePool", "default", "pool"))),
    ],
)
def test_references(ref: dict[str, object], expected: tuple[str, int] | Reason) -> None:
    found = resolved(SERVICES).backend(ORIGIN, BackendObjectReference(**ref))  # type: ignore[arg-type]
    if isinstance(found, Backend):
        assert (found.key.namespaced_name, found.port) == expected
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (NotFound(service("gone")), "Service default/gone not found"),
        (MissingReferenceGrant(ORIGIN, service("web", "far")), "missing reference grant"),
        (UnknownBackendKind(service("x")), "unknown backend kind"),
        (
            BackendPortNotAllowed("static"),
            'BackendRef to "static" includes a port. Do not specify a port when referencing a Backend resource, '
            "as it defines its own port configuration",
        ),
    ],
)
def test_words(reason: Reason, text: str) -> None:
    assert reason.text == text


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        (f"{{group: {GATEWAY_API}, kind: HTTPRoute, namespace: default}}", "{group: '', kind: Service}", True),
        (f"{{group: {GATEWAY_API}, kind: HTTPRoute, namespace: default}}", "{group: core, kind: Service}", True),
        (
            f"{{group: {GATEWAY_API}, kind: HTTPRoute, namespace: default}}",
            "{group: '', kind: Service, name: web}",
            True,
        ),
        (
            f"{{group: {GATEWAY_API}, kind: HTTPRoute, namespace: default}}",
            "{group: '', kind: Service, name: x}",
            False,
        ),
        (f"{{group: {GATEWAY_API}, kind: HTTPRoute, namespace: default}}", "{group: '', kind: Secret}", False),
        (f"{{group: {GATEWAY_API}, kind: GRPCRoute, namespace: default}}", "{group: '', kind: Service}", False),
        (f"{{group: {GATEWAY_API}, kind: HTTPRoute, namespace: far}}", "{group: '', kind: Service}", False),
        ("{group: '', kind: HTTPRoute, namespace: default}", "{group: '', kind: Service}", False),
    ],
)
def test_grants(source: str, target: str, allowed: bool) -> None:
    grant = f"""
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {{name: grant, namespace: far}}
spec: {{from: [{source}], to: [{target}]}}
"""
    found = resolved(SERVICES, grant)
    result = found.backend(ORIGIN, BackendObjectReference(name="web", namespace="far", port=80))
    assert isinstance(result, Backend) is allowed
    assert found.reference_allowed(ORIGIN, service("web", "far")) is allowed


def test_a_grant_counts_in_the_namespace_it_is_in() -> None:
    grant = f"""
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {{name: grant, namespace: default}}
spec:
  from: [{{group: {GATEWAY_API}, kind: HTTPRoute, namespace: default}}]
  to: [{{group: '', kind: Service}}]
"""
    assert not resolved(SERVICES, grant).reference_allowed(ORIGIN, service("web", "far"))


def test_weights() -> None:
    found = resolved(SERVICES)
    ref = BackendObjectReference(name="web", port=80)
    assert [found.backend_ref(ORIGIN, ref, weight).weight for weight in (None, 0, 7)] == [1, 0, 7]


@pytest.mark.parametrize(("value", "opts_out"), [("true", True), ("1", True), ("False", False)])
def test_istio_opt_out(value: str, opts_out: bool) -> None:
    annotations = f"annotations: {{kgateway.dev/disable-istio-auto-mtls: '{value}'}}"
    text = f"{{apiVersion: v1, kind: Service, metadata: {{name: a, {annotations}}}, spec: {{ports: [{{port: 80}}]}}}}"
    (backend,) = resolved(text).backends
    assert (backend.disable_istio_auto_mtls, backend.problems) == (opts_out, ())


def test_unreadable_istio_opt_out() -> None:
    annotations = "annotations: {kgateway.dev/disable-istio-auto-mtls: 'yes'}"
    text = f"{{apiVersion: v1, kind: Service, metadata: {{name: a, {annotations}}}, spec: {{ports: [{{port: 80}}]}}}}"
    (backend,) = resolved(text).backends
    assert backend.problems == (
        Invalid(
            'invalid annotation kgateway.dev/disable-istio-auto-mtls value "yes": '
            'strconv.ParseBool: parsing "yes": invalid syntax'
        ),
    )
