"""``kgwctl render``: what it reads, where it writes, and what it answers, through the real command line."""

from __future__ import annotations

import json
import stat
from base64 import b64encode
from pathlib import Path

import pytest
import yaml

from kgwctl.cli.app import run_app
from tests.cli.runs import GATEWAY, GOOD, ROUTE, SERVICE, Done, command, process, shell
from tests.envoy.tls_data import key_pair, tls_secret

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"

OTHER = GATEWAY.replace("name: web", "name: admin")
TLS_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: secure, namespace: shop}
spec:
  gatewayClassName: kgateway
  listeners:
    - name: https
      port: 8443
      protocol: HTTPS
      tls: {certificateRefs: [{name: certificate}]}
"""


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(GOOD)


def gateways(done: Done) -> list[str]:
    return [document["gateway"] for document in done.documents]


def mode(path: str) -> int:
    return stat.S_IMODE(Path(path).stat().st_mode)


class TestInputs:
    """PATH, -f, -R and -, in YAML and JSON."""

    def test_file(self) -> None:
        done = command("render", "good.yaml")
        assert (done.code, done.err) == (0, "")
        assert gateways(done) == ["shop/web"]
        assert set(done.documents[0]) == {"gateway", "dataplane", "clusters", "listeners", "routes", "statuses"}

    @pytest.mark.parametrize("arguments", [("-",), ("-f", "-"), ("-f-",), ("--filename=-",), ("--", "-")])
    def test_standard_input(self, arguments: tuple[str, ...]) -> None:
        done = command("render", *arguments, stdin=GOOD.encode())
        assert (done.code, done.err) == (0, "")
        assert done.out == command("render", "good.yaml").out

    def test_json_and_lists(self) -> None:
        objects = [yaml.safe_load(text) for text in (GATEWAY, ROUTE, SERVICE)]
        Path("objects.json").write_text("\n".join(json.dumps(one) for one in objects))
        Path("list.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))
        Path("list.yaml").write_text(yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": objects}))
        expected = command("render", "good.yaml").out
        for name in ("objects.json", "list.json", "list.yaml"):
            assert command("render", name) == Done(0, expected, ""), name

    def test_byte_order_mark_and_line_ends(self) -> None:
        Path("windows.yaml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
        assert command("render", "windows.yaml") == command("render", "good.yaml")

    def test_folders(self) -> None:
        Path("all/inner").mkdir(parents=True)
        Path("all/gateway.yml").write_text(GATEWAY)
        Path("all/notes.txt").write_text("no manifest")
        Path("all/.hidden.yaml").write_text("a: [")
        Path("all/inner/other.yaml").write_text(OTHER)
        assert gateways(command("render", "all")) == ["shop/admin", "shop/web"]
        assert gateways(command("render", "-f", "all")) == ["shop/web"]
        assert gateways(command("render", "-f", "all", "-R")) == ["shop/admin", "shop/web"]
        assert gateways(command("render", "-Rfall")) == ["shop/admin", "shop/web"]

    def test_objects_of_other_kinds_are_skipped(self) -> None:
        Path("more.yaml").write_text("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {any: thing}\n")
        assert command("render", "good.yaml", "more.yaml") == command("render", "good.yaml")

    def test_namespace_of_objects_that_name_none(self) -> None:
        Path("bare.yaml").write_text(GATEWAY.replace("  namespace: shop\n", ""))
        assert gateways(command("render", "bare.yaml")) == ["default/web"]
        assert gateways(command("render", "-n", "edge", "bare.yaml")) == ["edge/web"]

    def test_nothing_named(self) -> None:
        done = command("render")
        assert (done.code, done.out) == (2, b"")
        assert done.err.startswith("kgwctl: nothing to read")


class TestSelection:
    """--gateway, --set and --defaulting."""

    def test_gateway(self) -> None:
        Path("other.yaml").write_text(OTHER)
        assert gateways(command("render", ".", "--gateway", "shop/web")) == ["shop/web"]
        assert gateways(command("render", ".", "--gateway=shop/web", "--gateway=shop/admin")) == [
            "shop/admin",
            "shop/web",
        ]

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("shop/wep", "kgwctl: no Gateway shop/wep of a class that we know; there is: shop/web\n"),
            ("web", "kgwctl: --gateway web: expected NAMESPACE/NAME\n"),
            ("a/b/c", "kgwctl: --gateway a/b/c: expected NAMESPACE/NAME\n"),
            ("", "kgwctl: --gateway : expected NAMESPACE/NAME\n"),
        ],
    )
    def test_unknown_gateway(self, name: str, message: str) -> None:
        assert command("render", "good.yaml", "--gateway", name) == Done(2, b"", message)

    def test_a_gateway_in_a_file_that_cannot_be_read(self) -> None:
        Path("broken.yaml").write_text("a: [\n")
        done = command("render", "broken.yaml", "--gateway", "shop/web")
        assert (done.code, done.out) == (3, b"")
        assert "broken.yaml:2:1: error[KGW0002]" in done.err
        assert done.err.endswith("kgwctl: no Gateway shop/web of a class that we know; there is: none\n")

    def test_setting(self) -> None:
        done = command("render", "good.yaml", "--set", "KGW_LISTENER_BIND_IPV6=false")
        assert done.documents[0]["listeners"][0]["address"]["socketAddress"]["address"] == "0.0.0.0"

    @pytest.mark.parametrize(
        ("pair", "message"),
        [
            ("KGW_LISTENER_BIND_IPV", "expected NAME=VALUE"),
            ("KGW_LISTENER_BIND_IPV=x", "unknown setting KGW_LISTENER_BIND_IPV; did you mean KGW_LISTENER_BIND_IPV6?"),
            ("kgw_listener_bind_ipv6=true", "did you mean KGW_LISTENER_BIND_IPV6?"),
            ("NOTHING_LIKE_IT=1", "unknown setting NOTHING_LIKE_IT\n"),
            ("KGW_LISTENER_BIND_IPV6=yes", '"yes" is not a boolean'),
            ("KGW_XDS_SERVICE_PORT=-1", '"-1" is not a number'),
            ("KGW_POLICY_MERGE={", "is not a JSON object"),
        ],
    )
    def test_bad_setting(self, pair: str, message: str) -> None:
        done = command("render", "good.yaml", "--set", pair)
        assert (done.code, done.out) == (2, b"")
        assert message in done.err

    def test_a_setting_without_effect_is_named(self) -> None:
        Path("labelled.yaml").write_text(
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {istio.io/ingress-use-waypoint: 'true'}}\n"
        )
        done = command("render", "good.yaml", "labelled.yaml", "--set", "KGW_ENABLE_WAYPOINT=true")
        assert done.code == 0
        assert "warning[KGW0913]" in done.err
        assert "KGW_INGRESS_USE_WAYPOINTS" in done.err

    @pytest.mark.parametrize(("defaulting", "refused"), [("all", 2), ("kgateway", 1), ("none", 0)])
    def test_defaulting(self, defaulting: str, refused: int) -> None:
        """A kind that gets its defaults is checked against its schema as well."""
        response = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: DirectResponse\nmetadata: {name: x}\n"
        Path("more.yaml").write_text(f"{ROUTE}  other: 1\n---\n{response}spec: {{status: 200, other: 1}}\n")
        Path("rest.yaml").write_text(f"{GATEWAY}---\n{SERVICE}")
        done = command("render", "rest.yaml", "more.yaml", "--defaulting", defaulting)
        assert done.code == (1 if refused else 0)
        assert done.err.count('unknown field "') == refused


class TestOutput:
    """-o, --output-file, --output-dir, --metrics-file, and who may read what was written."""

    def test_json_and_yaml_say_the_same(self) -> None:
        (document,) = command("render", "good.yaml").documents
        assert json.loads(command("render", "good.yaml", "-o", "json").out) == document

    def test_one_document_per_gateway(self) -> None:
        Path("other.yaml").write_text(OTHER)
        assert command("render", ".").out.count(b"\n---\n") == 1
        texts = command("render", ".", "-ojson").out.decode()
        first, end = json.JSONDecoder().raw_decode(texts)
        assert [first["gateway"], json.loads(texts[end:])["gateway"]] == ["shop/admin", "shop/web"]

    def test_file(self) -> None:
        expected = command("render", "good.yaml").out
        assert command("render", "good.yaml", "--output-file", "out.yaml") == Done(0, b"", "")
        assert Path("out.yaml").read_bytes() == expected
        assert mode("out.yaml") == 0o644
        Path("out.yaml").chmod(0o664)
        assert command("render", "good.yaml", "--output-file", "out.yaml").code == 0
        assert mode("out.yaml") == 0o664

    def test_folder(self) -> None:
        Path("other.yaml").write_text(OTHER)
        assert command("render", "good.yaml", "other.yaml", "--output-dir", "out/deep") == Done(0, b"", "")
        assert sorted(path.name for path in Path("out/deep").iterdir()) == ["shop_admin.yaml", "shop_web.yaml"]
        assert yaml.safe_load(Path("out/deep/shop_web.yaml").read_bytes())["gateway"] == "shop/web"

    def test_a_linked_target_stays_a_link(self) -> None:
        Path("real.yaml").write_text("old")
        Path("link.yaml").symlink_to("real.yaml")
        assert command("render", "good.yaml", "--output-file", "link.yaml").code == 0
        assert Path("link.yaml").is_symlink()
        assert Path("real.yaml").read_bytes() == command("render", "good.yaml").out

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("--output-file", "missing/out.yaml"), "cannot write missing/out.yaml: No such file or directory"),
            (("--output-file", "."), "cannot write .: Is a directory"),
            (("--output-file", "good.yaml/x"), "cannot write good.yaml/x: "),
            (("--output-file", "loop"), "cannot write 'loop': Symlink loop"),
            (("--output-dir", "good.yaml"), "good.yaml is not a folder"),
            (("--output-file", "a", "--output-dir", "b"), "exclude each other"),
            (("--metrics-file", "missing/m.json"), "cannot write missing/m.json: No such file or directory"),
        ],
    )
    def test_target_that_cannot_be_written(self, arguments: tuple[str, ...], message: str) -> None:
        Path("loop").symlink_to("loop")
        before = sorted(Path().iterdir())
        done = command("render", "good.yaml", *arguments)
        assert done.code == 2
        assert done.err.startswith("kgwctl: ")
        assert message in done.err
        assert sorted(Path().iterdir()) == before, "something was left behind"

    def test_a_failed_write_leaves_the_old_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("out.yaml").write_text("precious")

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", fail)
        done = command("render", "good.yaml", "--output-file", "out.yaml")
        assert (done.code, done.err) == (2, "kgwctl: cannot write out.yaml: No space left on device\n")
        assert Path("out.yaml").read_text() == "precious"
        assert sorted(path.name for path in Path().iterdir()) == ["good.yaml", "out.yaml"]

    def test_metrics(self) -> None:
        Path("more.yaml").write_text("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n")
        done = command("render", "good.yaml", "more.yaml", "--metrics-file", "metrics.json")
        assert gateways(done) == ["shop/web"]
        metrics = json.loads(Path("metrics.json").read_bytes())
        assert metrics["seconds"] > 0
        assert (metrics["files"], metrics["documents"], metrics["objects"]) == (2, 4, 3)
        assert metrics["skipped"] == {"Deployment.apps": 1}
        assert metrics["gateways"] == {"shop/web": {"clusters": 1, "listeners": 1, "routes": 1}}

    def test_messages_go_to_standard_error_only(self) -> None:
        Path("bad.yaml").write_text("a: [\n")
        done = command("render", "good.yaml", "bad.yaml")
        assert b"KGW0002" not in done.out
        assert "KGW0002" in done.err
        assert "gateway:" not in done.err


class TestSecrets:
    """Keys are shown on purpose only, and files that hold them are private."""

    def test_keys_are_redacted_unless_asked_for(self) -> None:
        key = b64encode(key_pair("certificate")[1])
        Path("secure.yaml").write_text(f"{TLS_GATEWAY}---\n{tls_secret('certificate', namespace='shop')}")
        for form in ("yaml", "json"):
            redacted = command("render", "secure.yaml", "-o", form).out
            assert key not in redacted
            assert b"[redacted sha256:" in redacted
            shown = command("render", "secure.yaml", "-o", form, "--show-secrets").out
            assert key in shown
            assert b"[redacted" not in shown

    def test_keys_are_in_no_message(self) -> None:
        secret = tls_secret("certificate", key=b"no key at all", namespace="shop")
        Path("secure.yaml").write_text(f"{TLS_GATEWAY}---\n{secret}  extra: 1\n---\n{secret}")
        done = command("render", "secure.yaml")
        assert b64encode(b"no key at all").decode() not in done.err + done.out.decode()

    def test_bootstrap_is_not_printed_by_accident(self) -> None:
        done = command("render", "good.yaml", "-o", "bootstrap")
        assert (done.code, done.out) == (2, b"")
        assert "--show-secrets" in done.err

    def test_bootstrap_on_purpose(self) -> None:
        done = command("render", "good.yaml", "-o", "bootstrap", "--show-secrets")
        assert done.code == 0
        assert json.loads(done.out)["staticResources"]["listeners"]

    @pytest.mark.parametrize(
        "arguments",
        [("-o", "bootstrap"), ("--show-secrets",), ("-o", "json", "--show-secrets")],
        ids=" ".join,
    )
    def test_files_with_secrets_are_private(self, arguments: tuple[str, ...]) -> None:
        Path("out").write_text("readable by all")
        Path("out").chmod(0o644)
        assert command("render", "good.yaml", *arguments, "--output-file", "out").code == 0
        assert mode("out") == 0o600
        assert command("render", "good.yaml", *arguments, "--output-dir", "dir").code == 0
        (written,) = Path("dir").iterdir()
        assert mode(str(written)) == 0o600

    def test_bootstrap_of_several_gateways(self) -> None:
        Path("other.yaml").write_text(OTHER)
        done = command("render", ".", "-o", "bootstrap", "--output-file", "out.json")
        assert done.code == 2
        assert "say --gateway or --output-dir; there is: shop/admin, shop/web" in done.err
        assert command("render", ".", "-o", "bootstrap", "--output-dir", "out").code == 0
        assert sorted(path.name for path in Path("out").iterdir()) == ["shop_admin.json", "shop_web.json"]


class TestUsage:
    """Calls that cannot run: exit code 2, and usage text by the name the program was called by."""

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("render", "--gatewy", "a/b", "good.yaml"), "No such option: --gatewy"),
            (("render", "-o", "xml", "good.yaml"), "'xml' is not one of yaml, json"),
            (("render", "--defaulting", "some", "good.yaml"), "'some' is not one of all"),
            (("render", "good.yaml", "-o"), "'-o' requires an argument"),
            (("render", "good.yaml", "--show-secrets=yes"), "does not take a value"),
            (("rendr", "good.yaml"), "No such command 'rendr'"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
    )
    def test_unknown_words(self, arguments: tuple[str, ...], message: str) -> None:
        done = command(*arguments)
        assert (done.code, done.out) == (2, b"")
        assert message in " ".join(done.err.replace("\u2502", "").split())

    @pytest.mark.parametrize(("program", "shown"), [("kgwctl", "kgwctl"), ("/bin/kubectl-kgw", "kubectl kgw")])
    def test_usage_names_the_program(self, program: str, shown: str) -> None:
        done = command("render", "--nothing", program=program)
        assert done.err.startswith(f"Usage: {shown} render [OPTIONS] [PATH]...\n")

    def test_messages_name_the_plugin(self) -> None:
        done = command("render", "good.yaml", "--gateway", "x", program="kubectl-kgw")
        assert done.err == "kubectl kgw: --gateway x: expected NAMESPACE/NAME\n"

    def test_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run_app("kubectl kgw", ["render", "--help"]) == 0
        shown = capsys.readouterr().out
        assert "Usage: kubectl kgw render [OPTIONS] [PATH]..." in shown
        assert "--output-dir" in shown


class TestProcess:
    """What only a process of its own shows."""

    def test_version(self, tmp_path: Path) -> None:
        done = process("--version", cwd=tmp_path)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith(b"kgwctl ")

    def test_reader_that_goes_away(self, tmp_path: Path) -> None:
        Path("bad.yaml").write_text("a: [\n")
        done = shell("kgwctl render good.yaml bad.yaml | true; exit ${PIPESTATUS[0]}", cwd=tmp_path)
        assert done.code == 3, "what was found about the input counts all the same"
        assert "bad.yaml:2:1: error[KGW0002]" in done.err
        assert "Broken" not in done.err
        assert "Exception" not in done.err

    @pytest.mark.parametrize("target", [">&-", ">/dev/full"], ids=["closed", "full"])
    def test_output_that_takes_nothing(self, target: str, tmp_path: Path) -> None:
        done = shell(f"kgwctl render good.yaml {target}", cwd=tmp_path)
        assert done.code == 2
        assert done.err.startswith("kgwctl: cannot write the result: ")
        assert done.err.count("\n") == 1

    @pytest.mark.parametrize("target", ["2>&-", "2>/dev/full"], ids=["closed", "full"])
    def test_messages_that_nobody_takes(self, target: str, tmp_path: Path) -> None:
        done = shell(f"kgwctl render good.yaml missing.yaml {target}", cwd=tmp_path)
        assert done.code == 3
        assert gateways(done) == ["shop/web"]

    def test_locale_without_unicode(self, tmp_path: Path) -> None:
        Path("größe.yaml").write_text(
            ROUTE.replace("  name: c", "  name: other-c").replace("rules:", "größe: 日本\n  rules:"), encoding="utf-8"
        )
        Path("named.yaml").write_text(GOOD.replace("parentRefs", "hostnames: ['*.example.com']\n  parentRefs"))
        plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        done = process("render", "named.yaml", "größe.yaml", cwd=tmp_path, **plain)
        assert done.code == 1
        assert "error[KGW0101]" in done.err
        assert done.out == process("render", "named.yaml", cwd=tmp_path).out
        usage = process("render", "--nothing", cwd=tmp_path, **plain)
        assert usage.code == 2
        assert "No such option" in usage.err


def test_a_bug_has_its_own_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise LookupError("here")

    monkeypatch.setattr("kgwctl.cli.render.run", fail)
    monkeypatch.delenv("KGWCTL_DEBUG", raising=False)
    done = command("render", "good.yaml")
    assert (done.code, done.out) == (4, b"")
    assert done.err.startswith("kgwctl: internal error: LookupError: here\n")
    monkeypatch.setenv("KGWCTL_DEBUG", "1")
    with pytest.raises(LookupError):
        command("render", "good.yaml")


def test_a_made_up_secret_is_told(tmp_path: Path) -> None:
    example = EXAMPLES / "authentication"
    documents = (example / "services.yaml").read_text("utf-8").split("---\n")
    (tmp_path / "services.yaml").write_text("---\n".join(documents[:-1]), "utf-8")
    assert "oauth2-hmac-secret" in documents[-1]
    assert "warning[KGW0915]" in command("render", str(example / "gateway.yaml"), str(tmp_path)).err
    assert command("render", str(example)).err == ""


def test_the_objects_of_proxies(tmp_path: Path) -> None:
    example = str(EXAMPLES / "proxy-deployment")
    done = command("render", example, "--proxy", "--gateway", "web/shop")
    assert (done.code, done.err) == (0, "")
    assert [one["kind"] for one in done.documents] == ["ServiceAccount", "ConfigMap", "Service", "Deployment"]
    listed = json.loads(command("render", example, "--proxy", "--gateway", "web/shop", "-o", "json").out)
    assert listed["items"] == done.documents
    command("render", example, "--proxy", "--output-dir", str(tmp_path / "made"))
    assert {path.name for path in (tmp_path / "made").iterdir()} == {"web_shop.yaml", "web_models.yaml"}


def test_a_proxy_that_is_not_deployed_is_told() -> None:
    two = GATEWAY.replace("listeners:", "addresses: [{value: 192.0.2.1}, {value: 192.0.2.2}]\n  listeners:")
    done = command("render", "--proxy", "-", stdin=two.encode())
    assert (done.code, done.out) == (1, b"")
    assert "error[KGW0711] no proxy is deployed: multiple addresses given" in done.err


def test_the_ca_that_is_not_there_is_told() -> None:
    done = command("render", "--proxy", "-", "--set", "KGW_XDS_TLS=true", stdin=GATEWAY.encode())
    assert done.code == 0
    assert "warning[KGW0921] Secret kgateway-system/kgateway-xds-cert is not among the manifests" in done.err


@pytest.mark.parametrize("other", [["--envoy"], ["-o", "bootstrap"], ["-o", "local"]])
def test_objects_of_proxies_exclude_what_is_run(other: list[str]) -> None:
    assert command("render", "--proxy", "-", *other, stdin=GATEWAY.encode()).code == 2
