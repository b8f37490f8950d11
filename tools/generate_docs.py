"""Write the generated pages of docs/ and the JSON Schemas of our own formats: ``make docs``.

python -m tools.generate_docs          rewrite the pages
python -m tools.generate_docs --check  exit 1 when one is stale
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.docs import cli, config_schema, coverage, migrate, report_schema, rules

REPOSITORY = Path(__file__).resolve().parent.parent

#: The generated pages. A module has ``PATH``, from the repository's root, and ``render() -> str``.
PAGES = (cli, config_schema, coverage, migrate, report_schema, rules)


def main(arguments: list[str]) -> int:
    """Rewrite or check; 1 when ``--check`` finds a difference."""
    stale = [page for page in PAGES if _differs(REPOSITORY / page.PATH, page.render())]
    for page in stale:
        if "--check" in arguments:
            print(f"{page.PATH} is stale: run make docs", file=sys.stderr)
        else:
            (REPOSITORY / page.PATH).write_text(page.render(), "utf-8")
            print(page.PATH)
    return int(bool(stale) and "--check" in arguments)


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text("utf-8") != text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
