"""BackendConfigPolicies and BackendTLSPolicies at work in the real Envoy: one proxy, a Service for each feature."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from kgwctl.envoy.binary import Server
from tests.e2e.backends import HttpBackend
from tests.e2e.certificates import Certificate, authority, issued, server_context
from tests.e2e.clients import Reply, request
from tests.e2e.manifests import at, route, served, services

NAMES = ("mutual", "anonymous", "trusted", "impostor", "refused", "sticky", "narrow", "failing", "plain")
CONFIG = {
    "mutual": "tls: {secretRef: {name: client}, sni: mutual.example.com, verifySubjectAltNames: [mutual.example.com]}",
    "anonymous": "tls: {secretRef: {name: client}, simpleTLS: true}",
    "refused": "tls: {secretRef: {name: gone}}",
    "sticky": "loadBalancer: {ringHash: {hashPolicies: [{header: {name: x-user}}]}}",
    "narrow": "circuitBreakers: {maxRequests: 1}",
    "failing": (
        "outlierDetection: {consecutive5xx: 1, interval: 1s, baseEjectionTime: 1h, maxEjectionPercent: 100}, "
        "loadBalancer: {healthyPanicThreshold: 0, roundRobin: {}}"
    ),
}
TRUST = {"trusted": "trusted.example.com", "impostor": "impostor.example.com"}


def indented(pem: str) -> str:
    return pem.strip().replace("\n", "\n    ")


def config(name: str, spec: str) -> str:
    return (
        f"---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata: {{name: {name}}}\n"
        f"spec: {{targetRefs: [{{group: '', kind: Service, name: {name}}}], {spec}}}\n"
    )


def trust(name: str, hostname: str) -> str:
    return (
        f"---\napiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {{name: {name}}}\n"
        f"spec:\n  targetRefs: [{{group: '', kind: Service, name: {name}}}]\n"
        f"  validation: {{hostname: {hostname}, caCertificateRefs: [{{group: '', kind: ConfigMap, name: ca}}]}}\n"
    )


def manifests(ca: Certificate, client: Certificate) -> str:
    return (
        f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw}}
spec:
  gatewayClassName: kgateway
  listeners: [{{name: http, port: 80, protocol: HTTP}}]
---
apiVersion: v1
kind: Secret
metadata: {{name: client}}
stringData:
  tls.crt: |
    {indented(client.certificate)}
  tls.key: |
    {indented(client.key)}
  ca.crt: |
    {indented(ca.certificate)}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: ca}}
data:
  ca.crt: |
    {indented(ca.certificate)}
"""
        + services(*NAMES)
        + route("all", *(at(f"/{name}", name) for name in NAMES))
        + "".join(config(name, spec) for name, spec in CONFIG.items())
        + "".join(trust(name, hostname) for name, hostname in TRUST.items())
    )


class Site(NamedTuple):
    """The proxy and some of the backends behind it."""

    proxy: Server
    mutual: HttpBackend
    narrow: socket.socket

    def get(self, target: str, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return request(self.proxy.ports["listener~80"], target, headers=named)


@pytest.fixture(scope="module")
def site(envoy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("certificates")
    ca, client_ca = authority(), authority("client authority")
    client = issued(client_ca, "proxy.example.com")

    def secure(name: str, hostname: str, clients: Certificate | None = None) -> HttpBackend:
        return HttpBackend(name, tls=server_context(issued(ca, hostname), folder, clients))

    with ExitStack() as stack:
        backends = {
            "mutual": secure("mutual", "mutual.example.com", client_ca),
            "anonymous": secure("anonymous", "whoever.example.com", client_ca),
            "trusted": secure("trusted", "trusted.example.com"),
            "impostor": secure("impostor", "other.example.com"),
            "failing": HttpBackend("failing", statuses=(503,)),
            "plain": HttpBackend("plain"),
        }
        ports: dict[str, int | tuple[int, ...]] = {
            name: stack.enter_context(backend).port for name, backend in backends.items()
        }
        ports["refused"] = ports["plain"]
        ports["sticky"] = tuple(stack.enter_context(HttpBackend(f"sticky-{number}")).port for number in range(3))
        narrow = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        ports["narrow"] = narrow.getsockname()[1]
        proxy = stack.enter_context(served(manifests(ca, client), ports, envoy))
        yield Site(proxy, backends["mutual"], narrow)


def test_a_client_certificate_is_shown_and_the_server_verified(site: Site) -> None:
    reply = site.get("/mutual")
    assert (reply.status, reply.backend) == (200, "mutual")
    assert site.mutual.received[-1].sni == "mutual.example.com"


def test_a_certificate_that_is_kept_back_is_missed(site: Site) -> None:
    assert site.get("/anonymous").status == 503


def test_a_backend_is_who_the_policy_says_or_nobody(site: Site) -> None:
    assert site.get("/trusted").backend == "trusted"
    assert site.get("/impostor").status == 503


def test_a_refused_policy_takes_its_backend_away_and_no_other(site: Site) -> None:
    assert site.get("/refused").status == 500
    assert site.get("/plain").status == 200


def test_a_user_stays_with_one_endpoint(site: Site) -> None:
    chosen = {user: {site.get("/sticky", x_user=user).backend for _ in range(5)} for user in map(str, range(12))}
    assert {len(backends) for backends in chosen.values()} == {1}
    assert len(set.union(*chosen.values())) > 1


def test_a_circuit_breaks_while_a_request_is_out(site: Site) -> None:
    replies: list[Reply] = []
    first = threading.Thread(target=lambda: replies.append(site.get("/narrow")))
    first.start()
    connection, _ = site.narrow.accept()
    with connection:
        connection.recv(1)
        second = site.get("/narrow")
        assert (second.status, second.headers["x-envoy-overloaded"]) == (503, ["true"])
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        first.join(timeout=5)
    assert [reply.status for reply in replies] == [200]


def test_an_endpoint_that_fails_is_left_out(site: Site) -> None:
    reply = site.get("/failing")
    assert reply.backend == "failing"
    # The thread that counts failures tells the others a moment later.
    end = time.monotonic() + 10
    while reply.body != b"no healthy upstream" and time.monotonic() < end:
        time.sleep(0.01)
        reply = site.get("/failing")
    assert (reply.status, reply.body) == (503, b"no healthy upstream")
