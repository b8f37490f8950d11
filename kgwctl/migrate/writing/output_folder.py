"""All files, changed or not, as copies below a folder: where nothing is yet, and outside of what was read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kgwctl.migrate.writing.file_system import FileSystem
from kgwctl.migrate.writing.refusal import WriteRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

_STDIN = ("-", "<stdin>")


def write_to_folder(
    contents: Iterable[tuple[str, bytes]],
    folder: str,
    *,
    force: bool = False,
    files: FileSystem | None = None,
) -> list[Path]:
    """Write ``contents`` (paths as they were given, and bytes) below ``folder``; modes are those of the originals.

    Absolute paths and ``..`` lose what would lead out of the folder. Refused, before anything is written, with
    :class:`~kgwctl.migrate.writing.refusal.WriteRefused`: a folder that ``contents`` came from; without
    ``force``, a file that is there already; a link on the way.
    """
    files = files or FileSystem()
    root = Path(folder)
    copies = list(contents)
    _refuse_inside(root, [path for path, _ in copies if path not in _STDIN])
    places: dict[Path, tuple[str, bytes]] = {}
    for path, data in copies:
        place = _below(root, path)
        if place in places:
            raise WriteRefused(f"{places[place][0]} and {path} would both be written to {place}")
        places[place] = (path, data)
    for place in places:
        _refuse_taken(root, place, force=force)
    _write(places, files)
    return list(places)


def _refuse_inside(root: Path, paths: Iterable[str]) -> None:
    real = os.path.realpath(root)
    if not os.path.isdir(real):  # noqa: PTH112
        return
    for path in paths:
        if os.path.commonpath([real, os.path.realpath(path)]) == real:
            raise WriteRefused(f"{root} holds {path}, which was read; choose a folder of its own for the results")


def _refuse_taken(root: Path, place: Path, *, force: bool) -> None:
    for parent in place.parents:
        if parent == root:
            break
        if parent.is_symlink():
            raise WriteRefused(f"{parent} is a link, and may lead out of {root}")
        if parent.exists() and not parent.is_dir():
            raise WriteRefused(f"{parent} is there already, and is no folder")
    if place.is_symlink() or place.is_dir() or (place.exists() and not (force and place.is_file())):
        raise WriteRefused(f"{place} is there already; choose another folder, or use --force to replace files")


def _write(places: dict[Path, tuple[str, bytes]], files: FileSystem) -> None:
    """First all copies under other names, so that a full disk leaves nothing; then each gets its own."""
    made: dict[Path, Path] = {}
    try:
        for place, (path, data) in places.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            made[place] = place.with_name(f".{os.urandom(8).hex()}.kgwctl-new")
            files.make(str(made[place]), data)
            os.chmod(made[place], _mode(path))  # noqa: PTH101
    except OSError as error:
        for fresh in made.values():
            files.remove(str(fresh))
        raise WriteRefused(f"nothing was written: {error}") from None
    for place, fresh in made.items():
        try:
            files.rename(str(fresh), str(place))
        except OSError as error:
            raise WriteRefused(f"not everything was written: {error}") from None


def _mode(path: str) -> int:
    """Who may read and write the copy: those who may do so with the original."""
    try:
        return os.stat(path).st_mode & 0o777  # noqa: PTH116
    except OSError:
        return 0o644


def _below(root: Path, path: str) -> Path:
    if path in _STDIN:
        return root / "stdin.yaml"
    parts = [part for part in Path(os.path.normpath(path)).parts if part not in ("..", os.sep) and ":" not in part]
    return root.joinpath(*parts)
