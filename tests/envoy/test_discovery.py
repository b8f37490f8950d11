"""Discovery documents of OpenID Connect providers, given as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kgwctl.envoy.gateway_extensions.discovery import DiscoveryError, Provider, provider_of, read_provider
from tests.cli.runs import GATEWAY, ROUTE, SERVICE, Done, command

LOGIN = """---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: login, namespace: shop}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: web}]
  oauth2: {extensionRef: {name: idp}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: idp, namespace: shop}
spec:
  oauth2:
    backendRef: {name: idp, port: 443}
    issuerURI: https://idp.example.com/realm;x=1
    scopes: [openid]
    credentials: {clientID: shop, clientSecretRef: {name: client}}
---
apiVersion: v1
kind: Service
metadata: {name: idp, namespace: shop}
spec: {ports: [{port: 443}]}
---
apiVersion: v1
kind: Secret
metadata: {name: client, namespace: shop}
stringData: {client-secret: a}
"""
DOCUMENT = {
    "issuer": "https://idp.example.com/realm",
    "token_endpoint": "https://idp.example.com/token",
    "authorization_endpoint": "https://idp.example.com/auth",
    "end_session_endpoint": "https://idp.example.com/end",
}
ISSUER = "https://idp.example.com/realm;x=1"


def rendered(*arguments: str) -> Done:
    text = "---\n".join((GATEWAY, ROUTE, SERVICE)) + LOGIN
    return command("render", "-", *arguments, stdin=text.encode())


def config(done: Done) -> dict[str, object]:
    text = json.dumps(done.documents)
    assert "oauth2.v3.OAuth2" in text, done.err
    (filters,) = [
        one["typedConfig"]["config"]
        for listener in done.documents[0]["listeners"]
        for chain in listener["filterChains"]
        for one in chain["filters"][0]["typedConfig"]["httpFilters"]
        if "oauth2" in one["name"]
    ]
    found: dict[str, object] = filters
    return found


def test_endpoints_come_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "openid-configuration"
    file.write_text(json.dumps(DOCUMENT))
    done = rendered("--oidc-discovery", f"{ISSUER}={file}")
    assert "KGW0923" not in done.err
    made = config(done)
    assert made["authorizationEndpoint"] == DOCUMENT["authorization_endpoint"]
    assert made["endSessionEndpoint"] == DOCUMENT["end_session_endpoint"]
    assert made["tokenEndpoint"] == {
        "uri": DOCUMENT["token_endpoint"],
        "cluster": "kube_shop_idp_443",
        "timeout": "15s",
    }


def test_placeholders_are_marked_and_said() -> None:
    done = rendered()
    assert "warning[KGW0923]" in done.err
    assert f"--oidc-discovery {ISSUER}=FILE" in done.err
    assert config(done)["authorizationEndpoint"] == f"{ISSUER}/kgwctl-placeholder/authorization_endpoint"


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        ("https://idp.example.com", "expected ISSUER=FILE"),
        ("https://idp.example.com=nowhere.json", "No such file"),
        ("https://idp.example.com={folder}", "directory"),
        ("https://idp.example.com={bad}", "truncated"),
    ],
)
def test_files_that_are_none(argument: str, text: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    done = rendered("--oidc-discovery", argument.format(folder=tmp_path, bad=bad))
    assert done.code == 2
    assert text in done.err


def test_what_a_document_may_lack() -> None:
    assert read_provider(b'{"token_endpoint": null, "other": 1}') == Provider()
    with pytest.raises(DiscoveryError, match="token_endpoint"):
        read_provider(b'{"token_endpoint": 1}')
    assert provider_of("https://a", {"https://a": Provider("t")}) == Provider("t")
