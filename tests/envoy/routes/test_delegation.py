from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.verdicts.delegated_matches import join_paths
from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered

DELEGATE = "backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: child, namespace: default}]"
INHERIT = "{name: child, annotations: {delegation.kgateway.dev/inherit-parent-matcher: 'true'},"


def parent(match: str, rest: str = DELEGATE) -> str:
    return http_route(f"matches: [{{{match}}}], {rest}")


def child(match: str | None = "path: {type: PathPrefix, value: /a/b}", inherit: bool = False) -> str:
    rule = "backendRefs: [{name: web, port: 80}]" + (f", matches: [{{{match}}}]" if match is not None else "")
    text = http_route(rule, name="child").replace("  parentRefs: [{name: gw}]\n", "")
    return text.replace("{name: child,", INHERIT) if inherit else text


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("path: {type: PathPrefix, value: /a}", "path: {type: Exact, value: /ab}"),
        ("path: {type: PathPrefix, value: /a}, method: GET", "path: {type: PathPrefix, value: /a/b}, method: GET"),
        (
            "path: {type: PathPrefix, value: /a}, headers: [{name: x, value: y}]",
            "path: {type: PathPrefix, value: /a}, headers: [{name: z, value: z}, {name: x, value: y}]",
        ),
    ],
)
def test_narrower_matches_survive(above: str, below: str) -> None:
    result = rendered(GATEWAY, SERVICE, parent(above), child(below))
    assert "httproute-child-default-0-0" in result.route["name"]
    assert result.statuses["httpRoutes"]["default/child"]["parents"][0]["parentRef"]["kind"] == "HTTPRoute"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("path: {type: PathPrefix, value: /a}", "path: {type: PathPrefix, value: /b}"),
        ("path: {type: PathPrefix, value: /a}", "path: {value: /a/b}"),
        ("path: {type: Exact, value: /a}", "path: {type: Exact, value: /a}"),
        ("path: {value: /a}", "path: {type: PathPrefix, value: /a}"),
        ("path: {type: PathPrefix, value: /a}, method: GET", "path: {type: PathPrefix, value: /a}"),
        (
            "path: {type: PathPrefix, value: /a}, queryParams: [{name: x, value: y}]",
            "path: {type: PathPrefix, value: /a}, queryParams: [{name: x, value: z}]",
        ),
    ],
)
def test_other_matches_are_dropped_and_the_parent_is_replaced(above: str, below: str) -> None:
    result = rendered(GATEWAY, SERVICE, parent(above), child(below))
    assert result.route["directResponse"]["status"] == 500
    message = "gateway.networking.k8s.io/HTTPRoute/default/child: unresolved reference"
    assert result.route_condition("ResolvedRefs") == ("BackendNotFound", message)
    assert result.route_condition("Accepted")[0] == "Accepted"
    assert "default/child" not in result.statuses["httpRoutes"]


def test_indexes_count_what_is_left() -> None:
    rules = "backendRefs: [{name: web, port: 80}], matches: [{path: {type: PathPrefix, value: %s}}]"
    two = http_route(rules % "/x", name="child").replace("  parentRefs: [{name: gw}]\n", "")
    two = two.rstrip().removesuffix("]") + f", {{{rules % '/a/1'}}}]\n"
    result = rendered(GATEWAY, SERVICE, parent("path: {type: PathPrefix, value: /a}"), two)
    assert "httproute-child-default-0-0" in result.route["name"]


def test_inherited_match_is_merged() -> None:
    above = "path: {type: PathPrefix, value: /a/}, headers: [{name: x, value: parent}], method: GET"
    below = (
        "path: {type: Exact, value: /b/}, headers: [{name: x, value: child}, {name: a, value: child}], method: POST, "
        "queryParams: [{name: q, value: v}]"
    )
    match = rendered(GATEWAY, SERVICE, parent(above), child(below, inherit=True)).route["match"]
    assert match["path"] == "/a/b"
    assert [(one["name"], one["stringMatch"]["exact"]) for one in match["headers"]] == [
        ("a", "child"),
        ("x", "parent"),
        (":method", "GET"),
    ]
    assert [one["name"] for one in match["queryParameters"]] == ["q"]


def test_child_without_matches_inherits_the_parents() -> None:
    above = "path: {type: PathPrefix, value: /a}"
    assert rendered(GATEWAY, SERVICE, parent(above), child(None, inherit=True)).route["match"] == {
        "pathSeparatedPrefix": "/a"
    }


def test_child_with_hostnames_is_refused() -> None:
    refused = child().replace("  rules:", "  hostnames: [a.example.com]\n  rules:")
    result = rendered(GATEWAY, SERVICE, parent("path: {type: PathPrefix, value: /a}"), refused)
    assert result.route["directResponse"]["status"] == 500
    assert result.route_condition("Accepted", "default/child")[0] == "UnsupportedValue"


def test_rule_that_delegates_has_no_route_but_takes_a_number() -> None:
    longer = "path: {type: PathPrefix, value: /a/b/c/d}"
    result = rendered(
        GATEWAY, SERVICE, parent("path: {type: PathPrefix, value: /a}"), child(longer), http_route(name="z")
    )
    assert [one["name"].split("~*-")[1].split("-httproute")[0] for one in result.routes] == ["route-0", "route-2"]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("/a", "/b", "/a/b"),
        ("/", "/", "/"),
        ("/a", "", "/a"),
        ("", "", ""),
        ("/a/", "../b", "/b"),
        ("//a", "b/", "/a/b"),
    ],
)
def test_joined_paths(above: str, below: str, joined: str) -> None:
    assert join_paths(above, below) == joined


@given(st.text(alphabet="/.a", max_size=8), st.text(alphabet="/.a", max_size=8))
def test_joined_paths_are_clean(above: str, below: str) -> None:
    joined = join_paths(f"/{above}", below)
    assert joined == posixpath.normpath(joined)
    assert joined.startswith("/")
    assert not joined.startswith("//")
