"""From the types in kgwctl/api to everything made of them: ``make schemas``.

CRDs in ``schemas/``, then the precompiled schemas and rules that a run loads.

    python -m tools.generate_schemas          rewrite
    python -m tools.generate_schemas --check  exit 1 when something is stale
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
#: In order: each step reads what the one before it wrote.
STEPS = (
    ("kgwctl.schema.crd", "schemas"),
    ("kgwctl.schema.bundle", "schemas"),
    ("kgwctl.cel.bundle", "schemas"),
)


def main(arguments: list[str]) -> int:
    """Run every step, in processes of their own: a later one must see the files of an earlier one."""
    flags = ["--check"] if "--check" in arguments else []
    for module, folder in STEPS:
        done = subprocess.run([sys.executable, "-m", module, *flags, folder], cwd=REPOSITORY, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
