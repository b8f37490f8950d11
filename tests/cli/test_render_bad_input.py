"""Whatever is wrong with an input: a message with its place, the exit code of the contract, the rest rendered."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from kgwctl.printable import printable
from tests.cli.runs import GATEWAY, GOOD, ROUTE, SERVICE, command, shell

HEAD = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: other, namespace: shop}\n"


class Case(NamedTuple):
    """An input that is given beside a good one, the exit code, and what the messages say."""

    name: str
    text: str | bytes
    code: int
    says: tuple[str, ...]
    file: str = "bad.yaml"


def bomb(levels: int = 9) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, levels)]
    return "\n".join(lines)


CASES = (
    Case("unclosed bracket", "a: [1\nb: 2\n", 3, ("bad.yaml:2:", "error[KGW0002]", "a bracket is opened")),
    Case("tab", "a:\n\tb: 1\n", 3, ("bad.yaml:2:1: error[KGW0002]", "indent with blanks")),
    Case("two colons", "kind: a: b\n", 3, ("bad.yaml:1:8: error[KGW0002]",)),
    Case("broken JSON", '{"kind": "Gateway"', 3, ("bad.yaml:1:", "error[KGW0002]")),
    Case(
        "key twice",
        HEAD + "kind: HTTPRoute\nspec: {}\n",
        1,
        (
            "bad.yaml:4:1: error[KGW0003]",
            "'kind' comes twice",
        ),
    ),
    Case("list at the top", "- a\n- b\n", 3, ("bad.yaml:1:1: error[KGW0004]",)),
    Case("text at the top", "nothing but text\n", 3, ("bad.yaml:1:1: error[KGW0004]",)),
    Case("item of a List", "kind: List\napiVersion: v1\nitems:\n- 5\n", 3, ("bad.yaml:4:3: error[KGW0004]",)),
    Case("wrong type", HEAD + "spec:\n  parentRefs: nope\n", 1, ("bad.yaml:5:15: error[KGW0102]", "array")),
    Case("wrong type inside", HEAD + "spec:\n  rules: [{timeouts: 5}]\n", 1, ("bad.yaml:5:22: error[KGW0102]",)),
    Case("spec is a text", HEAD + "spec: web\n", 1, ("bad.yaml:4:7: error[KGW0102]",)),
    Case("metadata is a list", "apiVersion: v1\nkind: Service\nmetadata: []\n", 1, ("bad.yaml:3:11: error[",)),
    Case("name is a number", HEAD.replace("other", "5") + "spec: {}\n", 1, ("bad.yaml:3:18: error[",)),
    Case("unknown field", HEAD + "spec:\n  parentReffs: []\n", 1, ("bad.yaml:5:3: error[KGW0101]", "parentReffs")),
    Case("missing field", HEAD + "spec:\n  parentRefs: [{}]\n", 1, ("bad.yaml:5:16: error[", "name")),
    Case("no name", HEAD.replace("name: other, ", ""), 1, ("bad.yaml:3:11: error[KGW0122]", "metadata.name")),
    Case("no metadata", "apiVersion: v1\nkind: Service\n", 1, ("bad.yaml:1:1: error[KGW0122]",)),
    Case("no kind", "apiVersion: v1\nmetadata: {name: x}\n", 1, ("bad.yaml:1:1: error[KGW0121]",)),
    Case("version not served", HEAD.replace("/v1\n", "/v9\n"), 1, ("bad.yaml:1:13: error[", "v9", "v1, v1beta1")),
    Case("two of one name", ROUTE, 1, ("bad.yaml:4:9: error[KGW0123]", "first at good.yaml:16:9")),
    Case("helm action", "{{- if .Values.on }}\na: b\n{{- end }}\n", 3, ("bad.yaml:1:1: error[KGW0006]", "helm")),
    Case("helm value", "kind: Service\nmetadata: {name: {{ .x }}}\n", 3, ("bad.yaml:2:18: error[KGW0006]",)),
    Case("bytes of no text", bytes(range(256)) * 8, 3, ("bad.yaml: error[KGW0001] binary data",)),
    Case("zero byte", b"kind: Ser\0vice\n", 3, ("bad.yaml: error[KGW0001] binary data",)),
    Case("late zero byte", b"#" * 9000 + b"\nkind: Ser\0vice\n", 3, ("bad.yaml:2:10: error[KGW0002]",)),
    Case("UTF-16", GOOD.encode("utf-16"), 3, ("bad.yaml: error[KGW0001]", "UTF-16")),
    Case("Latin-1", "kind: Größe\n".encode("latin-1"), 3, ("bad.yaml:1:10: error[KGW0002]", "UTF-8")),
    Case("20,000 lists", "a: " + "[" * 20_000 + "]" * 20_000, 3, ("bad.yaml:1:", "error[KGW0005] nested")),
    Case("20,000 maps", "{a: " * 20_000 + "1" + "}" * 20_000, 3, ("bad.yaml:1:", "error[KGW0005] nested")),
    Case("20,000 lists never closed", "[" * 20_000, 3, ("bad.yaml:1:", "error[KGW000")),
    Case("20,000 levels of JSON", '{"a":' * 20_000 + "1" + "}" * 20_000, 3, ("bad.json:1:", "nested"), "bad.json"),
    Case("2,000 block levels", "".join(f"{' ' * n}a:\n" for n in range(2_000)), 3, ("bad.yaml:251:", "KGW0005")),
    Case("100 levels in a route", HEAD + f"spec: {'{a: ' * 99}1{'}' * 99}", 1, ("bad.yaml:4:8: error[KGW0101]",)),
    Case("100 levels in a list", HEAD + f"spec: {{rules: {'[' * 98}{']' * 98}}}", 1, ("bad.yaml:4:", "KGW0102")),
    Case("alias bomb", bomb(), 3, ("error[KGW0005] aliases expand",)),
    Case("anchor in itself", "a: &a [*a]\n", 3, ("bad.yaml:1:8: error[KGW0005]",)),
    Case("a line of 5 MB", HEAD + f"spec: {{hostnames: [{'x' * 5_000_000}]}}\n", 1, ("bad.yaml:4:20: error[KGW0105]",)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_document(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD)
    text = case.text if isinstance(case.text, bytes) else case.text.encode()
    (tmp_path / case.file).write_bytes(text)
    done = command("render", "good.yaml", case.file)
    assert done.code == case.code, done.err
    for part in case.says:
        assert part in done.err
    assert "Traceback" not in done.err
    assert "internal error" not in done.err
    assert len(done.err) < 5_000, "the message repeats what it complains about"
    assert [document["gateway"] for document in done.documents] == ["shop/web"]
    assert done.out == command("render", "good.yaml").out


def test_a_broken_document_does_not_keep_its_neighbours(tmp_path: Path) -> None:
    file = tmp_path / "mixed.yaml"
    file.write_text("---\n".join((GATEWAY, "a: [\n", ROUTE, HEAD + "spec: 5\n", SERVICE)))
    done = command("render", str(file))
    assert done.code == 3
    assert f"{file}:14:1: error[KGW0002]" in done.err
    assert "must be of type object" in done.err
    (document,) = done.documents
    assert [route["virtualHosts"][0]["routes"][0]["match"] for route in document["routes"]] == [{"prefix": "/"}]


CYCLE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: {name}, namespace: shop}}
spec:
  parentRefs: {parents}
  rules:
    - matches: [{{path: {{type: PathPrefix, value: {path}}}}}]
      backendRefs:
        - {{group: gateway.networking.k8s.io, kind: HTTPRoute, name: {child}}}
"""


