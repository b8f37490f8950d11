"""Makes the schemas that ship with kgwctl (:mod:`~kgwctl.schema.shipped`): one small JSON file per kind and version.

The files in ``bundled/`` are made from the CRDs in ``schemas/``, and from the types of core kinds, by
``python -m kgwctl.schema.bundle schemas`` and hold what validation needs: no descriptions, no
CRD envelope. A test fails when they are stale.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kgwctl.schema import shipped
from kgwctl.schema.core_kinds.registry import core_schemas
from kgwctl.schema.shipped import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.schema.kinds import KindSchema

FOLDER = Path(shipped.FOLDER)


def build(kinds: Iterable[KindSchema]) -> dict[str, bytes]:
    """File names and contents of a bundle; the same kinds always give the same bytes."""
    return {file_name(kind.group, kind.version, kind.kind): msgspec.json.encode(kind) for kind in kinds}


def write(kinds: Iterable[KindSchema], folder: Path = FOLDER) -> None:
    """Make ``folder`` hold exactly the bundle of ``kinds``."""
    files = build(kinds)
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.json"):
        if path.name not in files:
            path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def stale_files(kinds: Iterable[KindSchema], folder: Path = FOLDER) -> list[str]:
    """The names of files in ``folder`` that are missing, superfluous or differ from the bundle of ``kinds``."""
    wanted = build(kinds)
    present = {path.name: path.read_bytes() for path in folder.glob("*.json")}
    return sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))


def kinds_in(crds: Path) -> list[KindSchema]:
    """The kinds of all CRDs in the YAML files below ``crds``, by file name."""
    import yaml

    from kgwctl.schema.crd_reading import crd_kinds

    found: list[KindSchema] = []
    for path in sorted(crds.rglob("*.yaml")):
        for document in yaml.load_all(path.read_bytes(), yaml.CSafeLoader):
            if isinstance(document, dict) and document.get("kind") == "CustomResourceDefinition":
                found.extend(crd_kinds(document))
    return found


def main(arguments: Sequence[str]) -> int:
    """Write or (``--check``) compare the bundle of a folder of CRDs; 1 when a comparison fails."""
    folders = [Path(argument) for argument in arguments if argument != "--check"]
    if len(folders) != 1:
        sys.stderr.write("usage: python -m kgwctl.schema.bundle [--check] SCHEMAS\n")
        return 2
    kinds = [*kinds_in(folders[0]), *core_schemas()]
    if "--check" not in arguments:
        write(kinds)
        return 0
    stale = stale_files(kinds)
    sys.stderr.writelines(f"{FOLDER / name} does not match {folders[0]}\n" for name in stale)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
