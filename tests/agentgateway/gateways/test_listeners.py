"""Listeners: certificates, protocols, kinds of routes, and the ports of several Gateways."""

from __future__ import annotations

from base64 import b64encode

import pytest

from tests.agentgateway.rendered import Output, rendered
from tests.envoy.tls_data import key_pair

CERTIFICATE, KEY = key_pair("one.example.com")
_, OTHER_KEY = key_pair("two.example.com")
GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  gatewayClassName: agentgateway
"""


def encoded(text: bytes) -> str:
    return b64encode(text).decode()


def secret(name: str, namespace: str = "default", **data: bytes) -> str:
    values = "".join(f'  {key.replace("_", ".")}: "{encoded(value)}"\n' for key, value in data.items())
    return f"---\napiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: {namespace}}}\ndata:\n{values}"


def https(refs: str, more: str = "", rest: str = "") -> Output:
    listener = f"  - {{name: https, port: 443, protocol: HTTPS, tls: {{certificateRefs: [{refs}]}}}}\n"
    return rendered(f"{GATEWAY}{more}  listeners:\n{listener}{rest}")


@pytest.mark.parametrize(
    ("refs", "reason", "message"),
    [
        ("{name: none}", "InvalidCertificateRef", "invalid certificate reference /Secret/none., secret not found"),
        (
            "{name: tls, kind: ConfigMap}",
            "InvalidCertificateRef",
            "invalid certificate reference /ConfigMap/tls., only secret is allowed",
        ),
        (
            "{name: tls}, {name: tls}",
            "InvalidCertificateRef",
            "exactly 1 certificateRefs should be present for TLS termination",
        ),
        (
            "{name: tls, namespace: far}",
            "RefNotPermitted",
            'certificateRef tls/far not accessible to a Gateway in namespace "default" (missing a ReferenceGrant?)',
        ),
        (
            "{name: odd}",
            "InvalidCertificateRef",
            "invalid certificate reference /Secret/odd., found secret, but didn't have expected keys "
            "(cert and key) or (tls.crt and tls.key); found: a, b, c, and 1 more...",
        ),
        (
            "{name: empty}",
            "InvalidCertificateRef",
            'invalid certificate reference /Secret/empty., found keys "tls.crt" and "tls.key", but they were empty',
        ),
    ],
)
def test_a_certificate_that_cannot_be_had_makes_the_data_plane_refuse(refs: str, reason: str, message: str) -> None:
    """``conversion.go:buildTLS``, ``buildSecretReference``; Istio's ``ExtractCertInfo``."""
    made = https(
        refs,
        rest=secret("tls", tls_crt=CERTIFICATE, tls_key=KEY)
        + secret("tls", "far", tls_crt=CERTIFICATE, tls_key=KEY)
        + secret("odd", a=b"1", b=b"2", c=b"3", d=b"4")
        + secret("empty", tls_crt=b"", tls_key=b""),
    )
    listener = made.of("listener")["default/gw.https"]
    assert listener["tls"] == {"cert": encoded(b"invalid"), "privateKey": encoded(b"invalid")}
    conditions = made.conditions("gateways", "default/gw", "https")
    assert conditions["ResolvedRefs"] == ("False", reason, message)
    assert conditions["Programmed"] == ("False", "Invalid", "Bad TLS configuration")
    assert made.conditions("gateways", "default/gw")["Accepted"] == (
        "True",
        "ListenersNotValid",
        "Some listeners are not programmed: https: Bad TLS configuration",
    )
    # Nothing valid asks for TLS on the port (syncer.go:buildAgwResources).
    assert made.of("bind") == {"443/default/gw": {"key": "443/default/gw", "port": 443}}


def test_a_key_of_another_certificate_is_sent_all_the_same() -> None:
    """``conversion.go:BuildListener``: what ``validateTLS`` finds is only told."""
    made = https("{name: tls}", rest=secret("tls", tls_crt=CERTIFICATE, tls_key=OTHER_KEY))
    assert made.of("listener")["default/gw.https"]["tls"] == {
        "cert": encoded(CERTIFICATE),
        "privateKey": encoded(OTHER_KEY),
    }
    status, reason, message = made.conditions("gateways", "default/gw", "https")["ResolvedRefs"]
    assert (status, reason) == ("False", "InvalidCertificateRef")
    assert message.startswith("invalid certificate reference, the certificate is malformed: tls: ")


