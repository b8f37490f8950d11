"""``-o local``: one file a Gateway that agentgateway runs by itself, and certificates and keys beside it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.local.gateway import local_gateway
from kgwctl.agentgateway.local.text import local_text
from kgwctl.api.kinds import (
    AGENTGATEWAY_BACKEND,
    AGENTGATEWAY_POLICY,
    GATEWAY_API,
    INFERENCE_POOL,
    SERVICE,
)
from kgwctl.cli.catalogue import NOT_IN_LOCAL_FILE
from kgwctl.cli.errors import UsageError
from kgwctl.cli.files import write_atomically
from kgwctl.cli.results import write_result
from kgwctl.diagnostics import Finding
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.agentgateway.local.notes import Note
    from kgwctl.agentgateway.render import GatewayResult
    from kgwctl.objects.object_set import ObjectSet

_GROUPS = {one.kind: one.group for one in (AGENTGATEWAY_POLICY, AGENTGATEWAY_BACKEND, INFERENCE_POOL, SERVICE)}


class _File(NamedTuple):
    """One Gateway's file: its text, and what is written beside it by name."""

    gateway: ObjectKey
    text: bytes
    beside: dict[str, bytes]


def write_local_files(results: Sequence[GatewayResult], objects: ObjectSet, options: Any) -> list[Finding]:
    """Write the files of all Gateways; returns what they do not say. Raises :class:`UsageError`."""
    files, findings = [], []
    for result in results:
        made = local_gateway(result.gateway.namespace, result.gateway.name, result.resources)
        files.append(_File(result.gateway, local_text(made), made.files))
        findings += [_finding(note, objects) for note in made.notes]
    if options.output_dir:
        for one in files:
            folder = options.output_dir
            _write(f"{folder}/{one.gateway.namespaced_name.replace('/', '_')}.yaml", one)
        return findings
    if len(files) != 1:
        there = ", ".join(one.gateway.namespaced_name for one in files) or "none"
        raise UsageError(
            f"-o local is for one Gateway of agentgateway: say --gateway or --output-dir; there is: {there}"
        )
    if options.output_file:
        _write(options.output_file, files[0])
    elif files[0].beside:
        raise UsageError("-o local puts certificates into files beside its own: name --output-file or --output-dir")
    else:
        write_result(files[0].text)
    return findings


def _write(path: str, file: _File) -> None:
    """The certificates first, so that a file which is there can be run."""
    folder = PurePath(path).parent
    for name, content in file.beside.items():
        write_atomically(str(folder / name), content, private=True, make_folder=True)
    write_atomically(path, file.text, private=True, make_folder=True)


def _finding(note: Note, objects: ObjectSet) -> Finding:
    """A note with the place of the object it is about."""
    holder = note.holder
    key = ObjectKey(_GROUPS.get(holder.kind, GATEWAY_API), holder.kind, holder.namespace, holder.name)
    resource = objects.get(key)
    path = ("metadata", "name")
    return Finding(
        rule=NOT_IN_LOCAL_FILE.id,
        severity=NOT_IN_LOCAL_FILE.severity,
        message=note.text,
        location=None if resource is None else resource.document.locate(path),
        subject=str(key),
        path=path,
    )
