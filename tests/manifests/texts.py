"""Texts for property tests: values, and lines that are nearly YAML."""

from __future__ import annotations

from hypothesis import strategies as st

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufeff"))
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)
OBJECTS = st.dictionaries(TEXT, VALUES, min_size=1, max_size=4)

_WORDS = (
    *("a", "b-c", "x.y/z", "name", "yes", "no", "null", "~", "1", "0x1F", "1e3", ".5", "-1", "017", "1_0", ".inf"),
    *("-0.0", '"q"', "'q'", '"a: b"', "'x #y'", "[]", "{}", "[a]", "{a: b}", "a:b", "http://x:80/y", "a#b", "é"),
    *("-", "--", "---", "...", "?", "!", "&", "*", "|", ">", "|-", "%", "@", "`", ",", ":", "#", "=", "<<", "<<:"),
    *("&a", "*a", "!!str", '"', "'", "\\", "\t", "\r"),
)
_KEYS = (
    "a",
    "b",
    "name",
    "x.y/z",
    '"q"',
    "'q'",
    "y",
    "1",
    "null",
    "true",
    "a b",
    "é",
    "<<",
    "-x",
    "&a a",
    "? a",
    "[a]",
)
_FLOW = st.recursive(
    st.sampled_from((*_WORDS, "b c", "a: b", "'a': b", "a:", ""))
    | st.tuples(st.sampled_from(_KEYS), st.sampled_from(_WORDS)).map(": ".join),
    lambda inner: st.tuples(
        st.sampled_from(("{%s}", "[%s]", "{ %s }", "[ %s]", "{k: %s}", "[%s,]", "{%s", "[%s}", "{%s} x", "[%s]# c")),
        st.lists(inner, max_size=3),
        st.sampled_from((", ", ",", " ,  ", ": ")),
    ).map(lambda parts: parts[0].replace("%s", parts[2].join(parts[1]))),
    max_leaves=6,
)
_REST = st.lists(st.sampled_from(_WORDS), max_size=3).map(" ".join) | _FLOW
_LINE = st.tuples(
    st.sampled_from(("", "", "  ", "  ", "    ", " ", "      ")),
    st.sampled_from(("", "", "", "- ", "-   ", "-", "- - ")),
    st.sampled_from(("", *(f"{key}:" for key in _KEYS), *(f"{key}: " for key in _KEYS))),
    _REST,
    st.sampled_from(("", "", "", " ", " #c", " # c", "#c")),
    st.sampled_from(("\n", "\n", "\n", "\r\n", "\n\n", "\n# c\n")),
).map("".join)

_LITERAL = st.tuples(
    st.sampled_from(("a: |\n", "- |\n", "- b: |-\n", "  a: |\n", "- |-  \n", "a: |\r\n")),
    st.lists(
        st.sampled_from(("  x\n", "    x: y\n", "\n", "  \n", "    - z \n", "      # c\n", "    |\n")), max_size=4
    ),
).map(lambda parts: parts[0] + "".join(parts[1]))

#: Texts of a few lines; most are refused, the others are odd.
NEARLY_YAML = st.lists(_LINE | _LITERAL, max_size=6).map("".join)