@pytest.mark.parametrize(
    ("tls", "root", "message"),
    [
        ("default: {validation: {caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]}}", CERTIFICATE, ""),
        ("default: {validation: {caCertificateRefs: [{group: '', kind: Secret, name: ca}]}}", b"anything", ""),
        (
            "default: {}, perPort: [{port: 443, tls: {validation: "
            "{caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]}}}]",
            CERTIFICATE,
            "",
        ),
        (
            "default: {validation: {caCertificateRefs: [{group: '', kind: ConfigMap, name: none}]}}",
            None,
            "invalid CA certificate reference, configmap default/none not found",
        ),
        (
            "default: {validation: {caCertificateRefs: [{group: '', kind: Service, name: ca}]}}",
            None,
            "invalid CA certificate reference /Service/ca., only secret and configmap are allowed",
        ),
        (
            "default: {validation: {caCertificateRefs: "
            "[{group: '', kind: ConfigMap, name: ca}, {group: '', kind: Secret, name: ca}]}}",
            None,
            "only one caCertificateRef is supported",
        ),
    ],
)
def test_certificates_of_clients_are_checked_against_one_ca(tls: str, root: bytes | None, message: str) -> None:
    """``conversion.go``: ``resolveGatewayTLS``, ``buildCaCertificateReference``; its content is not looked at."""
    ca = "".join(f"    {line}\n" for line in CERTIFICATE.decode().splitlines())
    config_map = (
        f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: ca, namespace: default}}\ndata:\n  ca.crt: |\n{ca}"
    )
    made = https(
        "{name: tls}",
        more=f"  tls: {{frontend: {{{tls}}}}}\n",
        rest=secret("tls", tls_crt=CERTIFICATE, tls_key=KEY) + secret("ca", cacert=b"anything") + config_map,
    )
    sent = made.of("listener")["default/gw.https"]["tls"]
    resolved = made.conditions("gateways", "default/gw", "https")["ResolvedRefs"]
    if root is None:
        assert sent["cert"] == encoded(b"invalid")
        assert resolved == ("False", "InvalidCertificateRef", message)
    else:
        assert (sent["cert"], sent["root"]) == (encoded(CERTIFICATE), encoded(root))
        assert resolved == ("True", "ResolvedRefs", "No errors found")


@pytest.mark.parametrize(
    ("protocol", "message"),
    [
        ("UDP", 'protocol "UDP" is unsupported'),
        ("http", 'protocol "http" is unsupported. hint: "HTTP" (uppercase) may be supported'),
    ],
)
def test_a_protocol_that_is_not_supported_leaves_a_bind_without_listener(protocol: str, message: str) -> None:
    """``conversion.go:listenerProtocolToAgw``; ``syncer.go:getProtocolAndTLSConfig``."""
    made = rendered(f"{GATEWAY}  listeners: [{{name: odd, port: 53, protocol: {protocol}}}]")
    assert made.resources == {"bind/53/default/gw": {"key": "53/default/gw", "port": 53}}
    conditions = made.conditions("gateways", "default/gw", "odd")
    assert conditions["Accepted"] == ("False", "UnsupportedProtocol", message)
    # Only a listener that is not programmed makes the Gateway tell of it.
    assert conditions["Programmed"] == ("True", "Programmed", "No errors found")
    assert made.conditions("gateways", "default/gw")["Accepted"] == ("True", "Accepted", "")


def test_kinds_that_do_not_fit_are_told_and_taken_away() -> None:
    """``conditions.go:GenerateSupportedKinds``."""
    made = rendered(
        f"{GATEWAY}  listeners: [{{name: http, port: 80, protocol: HTTP, "
        "allowedRoutes: {kinds: [{kind: TCPRoute}, {kind: GRPCRoute}]}}]"
    )
    conditions = made.conditions("gateways", "default/gw", "http")
    assert conditions["ResolvedRefs"] == ("False", "InvalidRouteKinds", "Invalid route kinds")
    (listener,) = made.statuses["gateways"]["default/gw"]["listeners"]
    assert listener["supportedKinds"] == [{"group": "gateway.networking.k8s.io", "kind": "GRPCRoute"}]


def test_a_port_speaks_what_the_strongest_listener_of_any_gateway_speaks() -> None:
    """``syncer.go:buildAgwResources`` groups listeners by port over all Gateways."""
    second = GATEWAY.replace("name: gw", "name: other")
    made = rendered(
        f"{GATEWAY}  listeners: [{{name: http, port: 80, protocol: HTTP}}]\n---\n"
        f"{second}  listeners: [{{name: tcp, port: 80, protocol: TCP}}]"
    )
    assert made.of("bind") == {
        "80/default/gw": {"key": "80/default/gw", "port": 80, "protocol": "TCP"},
        "80/default/other": {"key": "80/default/other", "port": 80, "protocol": "TCP"},
    }


@pytest.mark.parametrize(
    ("addresses", "refused"),
    [
        ("[{type: IPAddress, value: 10.0.0.1}]", ""),
        ("[{type: Hostname, value: lb.example.com}, {type: IPAddress, value: 10.0.0.1}]", ""),
        ("[{type: NamedAddress, value: one}]", "only Hostname is supported, ignoring [one]"),
        (
            "[{type: IPAddress, value: 10.0.0.1}, {type: IPAddress, value: 10.0.0.2}]",
            "only Hostname is supported, ignoring [10.0.0.1 10.0.0.2]",
        ),
    ],
)
def test_a_gateway_stands_for_one_ip_or_for_hostnames(addresses: str, refused: str) -> None:
    """``conversion.go``: ``IsManaged``, ``ExtractGatewayServices``; a refused one has no resources at all."""
    made = rendered(f"{GATEWAY}  addresses: {addresses}\n  listeners: [{{name: http, port: 80, protocol: HTTP}}]")
    accepted = made.conditions("gateways", "default/gw")["Accepted"]
    if refused:
        assert made.resources == {}
        assert accepted == ("False", "Invalid", refused)
        (listener,) = made.statuses["gateways"]["default/gw"]["listeners"]
        assert listener["supportedKinds"] == []
    else:
        assert set(made.resources) == {"bind/80/default/gw", "listener/default/gw.http"}
        assert accepted == ("True", "Accepted", "")
