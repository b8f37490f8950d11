"""Templates: what they become, and that the new engine renders that as the old one rendered the old."""

from __future__ import annotations

from typing import Any

import minijinja
import pytest

from kgwctl.migrate.migrations.inja import rewrite

CONTEXT: dict[str, Any] = {
    "a": "Text",
    "list": ["x", "y"],
    "h": {"X-Foo": ["one", "two"], "plain": {"deep-er": [["in"]]}},
    "o": {"k": 1, "l": 2},
    "n": 4,
}


@pytest.mark.parametrize(
    ("old", "new", "output"),
    [
        ("{{ h.X-Foo.0 }}", '{{ h["X-Foo"][0] }}', "one"),
        ("{{h.X-Foo.1-}}  .", '{{h["X-Foo"][1]-}}  .', "two."),
        ("{{ h.plain.deep-er.0.0 }}", '{{ h.plain["deep-er"][0][0] }}', "in"),
        ('{{ h["X-Foo"].0 }}', '{{ h["X-Foo"][0] }}', "one"),
        ("{{ upper(a) }}{{ lower(a) }}", "{{ a|upper }}{{ a|lower }}", "TEXTtext"),
        ("{{ upper(first(list)) }}", "{{ (list|first)|upper }}", "X"),
        ('{{ join(list, ", ") }}', '{{ list|join(", ") }}', "x, y"),
        ('{{ upper(a) + "!" }}', '{{ (a|upper) + "!" }}', "TEXT!"),
        ('{{ default(missing, "d") }}', '{{ missing|default("d") }}', "d"),
        (
            '{% if exists("a") and not exists("zz") %}yes{% endif %}',
            "{% if (a is defined) and not (zz is defined) %}yes{% endif %}",
            "yes",
        ),
        ('{% if existsIn(o, "k") %}yes{% endif %}', '{% if "k" in o %}yes{% endif %}', "yes"),
        ("{% if isString(a) %}s{% endif %}", "{% if a is string %}s{% endif %}", "s"),
        ("{% if divisibleBy(n, 2) %}s{% endif %}", "{% if n is divisibleby(2) %}s{% endif %}", "s"),
        ("{% if n == 1 %}1{% else if n == 4 %}4{% endif %}", "{% if n == 1 %}1{% elif n == 4 %}4{% endif %}", "4"),
        (
            "{% for k, v in o %}{{ k }}{{ v }}{% endfor %}",
            "{% for k, v in o|items %}{{ k }}{{ v }}{% endfor %}",
            "k1l2",
        ),
        (
            "{% for x in list %}{{ loop.index1 }}{% if loop.is_last %}.{% endif %}{% endfor %}",
            "{% for x in list %}{{ (loop.index0 + 1) }}{% if loop.last %}.{% endif %}{% endfor %}",
            "12.",
        ),
        (
            "{{ 'h.X-Foo.0 upper(a)' }} h.X-Foo.0",
            "{{ 'h.X-Foo.0 upper(a)' }} h.X-Foo.0",
            "h.X-Foo.0 upper(a) h.X-Foo.0",
        ),
        ("{{ a | upper }} {{ n - 1 }}", "{{ a | upper }} {{ n - 1 }}", "TEXT 3"),
        ("{{ h.plain }}", "{{ h.plain }}", None),
    ],
)
def test_rewritten(old: str, new: str, output: str | None) -> None:
    result = rewrite(old, parses_json=True)
    assert result.text == new
    assert not result.notes
    assert rewrite(new, parses_json=True).text == new
    if output is not None:
        assert minijinja.Environment().render_str(new, **CONTEXT) == output


@pytest.mark.parametrize(
    ("template", "json", "message"),
    [
        ("{{ a-b }}", True, "a-b was one name, and is a subtraction in MiniJinja"),
        ("{{ word_count(body()) }}", True, "word_count() has no counterpart in v2.2"),
        ("{{ sort(a) }}", True, "sort() is no function in MiniJinja"),
        (
            "{% for x in l %}{{ loop.index }}{% endfor %}",
            True,
            "loop.index counts from 1 in MiniJinja; it counted from 0",
        ),
        ("{% for x in l %}{{ loop.parent.index1 }}{% endfor %}", True, "there is no loop.parent in MiniJinja"),
        ('{% include "x" %}', True, "templates cannot include others"),
        ("x\n## if a\n", True, "lines that start with ## are text now"),
        ("x\n## if a\n", True, "blanks at the end of the output are cut off"),
        (
            "{{ a",
            True,
            "MiniJinja cannot read this template: "
            "syntax error: unexpected end of input, expected end of variable block",
        ),
        ("{{ a.b }}", False, "a would come from the body, which is not parsed as JSON: requests get a 400"),
        (
            '{{ replace_with_random(header("a"), "b") }}{{ replace_with_random("c", "b") }}',
            False,
            "each call of replace_with_random has a pattern of its own now",
        ),
    ],
)
def test_noted(template: str, json: bool, message: str) -> None:
    assert message in [note.message for note in rewrite(template, parses_json=json).notes]


def test_functions_of_the_new_engine_are_known() -> None:
    assert not rewrite('{{ header("a") }}{{ base64_encode(body()) }}{{ env("X") }}', parses_json=False).notes


def test_length_is_a_difference() -> None:
    result = rewrite("{{ length(a) }}", parses_json=True)
    assert result.text == "{{ a|length }}"
    assert "characters" in result.differs
