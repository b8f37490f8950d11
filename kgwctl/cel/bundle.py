"""Makes the modules in ``bundled/`` from the CRDs in ``schemas/``: ``python -m kgwctl.cel.bundle schemas``.

A test fails when they are stale. :mod:`~kgwctl.cel.shipped` loads them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgwctl.cel.shipped import module_name

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).parent / "bundled"
_PACKAGE = "kgwctl.cel.bundled"
#: A kind with the very rules of another, say of another version.
_ALIAS = """\
\"\"\"Rules compiled by kgwctl.cel.compiler: do not edit.\"\"\"
# ruff: noqa
# mypy: ignore-errors

from {package}.{name} import FUNCTIONS
"""


def build(crds: Path) -> dict[str, str]:
    """File names and contents of the bundle of all CRDs in the YAML files below ``crds``."""
    from kgwctl.cel.compiler import python_source

    sources = {name: python_source(schema) for name, schema in _schemas(crds)}
    first: dict[str, str] = {}
    files = {}
    for name, source in sorted(sources.items()):
        if "\ndef " in source:
            same = first.setdefault(source, name)
            files[f"{name}.py"] = source if same == name else _ALIAS.format(package=_PACKAGE, name=same)
    return files


def _schemas(crds: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    import yaml

    for path in sorted(crds.rglob("*.yaml")):
        for document in yaml.load_all(path.read_bytes(), yaml.CSafeLoader):
            if not isinstance(document, dict) or document.get("kind") != "CustomResourceDefinition":
                continue
            spec = document["spec"]
            for version in spec["versions"]:
                name = module_name(spec["group"], version["name"], spec["names"]["kind"])
                yield name, version["schema"]["openAPIV3Schema"]


def _modules_in(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


def write(crds: Path, folder: Path = FOLDER) -> None:
    """Make ``folder`` hold exactly the bundle of ``crds``."""
    files = build(crds)
    for path in _modules_in(folder):
        if path.name not in files:
            path.unlink()
    for name, source in files.items():
        (folder / name).write_text(source, encoding="utf-8")


def stale_files(crds: Path, folder: Path = FOLDER) -> list[str]:
    """The names of files in ``folder`` that are missing, superfluous or differ from the bundle of ``crds``."""
    wanted = build(crds)
    present = {path.name: path.read_text(encoding="utf-8") for path in _modules_in(folder)}
    return sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))


def main(arguments: Sequence[str]) -> int:
    """Write or (``--check``) compare the bundle of a folder of CRDs; 1 when a comparison fails."""
    folders = [Path(argument) for argument in arguments if argument != "--check"]
    if len(folders) != 1 or not folders[0].is_dir():
        sys.stderr.write("usage: python -m kgwctl.cel.bundle [--check] SCHEMAS\n")
        return 2
    if "--check" not in arguments:
        write(folders[0])
        return 0
    stale = stale_files(folders[0])
    sys.stderr.writelines(f"{FOLDER / name} does not match {folders[0]}\n" for name in stale)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
