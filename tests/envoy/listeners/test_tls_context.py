from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest

from tests.envoy.rendering import SERVICE, Rendered, http_route, rendered
from tests.envoy.tls_data import ca_config_map, key_pair, tls_secret

REF = "certificateRefs: [{name: cert}]"


def gateway(tls: str = REF, frontend: str = "") -> str:
    config = f"  tls: {{frontend: {{{frontend}}}}}\n" if frontend else ""
    return f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw, namespace: default}}
spec:
  gatewayClassName: kgateway
{config}  listeners:
  - {{name: https, port: 443, protocol: HTTPS, hostname: a.example.com, tls: {{mode: Terminate, {tls}}}}}
  - {{name: plain, port: 80, protocol: HTTP}}
"""


def context(result: Rendered) -> dict[str, Any]:
    config: dict[str, Any] = result.chain("listener~443", "https")["transportSocket"]["typedConfig"]
    return config


def ca(*names: str, mode: str = "AllowValidOnly") -> str:
    refs = ", ".join(f"{{group: '', kind: ConfigMap, name: {name}}}" for name in names)
    return f"validation: {{mode: {mode}, caCertificateRefs: [{refs}]}}"


def test_defaults() -> None:
    result = rendered(gateway(), SERVICE, tls_secret("cert"), http_route())
    common = context(result)["commonTlsContext"]
    assert common["alpnProtocols"] == ["h2", "http/1.1"]
    assert common["tlsParams"] == {}
    (certificate,) = common["tlsCertificates"]
    assert b64decode(certificate["privateKey"]["inlineBytes"]) == key_pair("cert")[1]
    assert result.chain("listener~443", "https")["filterChainMatch"] == {"serverNames": ["a.example.com"]}
    assert result.listeners["listener~443"]["listenerFilters"][0]["name"] == "envoy.filters.listener.tls_inspector"
    assert result.hosts["https~a_example_com"]["requireTls"] == "ALL"


def test_options() -> None:
    options = "options: {kgateway.dev/alpn-protocols: allow-empty, kgateway.dev/min-tls-version: '1.2'}"
    common = context(rendered(gateway(f"{REF}, {options}"), tls_secret("cert")))["commonTlsContext"]
    assert "alpnProtocols" not in common
    assert common["tlsParams"] == {"tlsMinimumProtocolVersion": "TLSv1_2"}


def test_authorities_are_joined_and_written_anew() -> None:
    frontend = f"default: {{{ca('one', 'two')}}}"
    inputs = (tls_secret("cert"), ca_config_map("one", "a"), ca_config_map("two", "b", "c"))
    made = context(rendered(gateway(frontend=frontend), *inputs))
    trusted = b64decode(made["commonTlsContext"]["validationContext"]["trustedCa"]["inlineBytes"])
    assert trusted == key_pair("a")[0] + b"\n" + key_pair("b")[0] + key_pair("c")[0]
    assert made["requireClientCertificate"] is True


def test_port_comes_before_default() -> None:
    per_port = f"perPort: [{{port: 443, tls: {{{ca('two', mode='AllowInsecureFallback')}}}}}]"
    frontend = f"default: {{{ca('one')}}}, {per_port}"
    made = context(rendered(gateway(frontend=frontend), tls_secret("cert"), ca_config_map("two", "b")))
    assert made["requireClientCertificate"] is False


def test_fallback_lives_without_its_authority() -> None:
    frontend = f"default: {{{ca('none', mode='AllowInsecureFallback')}}}"
    made = context(rendered(gateway(frontend=frontend), tls_secret("cert")))
    assert "validationContext" not in made["commonTlsContext"]
    assert "requireClientCertificate" not in made


@pytest.mark.parametrize(
    ("tls", "frontend", "inputs", "reason", "message"),
    [
        (REF, "", (), "InvalidCertificateRef", "Secret default/cert not found."),
        (
            "certificateRefs: [{name: cert, namespace: other}]",
            "",
            (tls_secret("cert", namespace="other"),),
            "RefNotPermitted",
            "Reference not permitted by ReferenceGrant.",
        ),
        (
            REF,
            "",
            (tls_secret("cert", certificate=b"x"),),
            "InvalidCertificateRef",
            "invalid TLS secret default/cert: tls: failed to find any PEM data in certificate input",
        ),
        (
            f"{REF}, options: {{other: x}}",
            "",
            (tls_secret("cert"),),
            "InvalidCertificateRef",
            "Invalid certificate ref(s).",
        ),
        (
            f"{REF}, options: {{kgateway.dev/verify-subject-alt-names: a}}",
            "",
            (tls_secret("cert"),),
            "InvalidCertificateRef",
            "verify-subject-alt-names annotation requires a trusted CA to be configured",
        ),
        (
            REF,
            f"default: {{{ca('none')}}}",
            (tls_secret("cert"),),
            "InvalidCertificateRef",
            "ConfigMap default/none not found.",
        ),
        (
            REF,
            "default: {validation: {caCertificateRefs: [{group: x, kind: Y, name: z}]}}",
            (tls_secret("cert"),),
            "InvalidCertificateRef",
            "Invalid certificate ref(s).",
        ),
        (f"{REF[:-2]}, kind: Other}}]", "", (), "InvalidCertificateRef", "Invalid certificate ref(s)."),
    ],
)
def test_problem_takes_the_chain_out(
    tls: str, frontend: str, inputs: tuple[str, ...], reason: str, message: str
) -> None:
    result = rendered(gateway(tls, frontend), SERVICE, http_route(), *inputs)
    assert list(result.listeners) == ["listener~80"]
    assert result.listener_condition("ResolvedRefs", "https") == (reason, message)
    assert result.listener_condition("Programmed", "https") == ("Invalid", message)


def test_names_and_hashes_are_verified() -> None:
    digest = "ab" * 32
    options = f"kgateway.dev/verify-certificate-hash: {digest}, kgateway.dev/verify-subject-alt-names: 'a, b'"
    text = gateway(f"{REF}, options: {{{options}}}", f"default: {{{ca('one')}}}")
    checks = context(rendered(text, tls_secret("cert"), ca_config_map("one", "a")))["commonTlsContext"][
        "validationContext"
    ]
    assert checks["verifyCertificateHash"] == [digest]
    assert checks["matchTypedSubjectAltNames"][1] == {"sanType": "DNS", "matcher": {"exact": "b"}}


def test_private_keys_do_not_print_themselves() -> None:
    from kgwctl.envoy.render import render
    from kgwctl.output.json_writer import to_json
    from tests.resolve.inputs import resolved

    (result,) = render(resolved(gateway(), tls_secret("cert")))
    text = to_json(result.resources).decode()
    assert "[redacted sha256:" in text
    assert "PRIVATE KEY" not in text
