"""The rules of the kinds that ship with kgwctl, compiled to Python ahead of time.

The modules in ``bundled/`` are made from the CRDs in ``schemas/`` by ``python -m kgwctl.cel.bundle``;
Python caches their bytecode, so that a run loads the rules of a kind in well under a millisecond.
A test fails when they are stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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


def write(crds: Path, folder: Path = FOLDER) -> None:
    """Make ``folder`` hold exactly the bundle of ``crds``."""
    files = build(crds)
    for path in folder.glob("*_*.py"):
        if path.name not in files and path.name != "__init__.py":
            path.unlink()
    for name, source in files.items():
        (folder / name).write_text(source, encoding="utf-8")


if __name__ == "__main__":
    import sys

    write(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas"))
