"""Secrets, ConfigMaps, GatewayExtensions, endpoints, and what a Gateway says of client certificates."""

from __future__ import annotations

import pytest

from kgwctl.api.kinds import GATEWAY_API, KGATEWAY
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.endpoints import Endpoint
from kgwctl.resolve.reasons import NotFound, Reason, SecretNotPermitted, UnknownSecretKind
from tests.resolve.inputs import GATEWAY, only_gateway, resolved

ORIGIN = ObjectKey(GATEWAY_API, "Gateway", "default", "gw")
DATA = """
apiVersion: v1
kind: Secret
metadata: {name: s, labels: {app: a, tier: b}}
---
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: far, labels: {app: a}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c, namespace: far}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: e, namespace: far}
spec: {}
"""
GRANT = """
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: grant, namespace: far}
spec:
  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: default}]
  to: [{group: '', kind: Secret}, {group: '', kind: ConfigMap}]
"""


def text(found: object) -> str:
    return found.text if isinstance(found, Reason) else str(found)


def test_secrets() -> None:
    found = resolved(DATA)
    assert text(found.secret(ORIGIN, name="s")) == "<Resource Secret default/s>"
    assert text(found.secret(ORIGIN, name="s", namespace="far")) == (
        "cannot reference secret far/s : missing reference grant"
    )
    assert text(resolved(DATA, GRANT).secret(ORIGIN, name="s", namespace="far")) == "<Resource Secret far/s>"
    assert found.secret(ORIGIN, name="x") == NotFound(ObjectKey("", "Secret", "default", "x"))
    strange = found.secret(ORIGIN, name="s", kind="Vault")
    assert strange == UnknownSecretKind(ObjectKey("", "Vault", "default", "s"))
    assert text(strange) == "internal error looking up secret default/s"


def test_a_grant_is_asked_before_existence() -> None:
    missing = ObjectKey("", "Secret", "far", "missing")
    assert resolved().secret(ORIGIN, name="missing", namespace="far") == SecretNotPermitted(ORIGIN, missing)


@pytest.mark.parametrize(
    ("labels", "names"),
    [({"app": "a"}, ["default", "far"]), ({"app": "a", "tier": "b"}, ["default"]), ({"app": "x"}, [])],
)
def test_secrets_by_label(labels: dict[str, str], names: list[str]) -> None:
    assert [one.namespace for one in resolved(DATA).secrets_with_labels(labels)] == names


def test_config_maps() -> None:
    found = resolved(DATA)
    assert text(found.config_map(ORIGIN, name="c")) == "<Resource ConfigMap default/c>"
    assert text(found.config_map(ORIGIN, name="c", namespace="far")) == "missing reference grant"
    assert text(resolved(DATA, GRANT).config_map(ORIGIN, name="c", namespace="far")) == "<Resource ConfigMap far/c>"
    assert text(found.config_map(ORIGIN, name="x")) == "ConfigMap default/x not found"


def test_gateway_extensions_need_no_grant() -> None:
    found = resolved(DATA)
    assert text(found.gateway_extension("far", "e")) == "<Resource GatewayExtension far/e>"
    assert found.gateway_extension("default", "e") == NotFound(ObjectKey(KGATEWAY, "GatewayExtension", "default", "e"))


def test_what_is_in_an_unseen_namespace_is_not_found() -> None:
    selectors = 'KGW_DISCOVERY_NAMESPACE_SELECTORS=[{"matchLabels": {"kubernetes.io/metadata.name": "default"}}]'
    found = resolved(DATA, settings=[selectors])
    assert isinstance(found.gateway_extension("far", "e"), NotFound)
    assert [one.namespace for one in found.secrets_with_labels({"app": "a"})] == ["default"]


SLICES = """
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: a, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: http, port: 8080}, {name: admin, port: 9000}]
endpoints:
- {addresses: [10.0.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: p}}
- {addresses: [10.0.0.2], conditions: {ready: false}}
- {addresses: [10.0.0.3]}
- {addresses: [10.0.0.1]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: b, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: admin, port: 9001}, {name: http}]
endpoints: [{addresses: [10.0.0.4]}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: c, labels: {kubernetes.io/service-name: other}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints: [{addresses: [10.0.0.5]}]
"""


def service(ports: str) -> str:
    return f"{{apiVersion: v1, kind: Service, metadata: {{name: web}}, spec: {{ports: {ports}}}}}"


def test_endpoints_by_port_name() -> None:
    found = resolved(service("[{name: http, port: 80}, {name: admin, port: 81}, {port: 82}]"), SLICES)
    pod = ObjectKey("", "Pod", "default", "p")
    http, admin, unnamed = (found.endpoints(backend) for backend in found.backends)
    assert http == (Endpoint("10.0.0.1", 8080, pod), Endpoint("10.0.0.3", 8080))
    assert admin == (Endpoint("10.0.0.1", 9000, pod), Endpoint("10.0.0.3", 9000), Endpoint("10.0.0.4", 9001))
    assert unnamed == ()


def test_endpoints_of_a_single_port_need_no_name() -> None:
    found = resolved(service("[{port: 80}]"), SLICES)
    (backend,) = found.backends
    assert [(one.address, one.port) for one in found.endpoints(backend)] == [
        ("10.0.0.1", 8080),
        ("10.0.0.3", 8080),
        ("10.0.0.4", 9001),
    ]


def test_backends_have_no_endpoints_here() -> None:
    found = resolved("{apiVersion: gateway.kgateway.dev/v1alpha1, kind: Backend, metadata: {name: b}, spec: {}}")
    assert [found.endpoints(backend) for backend in found.backends] == [()]


def frontend(value: str) -> str:
    return GATEWAY + f"  tls: {{frontend: {value}}}\n"


CA = "{group: '', kind: ConfigMap, name: ca}"


def test_client_validation_by_port() -> None:
    found = only_gateway(
        frontend(
            f"{{default: {{validation: {{caCertificateRefs: [{CA}]}}}}, perPort: ["
            f"{{port: 443, tls: {{validation: {{mode: AllowInsecureFallback, caCertificateRefs: [{CA}, {CA}]}}}}}}, "
            "{port: 444, tls: {}}, "
            f"{{port: 446, tls: {{validation: {{mode: AllowValidOnly, caCertificateRefs: []}}}}}}]}}"
        )
    ).frontend_tls
    assert found is not None
    assert found.problem is None
    validations = [found.of_port(port) for port in (443, 444, 445, 446)]
    assert [one and (one.require_client_certificate, len(one.ca_certificate_refs)) for one in validations] == [
        (False, 2),
        (True, 1),
        (True, 1),
        (True, 0),
    ]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (
            f"{{default: {{validation: {{caCertificateRefs: [{CA.replace('ConfigMap', 'Service')}]}}}}}}",
            "invalid CA certificate reference in FrontendTLSConfig.default.validation: Service/ca: "
            "CA certificate reference must be a ConfigMap or Secret, got /Service",
        ),
        (
            "{default: {}, perPort: [{port: 443, tls: {validation: "
            f"{{caCertificateRefs: [{CA.replace('ConfigMap', chr(39) * 2)}]}}}}}}]}}",
            "invalid CA certificate reference in FrontendTLSConfig.perPort[443].validation: /ca: "
            "CA certificate reference must specify a kind",
        ),
    ],
)
def test_certificates_of_other_kinds(value: str, problem: str) -> None:
    found = only_gateway(frontend(value)).frontend_tls
    assert found is not None
    assert found.problem is not None
    assert found.problem.text == problem


def test_no_frontend_configuration() -> None:
    assert only_gateway(GATEWAY).frontend_tls is None
