"""Whatever is written reads back as the same value, by every reader at hand."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.envoy.messages.generated import core, route
from kgwctl.output.sensitive import Sensitive
from kgwctl.output.yaml_scalars import inline_string
from kgwctl.output.yaml_writer import LONGEST_SIMPLE_KEY, to_yaml

AWKWARD = [
    *"yYnN~=-?:#&*!|>%@`{}[],\"'\\ ",
    *("yes", "No", "ON", "off", "true", "False", "NULL", "null", "none", "<<", "...", "---", "- a", "? a", ": a"),
    *(
        "1",
        "-1",
        "+1",
        "0",
        "007",
        "0o7",
        "0x1F",
        "0b1",
        "1_000",
        "1e3",
        "1.5",
        ".5",
        "5.",
        "-.5e-3",
        "1:30",
        "190:20:30",
    ),
    *(".inf", "-.INF", ".nan", "NaN", "Infinity", "2001-12-14", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43"),
    *("10.0.0.1", "10.0.0.0/8", "::1", "5s", "0.100s", "1e3s", "32Mi", "1h30m", "0.5", "12e03", "5_s", "1s1"),
    *("a: b", "a:b", "a:", "a #b", "a#b", " a", "a ", "a\tb", "\ta", "key: [x", "type.googleapis.com/a.B"),
    *("a\nb", "a\nb\n", "a\n\n", "\na", "a\n  b", "  a\nb", "a \nb ", "\n", "\n\n", "a\n\n\nb", "a\r\nb", "a\n---\nb"),
    *(
        "a\n\tb",
        "\ta\nb",
        "a\n \n",
        "a\n# b",
        "#a\nb",
        "é",
        "日本",
        "\u00a0",
        "\u0085",
        "\u2028",
        "\ufeff",
        "😀",
        "\x00",
        "\x7f",
    ),
    *("- }", "{", "}", "]", "[", '"', '\\"', '": {', "a\\nb", "\\", "},", '"a": 1,', "%YAML", "@a", "`a`"),
]
TEXT = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=12), st.text("ab:#- \n\t'\"\\{}[],", max_size=10))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63), st.floats(allow_nan=False, allow_infinity=False), TEXT
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)


def written(value: Any, **options: bool) -> str:
    return b"".join(to_yaml([value], **options)).decode()


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader], ids=["libyaml", "pure"])
@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_strings_stay_strings(text: str, loader: Any) -> None:
    value = {text: text, "list": [text, [text, {text: text}]], "alone": {"nested": text}}
    assert yaml.load(written(value), loader) == value
    assert yaml.load(written(text), loader) == text


@given(VALUES)
def test_pyyaml_reads_back_the_value(value: Any) -> None:
    assert yaml.load(written(value), yaml.CSafeLoader) == value


@given(st.lists(VALUES, min_size=1, max_size=3))
def test_a_stream_holds_every_document(values: list[Any]) -> None:
    assert list(yaml.load_all(b"".join(to_yaml(values)), yaml.CSafeLoader)) == values


@given(st.one_of(TEXT, st.text("0123456789abefonxyNTZ_.-+: ", max_size=8)))
def test_our_own_reader_takes_plain_strings_for_strings(text: str) -> None:
    scalars = pytest.importorskip("kgwctl.manifests.scalars")
    if inline_string(text) == text:
        assert scalars.resolve_plain(text) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (10.0, "10"),
        (0.25, "0.25"),
        (1e300, "1.0e+300"),
        (1e-7, "1.0e-07"),
        (-0.5, "-0.5"),
        (123456789012.0, "123456789012"),
    ],
)
def test_floats_are_floats_to_yaml_1_1(number: float, text: str) -> None:
    assert written({"a": number}) == f"a: {text}\n"
    assert math.isclose(yaml.load(written({"a": number}), yaml.CSafeLoader)["a"], number)


def test_layout() -> None:
    value = {
        "text": "one\n  two\n\nthree\n",
        "nested": [[1, 2], [], {}, [{"b": 1, "a": [True]}]],
        "empty": {"list": [], "map": {}},
    }
    assert written(value) == (
        "empty:\n"
        "  list: []\n"
        "  map: {}\n"
        "nested:\n"
        "  - - 1\n"
        "    - 2\n"
        "  - []\n"
        "  - {}\n"
        "  - - a:\n"
        "        - true\n"
        "      b: 1\n"
        "text: |\n"
        "  one\n"
        "    two\n"
        "\n"
        "  three\n"
    )


def test_records_keep_their_order_and_leave_defaults_out() -> None:
    message = route.VirtualHost(
        routes=[route.Route(name="r", match=route.RouteMatch(prefix="/"))],
        domains=["*"],
        name="v",
        metadata=core.Metadata(),
    )
    text = written(message)
    assert text == ("name: v\ndomains:\n  - '*'\nroutes:\n  - name: r\n    match:\n      prefix: /\nmetadata: {}\n")
    assert yaml.load(text, yaml.CSafeLoader) == msgspec.to_builtins(message)


def test_a_key_too_long_to_be_simple() -> None:
    value = {"a": [{"k" * (LONGEST_SIMPLE_KEY + 1): {"b": 1}, "k" * 3000: "x"}]}
    assert yaml.load(written(value), yaml.CSafeLoader) == value


def test_secrets_are_redacted_unless_asked_for() -> None:
    value = {"key": Sensitive("hunter2"), "source": core.DataSource(inline_string=Sensitive("hunter2"))}
    redacted = "'[redacted sha256:f52fbd32]'"
    assert written(value) == f"key: {redacted}\nsource:\n  inlineString: {redacted}\n"
    assert written(value, show_secrets=True) == "key: hunter2\nsource:\n  inlineString: hunter2\n"


def test_what_is_not_data_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        written({"a": object()})
