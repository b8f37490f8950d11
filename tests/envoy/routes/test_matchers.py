from __future__ import annotations

from typing import Any

import pytest

from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered

CASES: list[tuple[str, dict[str, Any]]] = [
    ("", {"prefix": "/"}),
    ("path: {value: /a}", {"pathSeparatedPrefix": "/a"}),
    ("path: {type: PathPrefix, value: /a/}", {"prefix": "/a/"}),
    ("path: {type: Exact, value: /a}", {"path": "/a"}),
    ("path: {type: RegularExpression, value: /a.*}", {"safeRegex": {"googleRe2": {}, "regex": "/a.*"}}),
    ("method: POST", {"prefix": "/", "headers": [{"name": ":method", "stringMatch": {"exact": "POST"}}]}),
    (
        "headers: [{name: a, value: b}, {name: c, value: '', type: RegularExpression}], method: GET",
        {
            "prefix": "/",
            "headers": [
                {"name": "a", "stringMatch": {"exact": "b"}},
                {"name": "c", "presentMatch": True},
                {"name": ":method", "stringMatch": {"exact": "GET"}},
            ],
        },
    ),
    (
        "queryParams: [{name: a, value: b.*, type: RegularExpression}, {name: c, value: ''}]",
        {
            "prefix": "/",
            "queryParameters": [
                {"name": "a", "stringMatch": {"safeRegex": {"googleRe2": {}, "regex": "b.*"}}},
                {"name": "c", "presentMatch": True},
            ],
        },
    ),
]


@pytest.mark.parametrize(("match", "expected"), CASES, ids=[match or "any" for match, _ in CASES])
def test_match(match: str, expected: dict[str, Any]) -> None:
    rule = f"matches: [{{{match}}}], backendRefs: [{{name: web, port: 80}}]"
    assert rendered(GATEWAY, SERVICE, http_route(rule)).route["match"] == expected
