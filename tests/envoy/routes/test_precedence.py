"""The order of routes: each line of a case stands before the next."""

from __future__ import annotations

import itertools

import pytest

from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered

BACKEND = "backendRefs: [{name: web, port: 80}]"


def rule(match: str) -> str:
    return f"matches: [{{{match}}}], {BACKEND}"


ORDERS = {
    "kind and length of path": [
        "path: {type: Exact, value: /exact/long}",
        "path: {type: Exact, value: /exact}",
        "path: {type: RegularExpression, value: /x}",
        "path: {type: PathPrefix, value: /prefix/long}",
        "path: {type: PathPrefix, value: /p}",
        "",
    ],
    "conditions besides the path": [
        "method: GET, headers: [{name: a, value: b}]",
        "method: GET",
        "headers: [{name: a, value: b}, {name: c, value: d}]",
        "headers: [{name: a, value: b}], queryParams: [{name: q, value: v}]",
        "headers: [{name: a, value: b}]",
        "queryParams: [{name: q, value: v}]",
        "",
    ],
    "length in bytes": [
        "path: {type: PathPrefix, value: /éé}",
        "path: {type: PathPrefix, value: /abc}",
    ],
}


@pytest.mark.parametrize("matches", ORDERS.values(), ids=ORDERS)
def test_order_is_independent_of_the_input(matches: list[str]) -> None:
    names = [f"r{place}" for place in range(len(matches))]
    routes = [http_route(rule(match), name=name) for match, name in zip(matches, names, strict=True)]
    for permutation in (routes, routes[::-1]):
        result = rendered(GATEWAY, SERVICE, *permutation)
        assert [one["name"].split("httproute-")[1].split("-")[0] for one in result.routes] == names


def test_older_route_comes_first_then_the_name() -> None:
    older = http_route(name="z").replace("name: z,", "name: z, creationTimestamp: 1,")
    same_a = http_route(name="a").replace("name: a,", "name: a, creationTimestamp: 2,")
    same_b = http_route(name="b").replace("name: b,", "name: b, creationTimestamp: 2,")
    for permutation in itertools.permutations((older, same_a, same_b)):
        routes = rendered(GATEWAY, SERVICE, *permutation).routes
        assert [one["name"].split("httproute-")[1][0] for one in routes] == ["z", "a", "b"]


@pytest.mark.parametrize(("enabled", "first"), [("true", "late"), ("false", "early")])
def test_weight_comes_before_everything_if_enabled(enabled: str, first: str) -> None:
    early = http_route(rule("path: {type: Exact, value: /long}"), name="early")
    late = http_route(name="late").replace(
        "{name: late,", '{name: late, annotations: {kgateway.dev/route-weight: "5"},'
    )
    result = rendered(GATEWAY, SERVICE, early, late, settings=[f"KGW_WEIGHTED_ROUTE_PRECEDENCE={enabled}"])
    assert f"httproute-{first}-" in result.routes[0]["name"]
