"""The rules of the kinds that ship with kgwctl, compiled to Python ahead of time.

The modules in ``bundled/`` are made from the CRDs in ``schemas/`` by ``python -m kgwctl.cel.bundle schemas``;
Python caches their bytecode, so that a run loads the rules of a kind in well under a millisecond.
A test fails when they are stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.cel.rules import Function

FOLDER = Path(__file__).parent / "bundled"


def module_name(group: str, version: str, kind: str) -> str:
    """``gateway_kgateway_dev_v1alpha1_trafficpolicy``."""
    return re.sub(r"\W", "_", f"{group}_{version}_{kind}".lower())


def load_functions(group: str, version: str, kind: str) -> Mapping[str, Function]:
    """The compiled rules of a bundled kind, for ``compile_rules``; empty when it has none.

    They are only right for the bundled schema of the kind, never for a user's CRD of that name.
    """
    from importlib import import_module

    name = f"{__package__}.bundled.{module_name(group, version, kind)}"
    try:
        functions: Mapping[str, Function] = import_module(name).FUNCTIONS
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return {}
    return functions


def build(crds: Path) -> dict[str, str]:
    """File names and contents of the bundle of all CRDs in the YAML files below ``crds``."""
    from kgwctl.cel.compiler import python_source

    sources = {f"{name}.py": python_source(schema) for name, schema in _schemas(crds)}
    return {name: source for name, source in sources.items() if "\ndef " in source}


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
