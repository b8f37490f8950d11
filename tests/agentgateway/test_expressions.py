"""Expressions of agentgateway: what they may name, and where the first mistake is."""

from __future__ import annotations

import pytest

from kgwctl.agentgateway.expressions import Mistake, mistake_in


@pytest.mark.parametrize(
    "expression",
    [
        "request.path.startsWith('/a') && request.headers['x'] == 'y'",
        "mcp.tool.name == 'echo' && jwt.sub in ['a', 'b']",
        "json(request.body).with(b, b.a + b.b)",
        "default(request.headers['x'], 'none')",
        "source.subjectAltNames.exists(name, name.endsWith('.example'))",
        "has(jwt.nested) && jwt.nested.key == 1",
        "cidr('10.0.0.0/8').containsIP(source.address)",
        "{'a': 1}.mapValues(v, v + 1)",
        "apiKey.team == 'x' || extauthz.role == 'y' || basicAuth.username == 'z'",
        "request.?headers.x.orValue('')",
        "type(llm.prompt) == list",
    ],
)
def test_what_agentgateway_knows(expression: str) -> None:
    assert mistake_in(expression) is None


@pytest.mark.parametrize(
    ("expression", "mistake"),
    [
        ("request.path == user.name", Mistake("there is no variable user", 16)),
        ("request.paths == ''", Mistake("request has no member paths", 7)),
        ("request.path.startswith('/a')", Mistake("there is no function startswith", 23)),
        ("[1].all(x, y > x)", Mistake("there is no variable y", 11)),
        ("x.all(x, true)", Mistake("there is no variable x", 0)),
    ],
)
def test_the_first_mistake(expression: str, mistake: Mistake) -> None:
    assert mistake_in(expression) == mistake


def test_what_does_not_parse_says_where() -> None:
    mistake = mistake_in("1 +")
    assert mistake is not None
    assert mistake.offset is None
    assert "1:4" in mistake.text or "column 4" in mistake.text
