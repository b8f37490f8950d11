"""JSON web tokens at work in the real Envoy, signed here; and RBAC on what they claim."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kgwctl.envoy.binary import Server
from tests.e2e.backends import HttpBackend
from tests.e2e.clients import Reply, request
from tests.e2e.manifests import at, route, served, services, traffic_policy

STAFF, PARTNER, STRANGER = (Ed25519PrivateKey.generate() for _ in range(3))
ISSUER = "https://login.example.com"
CLAIM = "metadata.filter_metadata['envoy.filters.http.jwt_authn']['payload']"


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(key: Ed25519PrivateKey) -> str:
    public = key.public_key().public_bytes_raw()
    return json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "x": encoded(public)}]})


def pem(key: Ed25519PrivateKey) -> str:
    text = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return json.dumps(text)


def token(key: Ed25519PrivateKey, **claims: Any) -> str:
    head, body = (encoded(json.dumps(part).encode()) for part in ({"alg": "EdDSA"}, {"iss": ISSUER, **claims}))
    return f"{head}.{body}.{encoded(key.sign(f'{head}.{body}'.encode()))}"


def bearer(key: Ed25519PrivateKey, **claims: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {token(key, **claims)}"}


def extension(name: str, providers: str, mode: str = "Strict") -> str:
    return (
        f"---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\nmetadata: {{name: {name}}}\n"
        f"spec:\n  jwt:\n    validationMode: {mode}\n    providers:\n{providers}"
    )


STAFF_PROVIDER = f"""
    - name: staff
      issuer: {ISSUER}
      audiences: [shop]
      claimsToHeaders: [{{name: sub, header: x-user}}]
      jwks: {{local: {{inline: '{jwk(STAFF)}'}}}}
"""
PARTNER_PROVIDER = """
    - name: partner
      forwardToken: true
      tokenSource: {queryParameter: token}
      jwks: {local: {configMapRef: {name: keys}}}
"""
MANIFESTS = (
    f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw}}
spec:
  gatewayClassName: kgateway
  listeners:
  - {{name: http, port: 80, protocol: HTTP}}
  - {{name: other, port: 81, protocol: HTTP}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: keys}}
data: {{jwks: {pem(PARTNER)}}}
"""
    + extension("staff", STAFF_PROVIDER)
    + extension("either", STAFF_PROVIDER + PARTNER_PROVIDER, "AllowMissing")
    + services("web")
    + traffic_policy(
        "everybody", "kind: Gateway, name: gw, sectionName: http", "jwtAuth: {extensionRef: {name: staff}}"
    )
    + route("staff", at("/staff"))
    + route("open", at("/open"))
    + traffic_policy("open", "kind: HTTPRoute, name: open", "jwtAuth: {disable: {}}")
    + route("either", at("/either"), listener="other")
    + traffic_policy("either", "kind: HTTPRoute, name: either", "jwtAuth: {extensionRef: {name: either}}")
    + extension("elsewhere", STAFF_PROVIDER).replace("{name: elsewhere}", "{name: elsewhere, namespace: away}")
    + route("away", at("/away"), listener="other")
    + traffic_policy(
        "away", "kind: HTTPRoute, name: away", "jwtAuth: {extensionRef: {name: elsewhere, namespace: away}}"
    )
    + route("admin", at("/admin"))
    + traffic_policy(
        "admin",
        "kind: HTTPRoute, name: admin",
        f"rbac: {{policy: {{matchExpressions: [\"{CLAIM}['role'] == 'admin'\"]}}}}",
    )
)


@pytest.fixture(scope="module")
def proxy(envoy: Path) -> Iterator[Server]:
    with ExitStack() as stack:
        web = stack.enter_context(HttpBackend("web"))
        yield stack.enter_context(served(MANIFESTS, {"web": web.port}, envoy))


def ask(proxy: Server, target: str, headers: dict[str, str] | None = None, listener: int = 80) -> Reply:
    return request(proxy.ports[f"listener~{listener}"], target, headers=headers or {})


def test_a_token_is_checked(proxy: Server) -> None:
    get = partial(ask, proxy, "/staff")
    assert get().status == 401
    assert get(bearer(STRANGER, aud="shop")).status == 401
    assert get(bearer(STAFF, aud="shop", iss="https://other.example.com")).status == 401
    assert get(bearer(STAFF, aud="bar")).status == 403
    assert get(bearer(STAFF, aud="shop", exp=1)).status == 401
    reply = get(bearer(STAFF, aud="shop", sub="ada"))
    assert reply.status == 200
    assert reply.echo["headers"]["x-user"] == ["ada"]
    assert "authorization" not in reply.echo["headers"]


def test_a_route_may_disable_it(proxy: Server) -> None:
    assert ask(proxy, "/open").status == 200
    assert ask(proxy, "/open", bearer(STRANGER)).status == 200


def test_either_provider_or_no_token(proxy: Server) -> None:
    get = partial(ask, proxy, listener=81)
    good = f"/either?token={token(PARTNER)}"
    reply = get(good)
    assert (reply.status, reply.echo["target"]) == (200, good)
    assert get(f"/either?token={token(STRANGER)}").status == 401
    assert get("/either", bearer(STAFF, aud="shop")).status == 200
    assert get("/either").status == 200


def test_no_token_is_good_across_namespaces(proxy: Server) -> None:
    for headers in ({}, bearer(STAFF, aud="shop")):
        assert ask(proxy, "/away", headers, listener=81).status == 403


def test_rbac_reads_claims(proxy: Server) -> None:
    assert ask(proxy, "/admin").status == 401
    assert ask(proxy, "/admin", bearer(STAFF, aud="shop", role="guest")).status == 403
    assert ask(proxy, "/admin", bearer(STAFF, aud="shop")).status == 403
    assert ask(proxy, "/admin", bearer(STAFF, aud="shop", role="admin")).status == 200
