"""What clients see of a Gateway whose Envoy gets everything over ADS."""

from __future__ import annotations

import base64
import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest

from kgwctl.control_plane.service import LocalControlPlane
from kgwctl.manifests import Source
from kgwctl.pipeline.render import render
from tests.e2e.backends import HttpBackend
from tests.e2e.certificates import Certificate, authority, client_context, issued

pytest.importorskip("grpc")

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: default}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
"""
ROUTE = """\
apiVersion: v1
kind: Service
metadata: {name: app, namespace: default}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: default}
spec:
  parentRefs: [{name: web}]
  rules:
  - backendRefs: [{name: app, port: 80}]
---
"""


@contextmanager
def served(text: str, envoy: Path, port: int = 80) -> Iterator[int]:
    """The local port of a Gateway's port, while its Envoy runs."""
    rendered = render([Source("in.yaml", text.encode())])
    assert [one.message for one in rendered.findings] == []
    with LocalControlPlane(envoy, stand_in=True) as plane:
        assert not plane.apply(rendered.gateways).refusing
        ((ports),) = plane.ports().values()
        yield ports[port]


def test_proxy_protocol_is_read(envoy: Path) -> None:
    policy = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: {name: lb, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: web}]
  default: {proxyProtocol: {}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: who, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]
  headerModifiers: {response: {set: [{name: x-client, value: "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"}]}}
---
"""
    with served(GATEWAY + ROUTE + policy, envoy) as port, socket.create_connection(("127.0.0.1", port), 5) as client:
        client.sendall(b"PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n")
        response = HTTPResponse(client)
        response.begin()
        assert (response.status, response.headers["x-client"]) == (200, "192.0.2.7")


def test_a_session_stays_with_its_endpoint(envoy: Path) -> None:
    with HttpBackend("a") as first, HttpBackend("b") as second:
        text = (
            GATEWAY
            + f"""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {{name: two, namespace: default}}
spec:
  type: Static
  static: {{hosts: [{{host: 127.0.0.1, port: {first.port}}}, {{host: 127.0.0.1, port: {second.port}}}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: r, namespace: default}}
spec:
  parentRefs: [{{name: web}}]
  rules:
  - backendRefs: [{{group: gateway.kgateway.dev, kind: Backend, name: two}}]
    sessionPersistence: {{sessionName: chosen, type: Cookie}}
"""
        )
        with served(text, envoy) as port:
            cookie, backend = asked(port, {})
            assert cookie.startswith("chosen=")
            assert {asked(port, {"cookie": cookie})[1] for _ in range(10)} == {backend}
            assert len({asked(port, {})[1] for _ in range(10)}) == 2


def asked(port: int, headers: dict[str, str]) -> tuple[str, str]:
    """The cookie that an answer sets, and the backend that gave it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/", headers=headers)
    response = connection.getresponse()
    account = json.loads(response.read())
    connection.close()
    return response.headers.get("set-cookie", "").partition(";")[0], account["backend"]


class TestClientCertificates:
    """Frontend TLS: who may come in with which certificate, in both modes."""

    @pytest.fixture(scope="class")
    def trusted(self) -> Certificate:
        return authority("trusted")

    def manifests(self, server: Certificate, trusted: Certificate, mode: str) -> str:
        data = {
            name: base64.b64encode(text.encode()).decode()
            for name, text in (("tls.crt", server.certificate), ("tls.key", server.key))
        }
        reference = "{group: '', kind: ConfigMap, name: clients}"
        return f"""\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: web, namespace: default}}
spec:
  gatewayClassName: kgateway
  tls: {{frontend: {{default: {{validation: {{mode: {mode}, caCertificateRefs: [{reference}]}}}}}}}}
  listeners:
  - {{name: https, port: 8443, protocol: HTTPS, tls: {{mode: Terminate, certificateRefs: [{{name: server}}]}}}}
---
apiVersion: v1
kind: Secret
metadata: {{name: server, namespace: default}}
type: kubernetes.io/tls
data: {json.dumps(data)}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: clients, namespace: default}}
data: {json.dumps({"ca.crt": trusted.certificate})}
---
{ROUTE}"""

    @pytest.mark.parametrize(
        ("mode", "own", "foreign", "none"),
        # Upstream does not ask for a certificate in the second mode, but one that is shown has to be valid.
        [("AllowValidOnly", True, False, False), ("AllowInsecureFallback", True, False, True)],
    )
    def test_who_may_come_in(
        self, envoy: Path, tmp_path: Path, trusted: Certificate, mode: str, own: bool, foreign: bool, none: bool
    ) -> None:
        ours = authority("ours")
        certificates = (issued(trusted, "client"), issued(authority("other"), "client"), None)
        text = self.manifests(issued(ours, "a.example.com"), trusted, mode)
        with served(text, envoy, 8443) as port:
            came_in = [comes_in(port, client_context(ours, tmp_path, one)) for one in certificates]
        assert came_in == [own, foreign, none]


def comes_in(port: int, context: ssl.SSLContext) -> bool:
    """Whether a client with that context gets an answer."""
    connection = HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
    try:
        raw = socket.create_connection(("127.0.0.1", port), 5)
        connection.sock = context.wrap_socket(raw, server_hostname="a.example.com")
        connection.request("GET", "/", headers={"host": "a.example.com"})
        return connection.getresponse().status == 200
    except (ssl.SSLError, ConnectionError):
        return False
    finally:
        connection.close()
