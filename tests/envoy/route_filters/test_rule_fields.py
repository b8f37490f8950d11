"""Timeouts, retry and session persistence of rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered

BACKEND = "backendRefs: [{name: web, port: 80}]"
OFF = ("KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES=false",)
RETRY_ON = "cancelled,connect-failure,refused-stream,retriable-headers,retriable-status-codes,unavailable"


def route_with(rule: str, settings: tuple[str, ...] = ()) -> dict[str, Any]:
    return rendered(GATEWAY, SERVICE, http_route(f"{rule}, {BACKEND}"), settings=settings).route


@pytest.mark.parametrize(
    ("fields", "timeout"),
    [
        ("timeouts: {request: 1m}", "60s"),
        ("timeouts: {backendRequest: 500ms}", "0.500s"),
        ("timeouts: {request: 10s, backendRequest: 2s}", "2s"),
        ("timeouts: {request: 10s, backendRequest: 2s}, retry: {}", "10s"),
        ("timeouts: {request: 0s}", "0s"),
        ("timeouts: {}", None),
    ],
)
def test_timeout(fields: str, timeout: str | None) -> None:
    assert route_with(fields)["route"].get("timeout") == timeout


def test_timeout_ignores_a_retry_that_is_off() -> None:
    fields = "timeouts: {request: 10s, backendRequest: 2s}, retry: {}"
    action = route_with(fields, OFF)["route"]
    assert action["timeout"] == "2s"
    assert "retryPolicy" not in action


@pytest.mark.parametrize(
    ("fields", "policy"),
    [
        ("retry: {}", {"retryOn": RETRY_ON, "numRetries": 1}),
        (
            "retry: {attempts: 0, codes: [503, 504], backoff: 10ms}, timeouts: {backendRequest: 1s}",
            {
                "retryOn": RETRY_ON,
                "numRetries": 0,
                "perTryTimeout": "1s",
                "retriableStatusCodes": [503, 504],
                "retryBackOff": {"baseInterval": "0.010s"},
            },
        ),
    ],
)
def test_retry(fields: str, policy: dict[str, Any]) -> None:
    assert route_with(fields)["route"]["retryPolicy"] == policy


@pytest.mark.parametrize(
    ("spec", "name", "state"),
    [
        ("", "cookie", {"cookie": {"name": "sessionPersistence"}}),
        ("sessionName: 'a b;c', absoluteTimeout: 1h", "cookie", {"cookie": {"name": "a_b_c", "ttl": "3600s"}}),
        (
            "absoluteTimeout: 1h, cookieConfig: {lifetimeType: Session}",
            "cookie",
            {"cookie": {"name": "sessionPersistence"}},
        ),
        (
            "cookieConfig: {lifetimeType: Permanent}",
            "cookie",
            {"cookie": {"name": "sessionPersistence", "ttl": "31536000s"}},
        ),
        ("type: Header, sessionName: 'x y'", "header", {"name": "x-y"}),
        ("type: Header", "header", {"name": "x-session-persistence"}),
        ("sessionName: ''", "cookie", {"cookie": {"name": "cookie"}}),
    ],
)
def test_session_persistence(spec: str, name: str, state: dict[str, Any]) -> None:
    result = rendered(GATEWAY, SERVICE, http_route(f"sessionPersistence: {{{spec}}}, {BACKEND}"))
    config = result.route["typedPerFilterConfig"]["envoy.filters.http.stateful_session"]
    session = config["statefulSession"]["sessionState"]
    assert session["name"] == f"envoy.http.stateful_session.{name}"
    assert {key: value for key, value in session["typedConfig"].items() if key != "@type"} == state
    assert result.filters() == ["envoy.filters.http.stateful_session", "envoy.filters.http.router"]


def test_session_persistence_needs_the_experimental_channel() -> None:
    assert "typedPerFilterConfig" not in route_with("sessionPersistence: {}", OFF)


def test_redirected_rule_has_no_timeout() -> None:
    rule = "timeouts: {request: 1s}, filters: [{type: RequestRedirect, requestRedirect: {}}]"
    assert "redirect" in route_with(rule)
