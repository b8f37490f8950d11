"""Manifests written in every style YAML has, with a numbered comment wherever one may stand."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "acceptHttp10": st.booleans(),
    "accessLog": st.lists(
        st.fixed_dictionaries(
            {
                "fileSink": st.fixed_dictionaries(
                    {"path": st.just("/dev/stdout"), "stringFormat": st.text("ab #:\n", min_size=1, max_size=8)}
                )
            }
        ),
        min_size=1,
        max_size=2,
    ),
    "healthCheck": st.fixed_dictionaries({"path": st.sampled_from(["/health", "/#x", "/a: b"])}),
    "idleTimeout": st.sampled_from(["30s", "1h"]),
    "serverHeaderTransformation": st.just("AppendIfAbsent"),
    "upgradeConfig": st.fixed_dictionaries(
        {"enabledUpgrades": st.lists(st.sampled_from(["websocket", "CONNECT"]), min_size=1, max_size=2)}
    ),
    "useRemoteAddress": st.booleans(),
    "xffNumTrustedHops": st.integers(0, 9),
}
TARGETS = [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "edge"}]


class Generated(NamedTuple):
    """A manifest's text, the value it stands for, and how many comments it has."""

    text: str
    value: dict[str, Any]
    comments: int


class Writer:
    """Writes values in styles that hypothesis draws."""

    def __init__(self, draw: DrawFn, *, eol: str, comments: bool = True, anchors: bool = True) -> None:
        self.draw = draw
        self.step = draw(st.sampled_from([2, 3, 4]))
        self.dash = draw(st.sampled_from([0, 2]))
        self.eol = eol
        self.with_comments = comments
        self.with_anchors = anchors
        self.comments = 0
        self.anchored: dict[str, str] = {}

    def comment(self) -> str:
        """A fresh comment, or nothing."""
        if not self.with_comments or self.draw(st.integers(0, 2)) != 0:
            return ""
        self.comments += 1
        return f"# c{self.comments}."

    def above(self, column: int) -> str:
        text = ""
        if self.draw(st.integers(0, 7)) == 0:
            text += "\n"
        comment = self.comment()
        if comment:
            text += " " * column + comment + "\n"
            if self.draw(st.integers(0, 5)) == 0:
                text += "\n"
        return text

    def behind(self) -> str:
        comment = self.comment()
        return f"  {comment}\n" if comment else "\n"

    def scalar(self, value: Any) -> str:
        if not isinstance(value, str):
            return json.dumps(value)
        styles = ["double"]
        if "\n" not in value and "'" not in value:
            styles.append("single")
        if value.isalnum() and not value.isdigit():
            styles.append("plain")
        style = self.draw(st.sampled_from(styles))
        return {"double": json.dumps(value), "single": f"'{value}'", "plain": value}[style]

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self.flow(each)}" for key, each in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.flow, value)) + "]"
        return self.scalar(value)

    def exploded(self, value: Any, column: int) -> str:
        """Flow style over many lines, which has comments too."""
        pad = " " * (column + self.step)
        inner = [f"{key}: {self.flow(each)}" for key, each in value.items()]
        lines = ""
        for index, each in enumerate(inner):
            lines += (
                self.above(column + self.step).lstrip("\n")
                + pad
                + each
                + ("," if index + 1 < len(inner) else "")
                + self.behind()
            )
        return "{\n" + lines + " " * column + "}"

    def node(self, value: Any, column: int) -> str:
        """What follows ``key:`` whose column is ``column``, with the end of its line."""
        name = self.anchor(value)
        if name.startswith("*"):
            return f" {name}{self.behind()}"
        prefix = f" {name}" if name else ""
        if isinstance(value, dict | list) and value:
            style = self.draw(st.sampled_from(["block", "block", "flow", "exploded"]))
            if style == "flow" or (style == "exploded" and isinstance(value, list)):
                return f"{prefix} {self.flow(value)}{self.behind()}"
            if style == "exploded":
                return f"{prefix} {self.exploded(value, column)}{self.behind()}"
            if isinstance(value, dict):
                return prefix + self.behind() + self.mapping(value, column + self.step)
            return prefix + self.behind() + self.items(value, column + self.dash)
        if isinstance(value, str) and "\n" in value.strip("\n") and value[0] not in " \n" and not value.endswith("\n"):
            comment = self.comment()
            pad = " " * (column + self.step)
            lines = "".join(pad + line + "\n" if line else "\n" for line in value.split("\n"))
            return f"{prefix} |-{' ' + comment if comment else ''}\n{lines}"
        return f"{prefix} {self.scalar(value)}{self.behind()}"

    def anchor(self, value: Any) -> str:
        """An anchor for the value, an alias of an equal one before it, or nothing."""
        if not self.with_anchors or self.draw(st.integers(0, 5)):
            return ""
        key = json.dumps(value, sort_keys=True)
        if key in self.anchored:
            return f"*{self.anchored[key]}"
        if isinstance(value, dict | list):
            # An alias inside of the anchored node itself would be a cycle; only leaves are named.
            return ""
        name = f"a{len(self.anchored)}"
        self.anchored[key] = name
        return f"&{name}"

    def mapping(self, value: dict[str, Any], column: int) -> str:
        text = ""
        for key, each in value.items():
            text += self.above(column) + " " * column + key + ":" + self.node(each, column)
        return text

    def items(self, value: list[Any], column: int) -> str:
        text = ""
        for each in value:
            text += self.above(column)
            if isinstance(each, dict) and each:
                lines = self.mapping(each, column + 2).lstrip("\n")
                text += " " * column + "- " + lines[column + 2 :]
            else:
                text += f"{' ' * column}- {self.flow(each)}{self.behind()}"
        return text

    def document(self, value: dict[str, Any]) -> str:
        style = self.draw(st.sampled_from(["block", "block", "block", "exploded"]))
        text = self.exploded(value, 0) + self.behind() if style == "exploded" else self.mapping(value, 0)
        return text.replace("\n", self.eol)


@st.composite
def policies(draw: DrawFn, *, eol: str | None = None, comments: bool = True, anchors: bool = True) -> Generated:
    """An HTTPListenerPolicy with some settings, in some order and some style."""
    chosen = draw(st.lists(st.sampled_from(sorted(SETTINGS)), unique=True, max_size=5))
    spec: dict[str, Any] = {key: draw(SETTINGS[key]) for key in chosen}
    spec["targetRefs"] = TARGETS
    order = draw(st.permutations(sorted(spec)))
    value = {
        "apiVersion": "gateway.kgateway.dev/v1alpha1",
        "kind": "HTTPListenerPolicy",
        "metadata": {"name": "edge", "labels": {"app": "web"}},
        "spec": {key: spec[key] for key in order},
    }
    writer = Writer(draw, eol=eol or draw(st.sampled_from(["\n", "\r\n"])), comments=comments, anchors=anchors)
    return Generated(writer.document(value), value, writer.comments)
