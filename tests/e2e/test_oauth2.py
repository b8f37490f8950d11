"""Logins at an OAuth2 provider in the real Envoy: who is sent there, and who is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from kgwctl.envoy.binary import Server
from tests.e2e.backends import HttpBackend
from tests.e2e.clients import request
from tests.e2e.manifests import at, rendered, route, served, services, traffic_policy

MANIFESTS = (
    """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Secret
metadata: {name: client}
stringData: {client-secret: s3cret}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: idp}
spec:
  oauth2:
    backendRef: {name: idp, port: 80}
    authorizationEndpoint: https://idp.example.com/auth
    tokenEndpoint: https://idp.example.com/token
    scopes: [openid, email]
    redirectURI: https://shop.example.com/back
    credentials: {clientID: shop, clientSecretRef: {name: client}}
    denyRedirect: {headers: [{name: x-requested-with, value: XMLHttpRequest}]}
"""
    + services("web", "idp")
    + route("shop", at("/shop"))
    + traffic_policy("shop", "kind: HTTPRoute, name: shop", "oauth2: {extensionRef: {name: idp}}")
    + route("open", at("/open"))
)


@pytest.fixture(scope="module")
def proxy(envoy: Path) -> Iterator[Server]:
    with ExitStack() as stack:
        web, idp = (stack.enter_context(HttpBackend(name)) for name in ("web", "idp"))
        yield stack.enter_context(served(MANIFESTS, {"web": web.port, "idp": idp.port}, envoy))


def test_users_are_sent_to_the_provider(proxy: Server) -> None:
    reply = request(proxy.ports["listener~80"], "/shop")
    assert reply.status == 302
    (location,) = reply.headers["location"]
    assert location.startswith("https://idp.example.com/auth?")
    asked = parse_qs(urlsplit(location).query)
    assert asked["client_id"] == ["shop"]
    assert asked["redirect_uri"] == ["https://shop.example.com/back"]
    assert set(asked["scope"][0].split()) == {"openid", "email"}


def test_scripts_are_not(proxy: Server) -> None:
    reply = request(proxy.ports["listener~80"], "/shop", headers={"x-requested-with": "XMLHttpRequest"})
    assert reply.status == 401


def test_other_routes_are_open(proxy: Server) -> None:
    assert request(proxy.ports["listener~80"], "/open").status == 200


def test_secrets_are_the_gateways() -> None:
    secrets = {secret.name: secret.generic_secret for secret in rendered(MANIFESTS).resources.secrets}
    assert sorted(secrets) == [
        "oauth2/client_secret/default/client",
        "oauth2/hmac_secret/kgateway-system/oauth2-hmac-secret",
    ]
    for secret in secrets.values():
        assert secret is not None
        assert secret.secret is not None
        # Neither is printed unless it is asked for.
        assert str(secret.secret.inline_bytes).startswith("[redacted")
