"""What BackendConfigPolicies and BackendTLSPolicies say that is wrong, or that only the real data shows."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from tests.envoy.rendering import GATEWAY, SERVICE, Rendered, rendered
from tests.envoy.tls_data import ca_config_map, key_pair, tls_secret

HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"


def config(spec: str, name: str = "p") -> str:
    return f"""
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {{name: {name}}}
spec:
  targetRefs: [{{group: '', kind: Service, name: web}}]
  {spec}
"""


def trust(validation: str) -> str:
    return f"""
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {{name: t}}
spec:
  targetRefs: [{{group: '', kind: Service, name: web}}]
  validation: {{{validation}}}
"""


def secret(**data: bytes) -> str:
    encoded = ", ".join(f"{key.replace('_', '.')}: {b64encode(value).decode()}" for key, value in data.items())
    return f"{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, data: {{{encoded}}}}}"


def web(*texts: str) -> tuple[dict[str, Any], str]:
    """The cluster of the Service, and what is said about the policy ``p``."""
    result = rendered(GATEWAY, SERVICE, *texts)
    return result.clusters["kube_default_web_80"], accepted(result)


def accepted(result: Rendered, policy: str = "BackendConfigPolicy/default/p") -> str:
    ((condition, *_),) = (one["conditions"] for one in result.statuses["policies"][policy]["ancestors"])
    message: str = condition["message"]
    return message


def tls(cluster: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = cluster["transportSocket"]["typedConfig"]["commonTlsContext"]
    return found


def test_client_certificates_are_written_anew_and_other_data_is_passed_on() -> None:
    certificate, key = key_pair("client")
    ca = b"some words\n" + key_pair("ca")[0]
    data = secret(tls_crt=b"words\n" + certificate.replace(b"\n", b"\r\n"), tls_key=b"words\n" + key, ca_crt=ca)
    context = tls(web(data, config("tls: {secretRef: {name: s}}"))[0])
    assert context["tlsCertificates"] == [
        {
            "certificateChain": {"inlineString": certificate.decode()},
            "privateKey": {"inlineString": f"words\n{key.decode()}"},
        }
    ]
    assert context["validationContext"] == {"trustedCa": {"inlineString": ca.decode()}}


def test_the_private_key_is_secret() -> None:
    from kgwctl.envoy.render import render
    from kgwctl.output.json_writer import to_json
    from tests.resolve.inputs import resolved

    (result,) = render(resolved(GATEWAY, SERVICE, tls_secret("s"), config("tls: {secretRef: {name: s}}")))
    text = to_json(result.resources, show_secrets=False)
    text = text.decode() if isinstance(text, bytes) else text
    assert "BEGIN CERTIFICATE" in text
    assert "PRIVATE KEY" not in text
    assert "redacted sha256" in text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (secret(tls_crt=key_pair("a")[0]), "both certChain and privateKey must be provided"),
        (secret(tls_key=key_pair("a")[1]), "both certChain and privateKey must be provided"),
        (
            secret(tls_crt=key_pair("a")[0], tls_key=key_pair("b")[1]),
            "invalid certificate and key pair: tls: private key does not match public key",
        ),
        (
            secret(tls_crt=b"x", tls_key=key_pair("b")[1]),
            "invalid certificate and key pair: tls: failed to find any PEM data in certificate input",
        ),
    ],
)
def test_client_certificates_that_are_refused(data: str, message: str) -> None:
    cluster, said = web(data, config("tls: {secretRef: {name: s}}"))
    assert cluster["loadAssignment"] == {"clusterName": "kube_default_web_80"}
    assert said.endswith(message)
    # A certificate that is kept back is not looked at.
    assert web(data, config("tls: {secretRef: {name: s}, simpleTLS: true}"))[1] == "Policy accepted"


@pytest.mark.parametrize("certificate", ["", "tlsCertificate: /tls.crt, tlsKey: /tls.key, "])
def test_authorities_in_a_file(certificate: str) -> None:
    cluster, said = web(config(f"tls: {{files: {{{certificate}rootCA: /ca.pem}}, simpleTLS: true}}"))
    assert tls(cluster) == {"validationContext": {"trustedCa": {"filename": "/ca.pem"}}}
    assert said == "Policy accepted"


def test_a_secret_without_anything_of_use_switches_tls_on() -> None:
    cluster, said = web(secret(other=b"x"), config("tls: {secretRef: {name: s}}"))
    assert (tls(cluster), said) == ({}, "Policy accepted")


def test_authorities_that_are_no_text_end_the_policy_there() -> None:
    spec = "connectTimeout: 1s\n  tls: {secretRef: {name: s}}\n  circuitBreakers: {maxRequests: 1}"
    cluster, said = web(secret(ca_crt=b"\xff\xfe"), config(spec))
    assert said == "Policy accepted"
    assert cluster["connectTimeout"] == "1s"
    assert not {"transportSocket", "circuitBreakers"} & cluster.keys()


@pytest.mark.parametrize(
    ("aggression", "number"),
    [
        ("1.25", 1.25),
        ("1e1", 10),
        (".5", 0.5),
        ("0x1p4", 16),
        ("fast", None),
        ("1_0", None),
        ("1e999", None),
        ("0x1p9999", None),
        ("0x10", None),
    ],
)
def test_slow_start_that_cannot_be_read_is_forgotten(aggression: str, number: float | None) -> None:
    spec = f"loadBalancer: {{roundRobin: {{slowStart: {{window: 1s, aggression: '{aggression}'}}}}}}"
    cluster, said = web(config(spec))
    method = cluster["loadBalancingPolicy"]["policies"][0]["typedExtensionConfig"]["typedConfig"]
    slow = {"defaultValue": number, "runtimeKey": "p.default.slowStart.aggression"}
    expected = None if number is None else {"slowStartWindow": "1s", "aggression": slow}
    assert method.get("slowStartConfig") == expected
    assert said == "Policy accepted"


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("connectTimeout: soon", "connectTimeout: "),
        ("commonHttpProtocolOptions: {idleTimeout: 1 hour}", "commonHttpProtocolOptions: "),
        ("http2ProtocolOptions: {initialStreamWindowSize: 64 KB}", "http2ProtocolOptions: "),
        ("healthCheck: {timeout: x, interval: 1s, unhealthyThreshold: 1, healthyThreshold: 1}", "healthCheck: "),
    ],
)
def test_text_that_an_api_server_refuses(spec: str, message: str) -> None:
    cluster, said = web(config(spec))
    assert said.startswith(message)
    assert "connectTimeout" not in cluster


def test_several_errors_of_one_policy() -> None:
    assert web(config("connectTimeout: soon\n  tls: {secretRef: {name: gone}}"))[1].endswith(
        "; failed to extract TLS data: Secret default/gone not found"
    )


def test_policies_do_not_share_what_they_change() -> None:
    """Options that two policies put together for one cluster stay away from the next."""
    calls = SERVICE.replace("name: web", "name: calls")
    both = config("commonHttpProtocolOptions: {maxHeadersCount: 1}").replace(
        "name: web}", "name: web}, {group: '', kind: Service, name: calls}"
    )
    result = rendered(GATEWAY, SERVICE, calls, both, config("http1ProtocolOptions: {enableTrailers: true}", "q"))
    explicit = {
        name: cluster["typedExtensionProtocolOptions"][HTTP_OPTIONS]["explicitHttpConfig"]["httpProtocolOptions"]
        for name, cluster in result.clusters.items()
    }
    assert explicit == {"kube_default_web_80": {"enableTrailers": True}, "kube_default_calls_80": {}}


def test_authorities_of_a_backend_are_written_anew() -> None:
    validation = "hostname: a.com, caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]"
    cluster, _ = rendered(GATEWAY, SERVICE, ca_config_map("ca", "one", "two"), trust(validation)).clusters.values(), 0
    (made,) = cluster
    authorities = (key_pair("one")[0] + key_pair("two")[0]).decode()
    assert tls(made)["validationContext"]["trustedCa"] == {"inlineString": authorities}


def test_a_reference_without_kind_is_to_a_config_map() -> None:
    validation = "hostname: a.com, caCertificateRefs: [{group: '', kind: '', name: ca}]"
    result = rendered(GATEWAY, SERVICE, trust(validation))
    assert accepted(result, "BackendTLSPolicy/default/t") == "ConfigMap not found: default/ca"


def test_nothing_to_trust() -> None:
    result = rendered(GATEWAY, SERVICE, trust("hostname: a.com"))
    assert accepted(result, "BackendTLSPolicy/default/t") == "invalid validation spec"
