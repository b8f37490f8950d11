"""Whether git could give the old text of a file back: it must know the file, and have its present text.

git is asked about each repository that holds one of the files, nested ones by themselves. What it cannot
answer is a reason not to write.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kgwctl.migrate.writing.refusal import WriteRefused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

#: What a git hook may have set, and what would make git look at another repository than the file's.
_FOREIGN = ("DIR", "WORK_TREE", "INDEX_FILE", "OBJECT_DIRECTORY", "COMMON_DIR", "NAMESPACE", "PREFIX")
_FORCE = "or use --force to write without a way back"


def repositories(targets: Iterable[str]) -> dict[str, list[str]]:
    """The top folders of the git repositories that hold ``targets``, each with those in it."""
    found: dict[str, list[str]] = {}
    tops: dict[str, str] = {}
    for target in targets:
        top = _top(os.path.dirname(target), tops)  # noqa: PTH120
        if top:
            found.setdefault(top, []).append(target)
    return found


def _top(folder: str, known: dict[str, str]) -> str:
    """The nearest folder upwards that has a ``.git``, empty if none has."""
    passed = []
    top = ""
    while True:
        if folder in known:
            top = known[folder]
            break
        passed.append(folder)
        if os.path.lexists(os.path.join(folder, ".git")):  # noqa: PTH118
            top = folder
            break
        parent = os.path.dirname(folder)  # noqa: PTH120
        if parent == folder:
            break
        folder = parent
    known.update(dict.fromkeys(passed, top))
    return top


def refuse_without_a_way_back(targets: Iterable[str], pending: Collection[str] = ()) -> None:
    """Raise :class:`~kgwctl.migrate.writing.refusal.WriteRefused` unless git has the text of every target.

    Files in no repository pass: there is no git to ask. A repository must have no uncommitted changes but
    those in ``pending``, which an interrupted run explains. All paths are real ones.
    """
    for top, held in repositories(targets).items():
        _refuse_changes(top, pending)
        _refuse_unknown(top, held, pending)


def refuse_tracked(paths: Iterable[str]) -> None:
    """Raise if git knows one of ``paths``, which only an interrupted run can have left: it was planted."""
    for top, held in repositories(paths).items():
        known = _tracked(top)
        for path in held:
            if path in known:
                raise WriteRefused(f"{path} is part of the git repository, so no run has left it; remove it to go on")


def _refuse_changes(top: str, pending: Collection[str]) -> None:
    entries = iter(_git(top, "status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames").split(b"\0"))
    for entry in entries:
        path = os.path.join(top, os.fsdecode(entry[3:]))  # noqa: PTH118
        if entry and path not in pending:
            name = os.fsdecode(entry[3:])
            raise WriteRefused(f"the git tree {top} has uncommitted changes ({name}); commit them, {_FORCE}")


def _refuse_unknown(top: str, targets: Iterable[str], pending: Collection[str]) -> None:
    known = _tracked(top)
    for target in targets:
        tag = known.get(target)
        if tag is None:
            raise WriteRefused(f"git does not have {target} ({_why(top, target)}); add and commit it, {_FORCE}")
        if (tag.islower() or tag == "S") and target not in pending:
            raise WriteRefused(
                f"git was told not to look at changes of {target}; undo that "
                f"(git update-index --no-assume-unchanged --no-skip-worktree), {_FORCE}"
            )


def _tracked(top: str) -> dict[str, str]:
    """The files that git has, each with the tag of ``git ls-files -v``."""
    listed = _git(top, "ls-files", "-v", "-z").split(b"\0")
    return {os.path.join(top, os.fsdecode(line[2:])): chr(line[0]) for line in listed if line}  # noqa: PTH118


def _why(top: str, target: str) -> str:
    import subprocess

    command = ["git", "-C", top, "check-ignore", "-q", "--", target]
    done = subprocess.run(command, capture_output=True, check=False, env=_environment())
    return "it is ignored" if done.returncode == 0 else "it is untracked"


def _git(top: str, *arguments: str) -> bytes:
    """What git says about the repository at ``top``. Neither hooks nor a monitor of that repository run."""
    import subprocess

    command = ["git", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-C", top, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=_environment())
    except OSError:
        raise WriteRefused(f"{top} is a git tree, and git is not there to ask; install git, {_FORCE}") from None
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip() or f"git ended with code {done.returncode}"
        raise WriteRefused(f"git cannot say whether {top} is clean ({_one_line(words)}); mend that, {_FORCE}")
    return done.stdout


def _one_line(words: str) -> str:
    return " ".join(line.strip() for line in words.splitlines() if line.strip())


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {f"GIT_{each}" for each in _FOREIGN}}
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
