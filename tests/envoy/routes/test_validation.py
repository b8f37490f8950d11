from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.envoy.messages.generated.route import Route, RouteMatch
from kgwctl.envoy.routes.validation import path_error, rewrite_error, route_error
from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered


@pytest.mark.parametrize("path", ["", "/", "/a/b", "/a%20b", "/a;b=c,d", "/a..", "/~user", "*"])
def test_good_paths(path: str) -> None:
    assert path_error(path) == ""


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/a b", "must only contain valid characters matching pattern"),
        ("/%zz", "must only contain valid characters matching pattern"),
        ("/a\n", "must only contain valid characters matching pattern"),
        ("//a", "path [//a] cannot contain [//]"),
        ("/a/./b", "path [/a/./b] cannot contain [/./]"),
        ("/a/../b", "path [/a/../b] cannot contain [/../]"),
        ("/a%2Fb", "path [/a%2Fb] cannot contain [%2F]"),
        ("/a/..", "path [/a/..] cannot end with [/..]"),
        ("/a/.", "path [/a/.] cannot end with [/.]"),
    ],
)
def test_bad_paths(path: str, error: str) -> None:
    assert path_error(path).startswith(error)


@given(st.text(alphabet="/.%2fFa#é~", max_size=12))
def test_shortcut_agrees_with_the_full_check(path: str) -> None:
    route = Route(name="r", match=RouteMatch(path=path))
    assert bool(route_error(route)) == bool(path_error(path))


def test_rewrite_is_read_as_a_url() -> None:
    assert rewrite_error("/a?b=//c") == ""
    assert rewrite_error("/a%20b").startswith("must only contain valid characters")
    assert rewrite_error("/%zz") == 'parse "/%zz": invalid URL escape "%zz"'


def test_invalid_path_replaces_the_route() -> None:
    rule = "matches: [{path: {type: Exact, value: /a//b}}], backendRefs: [{name: web, port: 80}]"
    result = rendered(GATEWAY, SERVICE, http_route(rule))
    assert result.route["directResponse"]["status"] == 500
    reason, message = result.route_condition("Accepted")
    assert reason == "RouteRuleReplaced"
    name = "listener~80~*-route-0-httproute-r-default-0-0-matcher-0"
    assert message == (
        f"Replaced Rule (0): invalid route configuration: error {name}: "
        'the "/a//b" path is invalid: path [/a//b] cannot contain [//]'
    )


def test_weights_that_are_all_zero_replace_the_route() -> None:
    rule = "backendRefs: [{name: web, port: 80, weight: 0}, {name: web, port: 80, weight: 0}]"
    result = rendered(GATEWAY, SERVICE, http_route(rule))
    assert "All backend weights are 0." in result.route_condition("Accepted")[1]