@pytest.mark.parametrize(
    ("routes", "place"),
    [
        ([("a", "[{name: web}]", "/a", "b"), ("b", "[]", "/a/b", "b")], ":19:69:"),
        ([("a", "[{name: web}]", "/a", "b"), ("b", "[]", "/a/b", "c"), ("c", "[]", "/a/b/c", "b")], ":29:69:"),
    ],
    ids=["to itself", "over two"],
)
def test_cyclic_delegation(routes: list[tuple[str, str, str, str]], place: str, tmp_path: Path) -> None:
    texts = [CYCLE.format(name=name, parents=parents, path=path, child=child) for name, parents, path, child in routes]
    (tmp_path / "cycle.yaml").write_text("---\n".join(texts))
    (tmp_path / "good.yaml").write_text(GOOD)
    done = command("render", str(tmp_path))
    assert done.code == 1
    assert f"cycle.yaml{place} error[KGW0206] delegation leads back to HTTPRoute shop/b" in done.err
    assert done.err.count("error[") == 1
    (document,) = done.documents
    routes_made = [route for host in document["routes"][0]["virtualHosts"] for route in host["routes"]]
    assert "kube_shop_catalogue_80" in [route.get("route", {}).get("cluster") for route in routes_made]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n---\n", "\ufeff", "null\n"])
