"""The pipeline as a library: the page about it, and one result whoever asks."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path

from kgwctl.manifests import Source
from kgwctl.output.json_writer import to_json
from kgwctl.pipeline.options import Options
from kgwctl.pipeline.render import emit, render
from kgwctl.pipeline.stages import read, resolve_objects, type_objects

from ..cli.runs import GATEWAY, GOOD, ROUTE, command

_PAGE = Path(__file__).parents[2] / "docs" / "python-api.md"


def test_the_example_of_the_page() -> None:
    code, printed = re.findall(r"```(?:python|text)\n(.*?)```", _PAGE.read_text(), re.DOTALL)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, str(_PAGE), "exec"), {})
    assert out.getvalue() == printed


def test_names_on_the_page_are_there() -> None:
    from importlib import import_module

    for name in re.findall(r"`(kgwctl(?:\.\w+)+)", _PAGE.read_text()):
        module, _, attribute = name.rpartition(".")
        found = import_module(module)
        assert hasattr(found, attribute) or import_module(name), name


def test_the_command_prints_what_the_library_gives() -> None:
    (gateway,) = render([Source("x.yaml", GOOD.encode())]).gateways
    (printed,) = command("render", "-", stdin=GOOD.encode()).documents
    assert json.loads(to_json(gateway.resources.clusters)) == printed["clusters"]
    assert gateway.statuses == printed["statuses"]


def test_stages_one_by_one_are_the_whole() -> None:
    text = f"{GOOD}---\n{GATEWAY.replace('name: web', 'name: other')}"
    options = Options(namespace="shop", defaulting="none")
    loaded = read([Source("x.yaml", text.encode())])
    objects = type_objects(loaded.documents, options).objects
    each = [one.gateway.name for one in emit(resolve_objects(objects, options))]
    assert each == ["other", "web"]
    assert [one.gateway.name for one in render(loaded.sources, options).gateways] == each
    assert [one.gateway.name for one in render(loaded.sources, options, {"shop/web"}).gateways] == ["web"]


def test_options_reach_every_stage() -> None:
    unnamed = Source("x.yaml", GATEWAY.replace("  namespace: shop\n", "").encode())
    (gateway,) = render([unnamed], Options(namespace="elsewhere")).gateways
    assert gateway.gateway.namespaced_name == "elsewhere/web"


def test_what_is_wrong_is_told_without_secrets() -> None:
    bad = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: [hunter2-hunter2]}\n"
    rendered = render([Source("x.yaml", f"{bad}---\n{ROUTE}".encode()), Source("y.yaml", b"a: [\n")])
    assert [finding.location.file for finding in rendered.findings if finding.location] == ["y.yaml", "x.yaml"]
    assert "hunter2" not in repr(rendered.findings)
