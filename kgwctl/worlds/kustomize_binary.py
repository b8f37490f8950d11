"""The user's own kustomize, for what cannot be understood without: replacements, plugins that are built in, variables.

It is run without network and without plugins, on a tree whose bases are all in the files. What it prints is
right by definition; where each value was written is known from the build without it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgwctl.manifests import Source, read_source
from kgwctl.worlds.model import Built

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.manifests import Document

#: Names the program to run instead of the one that is found; empty for none.
VARIABLE = "KGWCTL_KUSTOMIZE"
_SECONDS = 60
_ORIGIN = "config.kubernetes.io/origin"
_NOTES = (_ORIGIN, "alpha.config.kubernetes.io/transformations")
#: Nothing answers there, should anything be looked for.
_NOWHERE = "http://127.0.0.1:9"


class KustomizeFailed(Exception):
    """kustomize stops; the text is what it says."""


def command() -> list[str] | None:
    """The program that builds kustomizations here, if there is one."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return [named, "build"] if named else None
    found = shutil.which("kustomize")
    if found is not None:
        return [found, "build"]
    found = shutil.which("kubectl")
    return [found, "kustomize"] if found is not None else None


def build(words: Sequence[str], folder: str, known: Iterable[Built], kustomization: Document) -> list[Built]:
    """What kustomize makes of ``folder``, with the places of what is ``known`` of it.

    Raises :class:`KustomizeFailed`.
    """
    with tempfile.TemporaryDirectory() as scratch:
        target = os.path.relpath(folder or os.curdir, os.path.realpath(scratch))
        text = f"resources: [{target!r}]\nbuildMetadata: [originAnnotations]\n"
        Path(scratch, "kustomization.yaml").write_text(text, encoding="utf-8")
        output = _run([*words, os.path.realpath(scratch)])
    by_identity = {(one.group, one.kind, one.namespace, one.name): one for one in known}
    made = []
    for document in read_source(Source("<kustomize>", output))[0]:
        value = _without_notes(document.value)
        plain = Built(value, {(): (kustomization, ())})
        mine = by_identity.get((plain.group, plain.kind, plain.namespace, plain.name))
        made.append(plain if mine is None else mine._replace(value=value))
    return made


def _run(words: Sequence[str]) -> bytes:
    environment = {
        "PATH": "",
        "HOME": os.devnull,
        "HTTP_PROXY": _NOWHERE,
        "HTTPS_PROXY": _NOWHERE,
        "GIT_ALLOW_PROTOCOL": "none",
    }
    try:
        done = subprocess.run(words, capture_output=True, env=environment, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KustomizeFailed(str(error)) from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise KustomizeFailed(lines[-1] if lines else f"exit code {done.returncode}")
    return done.stdout


def _without_notes(value: dict[str, Any]) -> dict[str, Any]:
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(annotations, dict):
        return value
    kept = {key: text for key, text in annotations.items() if key not in _NOTES}
    metadata = {key: one for key, one in metadata.items() if key != "annotations"}
    return {**value, "metadata": {**metadata, "annotations": kept} if kept else metadata}
