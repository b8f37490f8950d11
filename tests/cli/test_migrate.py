"""``kgwctl migrate`` through the real command line: modes, choices, exit codes and refusals."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from kgwctl.migrate.migrations.catalogue import MIGRATIONS
from kgwctl.migrate.writing.tree_lock import LOCK

from .runs import GOOD, command, process

#: Loses nothing: `floatingUserId: false` and a policy that is only called otherwise.
POLICY = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: HTTPListenerPolicy
metadata:
  name: edge  # größer
  namespace: edge
spec:
  targetRefs:
  - group: gateway.networking.k8s.io
    kind: Gateway
    name: edge
  # we sit behind one load balancer
  xffNumTrustedHops: 1
"""
#: Works differently afterwards.
PARAMETERS = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata:
  name: edge
  namespace: edge
spec:
  kube:
    floatingUserId: true
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with one file to migrate and one that is fine."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.yaml").write_text(POLICY)
    (tmp_path / "good.yaml").write_text(GOOD)
    return tmp_path


def texts(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and ".git/" not in str(path)
    }


def migrated(text: str) -> bool:
    """Whether the policy has its new kind and place, and kept its comments."""
    (policy,) = yaml.safe_load_all(text)
    settings = policy["spec"]["default"]["httpSettings"]
    return (
        policy["kind"] == "ListenerPolicy"
        and settings == {"xffNumTrustedHops": 1}
        and "# we sit behind one load balancer" in text
        and "# größer" in text
    )


class TestModes:
    def test_list_names_every_migration_and_reads_nothing(self) -> None:
        done = command("migrate", "--list")
        assert (done.code, done.err) == (0, "")
        assert [one.id for one in MIGRATIONS if one.id not in done.out.decode()] == []

    @pytest.mark.parametrize("flags", [[], ["--diff"]], ids=["default", "diff"])
    def test_diff_is_a_patch_and_changes_nothing(self, here: Path, flags: list[str]) -> None:
        before = texts(here)
        done = command("migrate", ".", *flags)
        assert done.code == 0
        assert texts(here) == before
        assert b"\x1b" not in done.out
        patched = subprocess.run(["patch", "-p1"], input=done.out, cwd=here, capture_output=True, check=False)
        assert patched.returncode == 0, patched.stderr
        assert migrated(texts(here)["policy.yaml"])

    def test_write_changes_what_has_to_change(self, here: Path) -> None:
        done = command("migrate", ".", "--write")
        assert (done.code, done.out) == (0, b"")
        assert "1 file written" in done.err
        after = texts(here)
        assert migrated(after.pop("policy.yaml"))
        assert after == {"good.yaml": GOOD}

    def test_a_second_write_has_nothing_to_do(self, here: Path) -> None:
        command("migrate", ".", "--write")
        before = texts(here)
        done = command("migrate", ".", "--write")
        assert done.code == 0
        assert texts(here) == before
        assert "nothing to migrate" in done.err

    def test_check_is_a_gate(self, here: Path) -> None:
        before = texts(here)
        done = command("migrate", ".", "--check")
        assert (done.code, done.out) == (1, b"")
        assert texts(here) == before
        command("migrate", ".", "--write")
        assert command("migrate", ".", "--check").code == 0

    def test_output_dir_holds_the_changed_files(self, here: Path) -> None:
        before = texts(here)
        assert command("migrate", ".", "--output-dir", "new").code == 0
        after = texts(here)
        assert migrated(after.pop("new/policy.yaml"))
        assert {name: text for name, text in after.items() if not name.startswith("new/")} == before

    def test_json_reports_every_change_on_standard_output(self, here: Path) -> None:
        done = command("migrate", ".", "-o", "json")
        assert done.code == 0
        changes = json.loads(done.out)["changes"]
        assert {change["migration"] for change in changes} == {"httplistenerpolicy"}
        assert {change["file"] for change in changes} == {"./policy.yaml"}
        assert [change for change in changes if change["newPath"].endswith("httpSettings.xffNumTrustedHops")]

    def test_standard_input_is_migrated_to_a_diff(self) -> None:
        done = command("migrate", "-", stdin=POLICY.encode())
        assert done.code == 0
        assert b"+kind: ListenerPolicy" in done.out

    def test_a_plain_locale_gets_utf_8_too(self, here: Path) -> None:
        done = process("migrate", ".", cwd=here, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
        assert (done.code, "internal error" in done.err) == (0, False)
        assert "größer" in done.out.decode()


class TestChoices:
    @pytest.mark.parametrize(
        ("flags", "changed"),
        [
            (["--only", "floating-user-id"], {"floating-user-id"}),
            (["--skip", "floating-user-id"], {"httplistenerpolicy"}),
            (["--only", "floating-user-id,httplistenerpolicy"], {"floating-user-id", "httplistenerpolicy"}),
            (
                ["--only", "floating-user-id", "--only", "httplistenerpolicy"],
                {"floating-user-id", "httplistenerpolicy"},
            ),
            (["--only", "helm-values"], set()),
        ],
    )
    def test_only_and_skip(self, here: Path, flags: list[str], changed: set[str]) -> None:
        (here / "parameters.yaml").write_text(PARAMETERS)
        done = command("migrate", ".", "-o", "json", *flags)
        assert {change["migration"] for change in json.loads(done.out)["changes"]} == changed

    @pytest.mark.parametrize("flag", ["--only", "--skip"])
    def test_an_unknown_migration_is_a_mistake(self, flag: str) -> None:
        done = command("migrate", ".", flag, "everything")
        assert (done.code, done.out) == (2, b"")
        assert "there is no migration 'everything'" in done.err

    def test_fail_on_loss(self, here: Path) -> None:
        assert command("migrate", ".", "--fail-on-loss").code == 0
        (here / "parameters.yaml").write_text(PARAMETERS)
        assert command("migrate", ".").code == 0
        done = command("migrate", ".", "--fail-on-loss")
        assert done.code == 1
        assert "parameters.yaml" in done.err


class TestRefusals:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ([], "nothing to read"),
            ([".", "--write", "--check"], "--write and --check exclude each other"),
            ([".", "--diff", "--output-dir", "x"], "--diff and --output-dir exclude each other"),
            (["-", "--write"], "standard input cannot be written back"),
        ],
    )
    def test_of_calls_that_cannot_be(self, here: Path, arguments: list[str], said: str) -> None:
        before = texts(here)
        done = command("migrate", *arguments)
        assert (done.code, done.out) == (2, b"")
        assert said in done.err
        assert texts(here) == before

    def test_what_cannot_be_read_is_3_and_left_alone(self, here: Path) -> None:
        broken = POLICY + "torn: [\n"
        (here / "torn.yaml").write_text(broken)
        done = command("migrate", ".")
        assert done.code == 3
        assert "torn.yaml:" in done.err
        assert command("migrate", "nowhere.yaml").code == 3
        assert texts(here)["torn.yaml"] == broken

    def test_uncommitted_changes_are_not_written_over(self, here: Path) -> None:
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
        for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
            subprocess.run([*git, *words], cwd=here, check=True)
        (here / "policy.yaml").write_text(POLICY + "# mine\n")
        before = texts(here)
        done = command("migrate", ".", "--write")
        assert done.code == 2
        assert "uncommitted" in done.err
        assert texts(here) == before
        assert command("migrate", ".", "--write", "--force").code == 0
        assert texts(here)["policy.yaml"].endswith("# mine\n")