def test_an_input_without_objects_renders_nothing_and_says_so(text: str, tmp_path: Path) -> None:
    file = tmp_path / "empty.yaml"
    file.write_text(text, encoding="utf-8")
    done = command("render", str(file))
    assert (done.code, done.out) == (0, b"")
    assert done.err == f"{file}: warning[KGW0914] nothing to render: there is no Gateway that can be used\n"


def test_a_gateway_of_another_controller_is_named(tmp_path: Path) -> None:
    done = command("render", "-", stdin=GATEWAY.replace(": kgateway", ": istio").encode())
    assert (done.code, done.out) == (0, b"")
    assert done.err.startswith("<stdin>:7:21: warning[KGW0914] class istio belongs to no controller")


class TestFiles:
    """Paths that lead to no manifest."""

    @pytest.fixture(autouse=True)
    def _in_a_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("good.yaml").write_text(GOOD)

    def check(self, path: str, message: str) -> None:
        done = command("render", "good.yaml", path)
        assert done.code == 3
        assert done.err == f"{printable(path)}: error[KGW0001] {message}\n"
        assert [document["gateway"] for document in done.documents] == ["shop/web"]

    def test_missing(self) -> None:
        self.check("missing.yaml", "no such file or directory")

    def test_link_to_itself(self) -> None:
        Path("one.yaml").symlink_to("two.yaml")
        Path("two.yaml").symlink_to("one.yaml")
        self.check("one.yaml", "too many levels of symbolic links")

    def test_dangling_link(self) -> None:
        Path("dangling.yaml").symlink_to("nowhere.yaml")
        self.check("dangling.yaml", "no such file or directory")

    def test_file_as_folder(self) -> None:
        self.check("good.yaml/more.yaml", "not a directory")

    def test_name_too_long(self) -> None:
        self.check("x" * 5000, "file name too long")

    def test_zero_byte_in_a_name(self) -> None:
        self.check("a\0b", "embedded null byte")

    @pytest.mark.skipif(os.geteuid() == 0, reason="this user may read everything")
    def test_unreadable(self) -> None:
        Path("secret.yaml").write_text(GOOD)
        Path("secret.yaml").chmod(0)
        self.check("secret.yaml", "permission denied")

    def test_linked_folder_that_leads_back(self) -> None:
        Path("folder").mkdir()
        Path("folder/good.yaml").write_text(GOOD)
        Path("folder/again").symlink_to(".")
        done = command("render", "folder")
        assert done.code == 0
        assert "folder/again: warning[KGW0010]" in done.err
        assert len(done.documents) == 1

    def test_a_file_reached_twice_is_read_once(self) -> None:
        Path("link.yaml").symlink_to("good.yaml")
        assert command("render", ".", "good.yaml", "./good.yaml").code == 0

    def test_closed_standard_input(self) -> None:
        done = shell("kgwctl render - <&-", cwd=Path.cwd())
        assert done.code == 3
        assert "<stdin>: error[KGW0001] standard input is closed\n" in done.err


@pytest.mark.parametrize("defaulting", ["all", "kgateway", "none"])
def test_unchecked_objects_are_still_read_safely(defaulting: str, tmp_path: Path) -> None:
    """Without defaults no schema stands before the types."""
    texts = [
        ROUTE.replace("name: catalogue\n  namespace", 'name: "a\\0b"\n  namespace'),
        ROUTE.replace("name: catalogue\n  namespace", "name: ../../x\n  namespace"),
        GATEWAY.replace("name: web", 'name: "a\\0b"'),
        GATEWAY.replace("name: web", "name: negative").replace("8080", "-1"),
        GATEWAY.replace("name: web", "name: huge").replace("8080", "9" * 40),
        GATEWAY.replace("name: web", "name: void").replace("listeners:", "listeners: null\n  other:"),
        ROUTE.replace("name: catalogue\n  namespace", "name: void\n  namespace").replace("port: 80", "port: null"),
    ]
    (tmp_path / "odd.yaml").write_text("---\n".join(texts))
    (tmp_path / "good.yaml").write_text(GOOD)
    done = command("render", "--defaulting", defaulting, "--output-dir", str(tmp_path / "out"), str(tmp_path))
    assert done.code in (0, 1, 2), done.err
    assert "internal error" not in done.err
