"""AuthorizationPolicies as RBAC filters: every field, every attribute, and values that mean nothing."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from kgwctl.api.istio.authorization_policy import Rule
from kgwctl.envoy.waypoint.authorization.rules import UnknownAttribute, rbac_policy
from kgwctl.envoy.waypoint.authorization.values import UnusableValue


def made(rule: dict[str, Any], *, strict: bool = True) -> dict[str, Any]:
    """The rule of a policy in namespace ``ns``."""
    policy = rbac_policy(msgspec.convert(rule, Rule), "ns", strict=strict)
    found: dict[str, Any] = json.loads(msgspec.json.encode(policy))
    return found


def permissions(operation: dict[str, Any], *, strict: bool = True) -> list[Any]:
    (only,) = made({"to": [{"operation": operation}]}, strict=strict)["permissions"]
    found: list[Any] = only["andRules"]["rules"]
    return found


def principals(source: dict[str, Any]) -> list[Any]:
    (only,) = made({"from": [{"source": source}]})["principals"]
    found: list[Any] = only["andIds"]["ids"]
    return found


def condition(key: str, *values: str, strict: bool = True) -> dict[str, Any]:
    return made({"when": [{"key": key, "values": list(values)}]}, strict=strict)


def peer(match: dict[str, Any]) -> dict[str, Any]:
    return {"filterState": {"key": "io.istio.peer_principal", "stringMatch": match}}


def claim(name: str, match: dict[str, Any]) -> dict[str, Any]:
    path = [{"key": "payload"}, {"key": name}]
    return {"metadata": {"filter": "envoy.filters.http.jwt_authn", "path": path, "value": {"stringMatch": match}}}


def test_an_empty_rule_matches_everything() -> None:
    assert made({}) == {
        "permissions": [{"andRules": {"rules": [{"any": True}]}}],
        "principals": [{"andIds": {"ids": [{"any": True}]}}],
    }


def test_fields_of_an_operation_in_order() -> None:
    found = permissions({"ports": ["80"], "paths": ["/a"], "methods": ["GET"], "hosts": ["a.b"]})
    assert found == [
        {
            "orRules": {
                "rules": [{"header": {"name": ":authority", "stringMatch": {"exact": "a.b", "ignoreCase": True}}}]
            }
        },
        {"orRules": {"rules": [{"header": {"name": ":method", "stringMatch": {"exact": "GET"}}}]}},
        {"orRules": {"rules": [{"urlPath": {"path": {"exact": "/a"}}}]}},
        {"orRules": {"rules": [{"destinationPort": 80}]}},
    ]


def test_what_must_not_match() -> None:
    assert permissions({"notPorts": ["80", "81"]}) == [
        {"notRule": {"orRules": {"rules": [{"destinationPort": 80}, {"destinationPort": 81}]}}}
    ]


@pytest.mark.parametrize(
    ("path", "match"),
    [
        ("*", {"urlPath": {"path": {"safeRegex": {"regex": ".+"}}}}),
        ("/a/*", {"urlPath": {"path": {"prefix": "/a/"}}}),
        ("*/a", {"urlPath": {"path": {"suffix": "/a"}}}),
    ],
)
def test_paths(path: str, match: dict[str, Any]) -> None:
    assert permissions({"paths": [path]}) == [{"orRules": {"rules": [match]}}]


def test_path_template() -> None:
    (found,) = permissions({"paths": ["/a/{*}/{**}"]})
    template = found["orRules"]["rules"][0]["uriTemplate"]
    assert template["name"] == "uri-template"
    assert template["typedConfig"]["pathTemplate"] == "/a/*/**"


@pytest.mark.parametrize(
    ("source", "match"),
    [
        ({"principals": ["cluster.local/ns/a/sa/b"]}, peer({"exact": "spiffe://cluster.local/ns/a/sa/b"})),
        ({"principals": ["*/sa/b"]}, peer({"safeRegex": {"regex": "spiffe://.*/sa/b"}})),
        ({"namespaces": ["a*"]}, peer({"safeRegex": {"regex": ".*/ns/a.*/.*"}})),
        ({"serviceAccounts": ["b"]}, peer({"safeRegex": {"regex": "spiffe://.+/ns/ns/(.+/|)sa/b(/.+)?"}})),
        ({"serviceAccounts": ["a/b"]}, peer({"safeRegex": {"regex": "spiffe://.+/ns/a/(.+/|)sa/b(/.+)?"}})),
        ({"ipBlocks": ["10.1.2.3"]}, {"directRemoteIp": {"addressPrefix": "10.1.2.3", "prefixLen": 32}}),
        ({"remoteIpBlocks": ["fd00::/8"]}, {"remoteIp": {"addressPrefix": "fd00::", "prefixLen": 8}}),
    ],
)
def test_sources(source: dict[str, Any], match: dict[str, Any]) -> None:
    assert principals(source) == [{"orIds": {"ids": [match]}}]


@pytest.mark.parametrize(
    ("value", "issuer", "subject"),
    [
        ("*", {"safeRegex": {"regex": ".+"}}, {"safeRegex": {"regex": ".+"}}),
        ("https://a/b", {"exact": "https://a"}, {"exact": "b"}),
        ("https://a/*", {"exact": "https://a"}, {"safeRegex": {"regex": ".+"}}),
        ("https://a/b*", {"exact": "https://a"}, {"prefix": "b"}),
        ("*.com/b", {"suffix": ".com"}, {"exact": "b"}),
        ("*/b", {"safeRegex": {"regex": ".+"}}, {"exact": "b"}),
        ("*b", {"safeRegex": {"regex": ".+"}}, {"suffix": "b"}),
        ("a*", {"prefix": "a"}, {"safeRegex": {"regex": ".+"}}),
    ],
)
def test_request_principals(value: str, issuer: dict[str, Any], subject: dict[str, Any]) -> None:
    assert principals({"requestPrincipals": [value]}) == [
        {"andIds": {"ids": [claim("iss", issuer), claim("sub", subject)]}}
    ]


def test_conditions_come_after_the_fields_they_belong_to() -> None:
    rule = {
        "from": [{"source": {"namespaces": ["a"]}}],
        "to": [{"operation": {"methods": ["GET"]}}],
        "when": [
            {"key": "destination.ip", "values": ["10.0.0.0/8"]},
            {"key": "connection.sni", "notValues": ["a"]},
            {"key": "request.headers[x]", "values": ["1*"]},
            {"key": "source.ip", "values": ["10.0.0.1"]},
        ],
    }
    found = made(rule)
    allowed = found["permissions"][0]["andRules"]["rules"]
    assert allowed[1:] == [
        {"orRules": {"rules": [{"destinationIp": {"addressPrefix": "10.0.0.0", "prefixLen": 8}}]}},
        {"notRule": {"orRules": {"rules": [{"requestedServerName": {"exact": "a"}}]}}},
    ]
    clients = found["principals"][0]["andIds"]["ids"]
    assert clients[1:] == [
        {"orIds": {"ids": [{"header": {"name": "x", "stringMatch": {"prefix": "1"}}}]}},
        {"orIds": {"ids": [{"directRemoteIp": {"addressPrefix": "10.0.0.1", "prefixLen": 32}}]}},
    ]


def test_claims_are_texts_or_lists() -> None:
    (only,) = condition("request.auth.claims[a][b]", "x")["principals"][0]["andIds"]["ids"]
    metadata = only["metadata"]
    assert [segment["key"] for segment in metadata["path"]] == ["payload", "a", "b"]
    text = {"stringMatch": {"exact": "x"}}
    assert metadata["value"] == {"orMatch": {"valueMatchers": [{"listMatch": {"oneOf": text}}, text]}}


def test_audiences() -> None:
    (only,) = condition("request.auth.audiences", "x", "y")["principals"][0]["andIds"]["ids"]
    either = {"orMatch": {"valueMatchers": [{"stringMatch": {"exact": "x"}}, {"stringMatch": {"exact": "y"}}]}}
    assert only["metadata"]["value"]["orMatch"]["valueMatchers"] == [{"listMatch": {"oneOf": either}}, either]


def test_metadata_of_a_filter() -> None:
    (only,) = condition("experimental.envoy.filters.a.b[c]", "[v]")["permissions"][0]["andRules"]["rules"]
    assert only == {
        "metadata": {
            "filter": "envoy.filters.a.b",
            "path": [{"key": "c"}],
            "value": {"listMatch": {"oneOf": {"stringMatch": {"exact": "v"}}}},
        }
    }


def test_a_value_that_means_nothing_refuses_a_rule_that_allows_and_widens_one_that_denies() -> None:
    with pytest.raises(UnusableValue):
        permissions({"ports": ["80", "http"]})
    assert permissions({"ports": ["80", "http"]}, strict=False) == [{"orRules": {"rules": [{"destinationPort": 80}]}}]
    assert permissions({"ports": ["http"]}, strict=False) == [{"any": True}]


@pytest.mark.parametrize("value", ["", "a", "1.2.3.4/x", "1.2.3.4/33", "1.2.3.4/255.0.0.0"])
def test_addresses_that_are_none(value: str) -> None:
    with pytest.raises(UnusableValue):
        condition("source.ip", value)


def test_unknown_attribute() -> None:
    with pytest.raises(UnknownAttribute):
        condition("source.colour", "red", strict=False)
