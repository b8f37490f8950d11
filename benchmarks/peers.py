"""Other tools that check manifests against schemas, on the same files: those that are installed.

What they check differs, and :data:`PEERS` says how. All of them are given the schemas of ``schemas/``, and
leave out kinds that are not among these (the core kinds, a third of the objects), which kgwctl reads as well.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from benchmarks.runner import KGWCTL, LOAD_FILES, PYTHON, Contender

#: Name, and what it checks.
PEERS = {
    "kubeconform": "schemas, no rules",
    "flux-schema": "schemas and CEL rules",
    "kubectl-validate": "schemas and CEL rules, with Kubernetes' own code",
}
_CRDS = Path(__file__).resolve().parent.parent / "schemas"


def peers(folder: Path, scratch: Path) -> list[Contender]:
    """kgwctl and the peers over ``folder``; ``scratch`` is for the schemas in the form that a peer wants."""
    contenders = [
        Contender("CSafeLoader", (*PYTHON, "-c", LOAD_FILES, str(folder))),
        Contender("kgwctl validate --no-cache -j 1", (*KGWCTL, "validate", str(folder), "--no-cache", "-j", "1")),
        Contender("kgwctl validate --no-cache -j 2", (*KGWCTL, "validate", str(folder), "--no-cache", "-j", "2")),
    ]
    flux, kubeconform, kubectl = (shutil.which(name) for name in ("flux-schema", "kubeconform", "kubectl-validate"))
    if flux:
        schemas = scratch / "peers"
        crds = [str(path) for path in sorted(_CRDS.glob("*.yaml"))]
        subprocess.run([flux, "extract", "crd", *crds, "-d", str(schemas)], check=True, stdout=subprocess.DEVNULL)
        command = (flux, "validate", str(folder), "--schema-location", str(schemas), "--skip-missing-schemas")
        contenders += [Contender(f"flux-schema --concurrent {n}", (*command, "--concurrent", n)) for n in ("1", "2")]
        if kubeconform:
            location = f"{schemas}/{{{{.Group}}}}/{{{{.ResourceKind}}}}_{{{{.ResourceAPIVersion}}}}.json"
            command = (kubeconform, "-strict", "-ignore-missing-schemas", "-schema-location", location, str(folder))
            contenders += [Contender(f"kubeconform -n {n}", (*command, "-n", n)) for n in ("1", "2")]
    if kubectl:
        # The last version whose core schemas it carries; those of later ones it would fetch.
        command = (kubectl, str(folder), "--local-crds", str(_CRDS), "--version", "1.30")
        contenders.append(Contender("kubectl-validate", command))
    return contenders
