from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgwctl.diagnostics import Severity
from kgwctl.schema.schema_set import SchemaSet
from kgwctl.worlds.model import as_built
from kgwctl.worlds.unknown import has_unknown, substitute, with_stand_ins
from tests.documents import documents
from tests.worlds.trees import checked, marks, write

if TYPE_CHECKING:
    from pathlib import Path

ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  hostnames: ["%s"]
  rules: [{backendRefs: [{name: web, port: "%s"}], timeouts: {request: "%s"}}]
"""


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("${DOMAIN}", True),
        ("app.${DOMAIN}", True),
        ("${DOMAIN:=example.com}", True),
        ("$${DOMAIN}", False),
        ("${{ github.ref }}", False),
        ("%REQ(:path)%", False),
        ("ENC[AES256_GCM,data:Zm9v,iv:Zm9v,tag:Zm9v,type:str]", True),
        ("ENC[", False),
    ],
)
def test_what_is_not_known(text: str, unknown: bool) -> None:
    assert has_unknown(text) == unknown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${PORT}", 80),
        ("a${PORT}", "a80"),
        ("${ON}", True),
        ("${MISSING:=8080}", 8080),
        ("${MISSING:-x}", "x"),
        ("${MISSING}", "${MISSING}"),
        ("${EMPTY:-x}", "x"),
        ("$${PORT}", "$${PORT}"),
    ],
)
def test_substitution_as_flux_fills_in(text: str, value: object) -> None:
    (document,) = documents(f"apiVersion: v1\nkind: X\nmetadata: {{name: a}}\nspec: {{value: '{text}'}}\n")
    made = substitute(as_built(document), {"PORT": "80", "ON": "true", "EMPTY": ""})
    assert made.value["spec"]["value"] == value


def test_stand_ins_have_the_type_that_the_schema_wants_and_equal_variables_stay_equal() -> None:
    (document,) = documents(ROUTE % ("app.${DOMAIN}", "${PORT}", "${TIMEOUT}"))
    made = with_stand_ins(as_built(document), SchemaSet())
    rule = made.value["spec"]["rules"][0]
    assert made.value["spec"]["hostnames"] == ["app.unknown-domain"]
    assert (rule["backendRefs"][0]["port"], rule["timeouts"]["request"]) == (1, "1s")
    assert len(made.unknown) == 3


def test_unknown_values_are_said_once_a_file_and_typos_beside_them_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROUTE % ("app.${DOMAIN}", "${PORT}", "${TIMEOUT}")).replace("timeouts:", "timeout:")
    write(tmp_path, f"=== all.yaml\n{text}---\n{text.replace('name: web}', 'name: other}')}")
    outcome = checked(tmp_path, monkeypatch)
    assert {one[2] for one in marks(outcome.checked.findings)} == {"KGW0101"}
    infos = [one for one in outcome.checked.findings if one.severity is Severity.INFO]
    assert [one.rule for one in infos] == ["KGW0022"]
    assert infos[0].message.startswith("6 values of this file")
