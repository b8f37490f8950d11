"""Write ``golden/`` from ``examples/`` with the real command line: ``make goldens``.

Read the diff before committing it: the goldens are reviewed by eye.

    python -m tools.refresh_goldens          rewrite the files
    python -m tools.refresh_goldens --check  exit 1 when they are stale
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLES = REPOSITORY / "examples"
GOLDEN = REPOSITORY / "golden"
#: Manifests of an earlier release, for `kgwctl migrate`.
NOT_RENDERED = frozenset({"migrate"})
#: Options of examples that show something else than what is sent to proxies.
OPTIONS = {
    "proxy-deployment": ("--proxy",),
    "agentgateway-mcp": (
        "--jwks",
        "http://accounts.agents.svc.cluster.local:8080/realms/agents/protocol/openid-connect/certs="
        "examples/agentgateway-mcp/keys.jwks",
    ),
    "agentgateway-access": (
        "--jwks",
        "https://partners.example.net:443/.well-known/jwks.json=examples/agentgateway-access/partners.jwks",
    ),
}
#: What the names of examples for agentgateway begin with; they are shown as files that it runs by itself, too.
AGENTGATEWAY = "agentgateway-"
LOCAL = ".local"


def examples() -> list[str]:
    """The folders of examples/ that hold a Gateway to render."""
    return [
        folder.name
        for folder in sorted(EXAMPLES.iterdir())
        if folder.is_dir()
        and folder.name not in NOT_RENDERED
        and any("kind: Gateway\n" in file.read_text() for file in folder.glob("*.yaml"))
    ]


def goldens() -> list[str]:
    """The names of all goldens, without endings: those of the examples, and of their local files."""
    found = examples()
    return sorted([*found, *(f"{one}{LOCAL}" for one in found if one.startswith(AGENTGATEWAY))])


def rendered(golden: str) -> str:
    """What ``kgwctl render`` makes of an example, or its local file. Raises when it complains."""
    example = golden.removesuffix(LOCAL)
    command = [sys.executable, "-m", "kgwctl", "render", f"examples/{example}", *OPTIONS.get(example, ())]
    if golden != example:
        return _local(command, example)
    return _run(command, example)


def _local(command: list[str], example: str) -> str:
    """The local file; the certificates beside it are not kept. What it cannot say is warned of."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "local.yaml"
        _run([*command, "-o", "local", "--output-file", str(file)], example, may_warn=True)
        return file.read_text()


def _run(command: list[str], example: str, *, may_warn: bool = False) -> str:
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode or (done.stderr and not may_warn):
        raise RuntimeError(f"examples/{example}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def main(arguments: list[str]) -> int:
    """Rewrite or check; 1 when ``--check`` finds a difference."""
    stale = []
    GOLDEN.mkdir(exist_ok=True)
    wanted = {f"{golden}.yaml": rendered(golden) for golden in goldens()}
    for name, text in wanted.items():
        file = GOLDEN / name
        if not file.exists() or file.read_text() != text:
            stale.append(name)
            if "--check" not in arguments:
                file.write_text(text)
    for file in GOLDEN.glob("*.yaml"):
        if file.name not in wanted:
            stale.append(file.name)
            if "--check" not in arguments:
                file.unlink()
    print("\n".join(f"golden/{name}" for name in stale) or "golden/ is up to date")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
