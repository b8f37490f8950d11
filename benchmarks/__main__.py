"""``python -m benchmarks [--sizes 100 1000 10000] [--rounds 5] [--only start-up|routes|mixed|files|peers]``."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.inputs import INPUTS, mixed_files, with_policy
from benchmarks.peers import peers
from benchmarks.runner import Contender, Result, compare, start_up, throughput, validation

START_UP = "start-up"
FILES = "files"
PEERS = "peers"
#: Sizes that are not asked for; one of the peers takes half a second a file.
FIXED = {START_UP: [1], PEERS: [500]}


def table(title: str, results: Sequence[Result]) -> str:
    """One comparison as a Markdown table."""
    rows = [
        f"| {_name(result)} | {result.seconds * 1000:,.0f} | {result.ratio:.2f} | {result.memory / 2**20:,.0f} |"
        for result in results
    ]
    return "\n".join([f"### {title}", "", "| command | ms | ratio | MiB |", "|---|---|---|---|", *rows, ""])


def _name(result: Result) -> str:
    return f"{result.name}: failed with exit code {result.code}" if result.code else result.name


def _contenders(kind: str, size: int, manifests: Path) -> list[Contender]:
    """Write the input of a comparison, and say who takes part."""
    if kind in (FILES, PEERS):
        manifests.mkdir()
        for number, text in enumerate(mixed_files(size)):
            (manifests / f"{number:05}.yaml").write_text(text, encoding="utf-8")
        scratch = manifests.parent
        return peers(manifests, scratch) if kind == PEERS else validation(manifests, scratch / "kgwctl")
    manifests.write_text(INPUTS.get(kind, INPUTS["routes"])(size), encoding="utf-8")
    if kind == START_UP:
        policy = manifests.with_name("policy")
        policy.write_text(with_policy(size), encoding="utf-8")
        return start_up(manifests, policy)
    return throughput(manifests)


def _bytes(manifests: Path) -> int:
    return sum(path.stat().st_size for path in (manifests.iterdir() if manifests.is_dir() else (manifests,)))


def main() -> int:
    """Print every comparison that was asked for; exit 1 when a command failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=[START_UP, *INPUTS, FILES, PEERS], action="append")
    arguments = parser.parse_args()
    chosen = arguments.only or [START_UP, *INPUTS, FILES, PEERS]
    failed = False
    with tempfile.TemporaryDirectory(prefix="kgwctl-bench-") as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        for kind in chosen:
            for size in FIXED.get(kind, arguments.sizes):
                manifests = Path(folder) / f"{kind}-{size}"
                contenders = _contenders(kind, size, manifests)
                results = compare(contenders, arguments.rounds * (4 if kind == START_UP else 1))
                title = kind if kind == START_UP else f"{size:,} {kind} ({_bytes(manifests) / 2**20:.1f} MiB)"
                print(table(title, results))
                failed = failed or any(result.code for result in results)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