class TestInterruptedRuns:
    def interrupted(self, here: Path) -> str:
        """What a run leaves that was killed before it replaced the file. Returns the new text."""
        assert command("migrate", "policy.yaml", "--output-dir", "new").code == 0
        text = (here / "new" / "policy.yaml").read_text()
        shutil.rmtree(here / "new")
        run = "0123456789abcdef" * 2
        staging = here / f".kgwctl-migrate-{run}"
        staging.mkdir()
        (here / LOCK).write_text(json.dumps({"pid": 1, "host": "elsewhere", "run": run}))
        (staging / "0.old").write_text(POLICY)
        (staging / "0.new").write_text(text)
        before, after = (hashlib.sha256(each.encode()).hexdigest() for each in (POLICY, text))
        files = [{"path": "policy.yaml", "before": before, "after": after}]
        (staging / "journal.json").write_text(json.dumps({"run": run, "files": files}))
        return text

    def test_are_finished_by_the_next_write(self, here: Path) -> None:
        text = self.interrupted(here)
        done = command("migrate", ".", "--write")
        assert done.code == 0
        assert "finished the interrupted run of process 1 on elsewhere" in done.err
        assert texts(here) == {"policy.yaml": text, "good.yaml": GOOD}

    def test_are_pointed_out_by_every_other_mode(self, here: Path) -> None:
        self.interrupted(here)
        before = texts(here)
        done = command("migrate", ".")
        assert done.code == 2
        assert "--write finishes it first" in done.err
        assert texts(here) == before

    def test_are_not_finished_over_later_changes(self, here: Path) -> None:
        self.interrupted(here)
        (here / "policy.yaml").write_text(POLICY + "# mine\n")
        done = command("migrate", ".", "--write")
        assert done.code == 2
        assert "was changed after the run" in done.err
        assert texts(here)["policy.yaml"] == POLICY + "# mine\n"

    @pytest.mark.parametrize("text", ["{", "[]x", "7", '[{"new": 1}]', "\x00"])
    def test_with_a_strange_lock_are_said_to_be(self, here: Path, text: str) -> None:
        (here / LOCK).write_text(text)
        done = command("migrate", ".", "--write")
        assert done.code == 2
        assert LOCK in done.err
        assert texts(here)["policy.yaml"] == POLICY

    def test_a_journal_of_an_earlier_version_is_no_journal(self, here: Path) -> None:
        victim = here / "good.yaml"
        planted = [{"new": str(here / "policy.yaml"), "file": str(victim), "before": "0" * 64}]
        (here / ".kgwctl-migrate.json").write_text(json.dumps(planted))
        assert command("migrate", ".", "--write").code == 0
        assert victim.read_text() == GOOD
