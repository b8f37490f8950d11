"""The hooks, run by pre-commit itself on a repository of manifests.

pre-commit builds an environment for hooks of ``language: python``, which takes the network and a while,
so ordinary runs have those hooks use the kgwctl that is installed; with ``KGWCTL_TEST_INSTALL=1`` they are
installed as they are for users.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.runs import GATEWAY, ROUTE, SERVICE

REPOSITORY = Path(__file__).resolve().parents[2]
HOOKS = REPOSITORY / ".pre-commit-hooks.yaml"
IDS = ("kgwctl-validate", "kgwctl-validate-files", "kgwctl-validate-system")

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="no git here")


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that offers our hooks, and nothing else."""
    folder = tmp_path_factory.mktemp("hooks")
    shutil.copy(HOOKS, folder)
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "hooks")
    return folder


@pytest.fixture
def manifests(tmp_path: Path) -> Path:
    """A repository whose route and Service are in different files."""
    folder = tmp_path / "manifests"
    folder.mkdir()
    (folder / "gateway.yaml").write_text(GATEWAY)
    (folder / "route.yaml").write_text(ROUTE)
    (folder / "service.yaml").write_text(SERVICE)
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "manifests")
    return folder


def pre_commit(folder: Path, hooks: Path, hook: dict[str, Any], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one hook; ``arguments`` choose the files."""
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=hooks, check=True, capture_output=True, text=True)
    config = {"repos": [{"repo": str(hooks), "rev": revision.stdout.strip(), "hooks": [hook]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git(folder, "add", ".")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
    }
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--verbose", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def installed(hook: str) -> dict[str, Any]:
    """The hook with the kgwctl that is installed already."""
    return {"id": hook, "language": "system"}


def test_the_hooks_are_the_documented_ones() -> None:
    entries = yaml.safe_load(HOOKS.read_text())
    assert tuple(entry["id"] for entry in entries) == IDS
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)], check=True)


@pytest.mark.parametrize("hook", IDS)
def test_good_manifests_pass(hook: str, hooks: Path, manifests: Path) -> None:
    done = pre_commit(manifests, hooks, installed(hook), "--all-files")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("hook", IDS)
def test_a_broken_file_fails_with_its_place(hook: str, hooks: Path, manifests: Path) -> None:
    (manifests / "route.yaml").write_text(ROUTE.replace("backendRefs", "backends"))
    done = pre_commit(manifests, hooks, installed(hook))
    assert done.returncode == 1
    assert "route.yaml:10:7: error[KGW0101]" in done.stdout.replace("./", "")


def test_the_whole_tree_knows_what_is_in_other_files(hooks: Path, manifests: Path) -> None:
    (manifests / "service.yaml").write_text(SERVICE.replace("name: catalogue", "name: catalog"))
    done = pre_commit(manifests, hooks, installed("kgwctl-validate"))
    assert done.returncode == 1
    assert "KGW0201" in done.stdout


def test_changed_files_do_not_miss_what_is_in_other_files(hooks: Path, manifests: Path) -> None:
    (manifests / "route.yaml").write_text(ROUTE + "  hostnames: [shop.example.com]\n")
    done = pre_commit(manifests, hooks, installed("kgwctl-validate-files"))
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not os.environ.get("KGWCTL_TEST_INSTALL"), reason="installs packages: set KGWCTL_TEST_INSTALL=1")
def test_installed_by_pre_commit(manifests: Path) -> None:
    done = pre_commit(manifests, REPOSITORY, {"id": "kgwctl-validate"}, "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
