"""KGW0710: conditions that are never true, at the character that is to blame; and those that may well be."""

from __future__ import annotations

import pytest

from kgwctl.envoy_values.attributes import attribute_problems
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options

POLICY = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: access}
spec:
  rbac:
    policy:
      matchExpressions:
"""


def places(text: str) -> list[str]:
    findings = check([Source("x.yaml", text.encode())], Options()).findings
    return [str(one.location).removeprefix("x.yaml:") for one in findings if one.rule == "KGW0710"]


@pytest.mark.parametrize(
    "text",
    [
        "true",
        "request.headers['x-user'] == 'ada' && request.method in ['GET', 'HEAD']",
        "request.size > 1024 || request.duration > duration('1s')",
        "connection.mtls && connection.uri_san_peer_certificate.startsWith('spiffe://')",
        "metadata.filter_metadata['envoy.filters.http.jwt_authn']['tokens'].sub == 'ada'",
        "source.address.matches('10\\\\..*') && destination.port == 443",
        "has(request.headers.authorization)",
        "response.code >= 500 && xds.route_name != 'health'",
        "filter_state['a']",
        "request.time.getHours() < 8",
        "a b",
    ],
)
def test_conditions_that_may_be_true(text: str) -> None:
    assert attribute_problems(text) == []


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("request.verb == 'GET'", 7),
        ("headers['a'] == 'b'", 0),
        ("true && req.path == '/'", 8),
        ("request.size == 'large'", 13),
        ("request.path", 0),
        ("'a' + request.method", 0),
        ("request.method && true", 7),
    ],
)
def test_conditions_that_are_never_true(text: str, offset: int) -> None:
    (problem,) = attribute_problems(text)
    assert problem.offset == offset


@pytest.mark.parametrize(
    ("scalar", "place"),
    [
        ("request.verb == 'GET'", "8:16"),
        ("\"request.verb == 'GET'\"", "8:17"),
        ("|\n        true &&\n        request.verb == 'GET'\n", "10:16"),
        (">-\n        true &&\n        request.verb == 'GET'\n", "8:9"),
    ],
)
def test_the_place_in_the_text(scalar: str, place: str) -> None:
    assert places(f"{POLICY}      - {scalar}\n") == [place]


def test_filters_of_access_logs() -> None:
    log = "accessLog: [{fileSink: {path: /a, stringFormat: a}, filter: {celFilter: {match: nothing.code > 1}}}]"
    old = (
        f"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: HTTPListenerPolicy\nmetadata: {{name: a}}\nspec: {{{log}}}\n"
    )
    assert len(places(old)) == 1
    new = (
        "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: ListenerPolicy\nmetadata: {name: a}\n"
        f"spec: {{default: {{httpSettings: {{{log}}}}},\n"
        f"  perPort: [{{port: 1, listener: {{httpSettings: {{{log}}}}}}}]}}\n"
    )
    assert len(places(new)) == 2
