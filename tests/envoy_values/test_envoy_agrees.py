"""The real Envoy says the same about every name and form that kgwctl.envoy_values has an opinion on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from kgwctl.envoy.binary import EnvoyError, find_envoy, validate
from kgwctl.envoy_values import formats, headers, tls, urls

_TYPES = "type.googleapis.com/envoy.extensions"
_PARAMETERS = {
    "CEL": "request.path",
    "COMMON_DURATION": "DS_RX_BEG:DS_RX_END:ms",
    "FILTER_STATE": "a:PLAIN",
    "METADATA": "ROUTE:a:b",
    "PATH": "WQ:ORIG",
    "UPSTREAM_FILTER_STATE": "a:PLAIN",
    "GRPC_STATUS": "NUMBER",
}


def accepted(config: dict[str, Any]) -> bool:
    """Whether the real Envoy takes a bootstrap."""
    try:
        envoy = find_envoy()
    except EnvoyError:
        envoy = None
    if envoy is None:
        pytest.skip("no Envoy here")
    return validate(json.dumps(config).encode(), envoy).ok


def with_headers(pairs: Iterable[tuple[str, str]], *, remove: tuple[str, ...] = ()) -> dict[str, Any]:
    route: dict[str, Any] = {
        "match": {"prefix": "/"},
        "direct_response": {"status": 200},
        "request_headers_to_add": [{"header": {"key": name, "value": value}} for name, value in pairs],
        "request_headers_to_remove": list(remove),
    }
    manager = {
        "@type": f"{_TYPES}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "a",
        "route_config": {"virtual_hosts": [{"name": "a", "domains": ["*"], "routes": [route]}]},
        "http_filters": [{"name": "r", "typed_config": {"@type": f"{_TYPES}.filters.http.router.v3.Router"}}],
    }
    listener = {
        "name": "a",
        "address": {"socket_address": {"address": "127.0.0.1", "port_value": 1024}},
        "filter_chains": [{"filters": [{"name": "h", "typed_config": manager}]}],
    }
    return {"static_resources": {"listeners": [listener]}}


def with_tls(*parameters: dict[str, Any]) -> dict[str, Any]:
    context = f"{_TYPES}.transport_sockets.tls.v3.UpstreamTlsContext"
    clusters = [
        {
            "name": f"c{index}",
            "type": "STATIC",
            "transport_socket": {
                "name": "t",
                "typed_config": {"@type": context, "common_tls_context": {"tls_params": one}},
            },
        }
        for index, one in enumerate(parameters)
    ]
    return {"static_resources": {"clusters": clusters}}


def test_every_known_operator_is_one() -> None:
    texts = [
        f"%{name}({_PARAMETERS.get(name, 'a')})%" if name in formats._WITH_PARAMETERS else f"%{name}%"
        for name in sorted(formats.operators())
    ]
    assert [text for text in texts if formats.format_problem(text)] == []
    assert accepted(with_headers(("x-a", text) for text in texts))


@pytest.mark.parametrize(
    "text",
    [
        *("50%", "a %", "%FOO%", "%REQ(a)x%", "%PROTOCOL", "%req(a)%", "%PROTOCOL:5%", "%PROTOCOL(a)%", "%REQ%"),
        *("%REQ()%", "%REQ(A?B?C)%", "%RESPONSE_CODE%%", "%METADATA(X:a)%", "%FILTER_STATE(a:X)%", "%(x)%"),
        *("%PATH(a:b)%", "%GRPC_STATUS(x)%", "%REQ_WITHOUT_QUERY(a)%", "%BYTES_SENT:3%", "a\nb"),
    ],
)
def test_what_is_refused(text: str) -> None:
    assert headers.value_problem(text)
    assert not accepted(with_headers([("x-a", text)]))


def test_what_is_taken() -> None:
    texts = (
        *("%%", "100%%", "%REQ(a)%", "%REQ(:path):5%", "%REQ(A?B):10%", "%START_TIME(%Y%m)%", "", "é", "tab\t"),
        *("%DYNAMIC_METADATA(a)%", "%RESPONSE_CODE%%%", "%DOWNSTREAM_PEER_CERT_V_START(%Y)%", "%TRAILER(a):3%"),
    )
    assert [text for text in texts if headers.value_problem(text)] == []
    assert accepted(with_headers(("x-a", text) for text in texts))


@pytest.mark.parametrize("name", ["Host", "HOST", ":path", ":authority"])
def test_headers_that_nobody_changes(name: str) -> None:
    assert headers.name_problem(name)
    assert not accepted(with_headers([(name, "a")]))
    assert not accepted(with_headers([], remove=(name,)))


def test_every_known_suite_and_curve_is_one() -> None:
    suites = [{"cipher_suites": [name]} for name in sorted(tls._SUITES | tls._GROUPS)]
    curves = [{"ecdh_curves": [name]} for name in sorted(tls._CURVES)]
    assert not any(list(tls.cipher_suite_problems(one["cipher_suites"])) for one in suites)
    assert not any(list(tls.curve_problems(one["ecdh_curves"])) for one in curves)
    assert accepted(with_tls(*suites, *curves))


@pytest.mark.parametrize(
    "name",
    [
        *("AES_NONSENSE", "ECDHE-RSA-AES256-SHA384", "RC4-SHA", "!aNULL", "LOW", "DHE-RSA-AES128-GCM-SHA256"),
        *("ecdhe-rsa-aes128-gcm-sha256", "MD5"),
    ],
)
def test_suites_that_are_refused(name: str) -> None:
    names = ["AES128-SHA", name]
    assert [place for place, _ in tls.cipher_suite_problems(names)] == [1]
    assert not accepted(with_tls({"cipher_suites": names}))


def test_suites_of_tls_1_3_are_no_list() -> None:
    alone, among = ["TLS_AES_128_GCM_SHA256"], ["TLS_AES_128_GCM_SHA256", "AES128-SHA"]
    assert [place for place, _ in tls.cipher_suite_problems(alone)] == [0]
    assert not accepted(with_tls({"cipher_suites": alone}))
    assert list(tls.cipher_suite_problems(among)) == []
    assert accepted(with_tls({"cipher_suites": among}))


@pytest.mark.parametrize("name", ["P256", "secp256r1", "X448", "p-256", "MLKEM1024"])
def test_curves_that_are_refused(name: str) -> None:
    assert list(tls.curve_problems([name]))
    assert not accepted(with_tls({"ecdh_curves": [name]}))


def test_suites_in_one_text() -> None:
    good = ["[ECDHE-RSA-AES128-GCM-SHA256|ECDHE-RSA-CHACHA20-POLY1305]", "ECDHE+AESGCM"]
    assert list(tls.cipher_suite_problems(good)) == []
    ((_, problem),) = tls.cipher_suite_problems(["ECDHE-RSA-AES128-GCM-SHA265"])
    assert problem.endswith("did you mean ECDHE-RSA-AES128-GCM-SHA256?")


def test_urls() -> None:
    good = ("http://a/b?c#d", "https://a.example.com", "HTTPS://[::1]:8443/x", "http://user@host:80/")
    assert [url for url in good if urls.url_problem(url)] == []
    bad = ("a.example.com/keys", "ftp://a/b", "https://", "http://a:0/", "http://a:99999/", "//a/b", "https:///x", "")
    assert [url for url in bad if not urls.url_problem(url)] == []
