"""Findings about what is missing, and how much they weigh where somebody else may bring it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kgwctl.api.registry import find_kind
from kgwctl.diagnostics import Finding, Severity
from kgwctl.manifests import read_source
from kgwctl.objects.catalogue import DUPLICATE_OBJECT
from kgwctl.objects.external import External

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgwctl.worlds.model import World

#: What operators make, and groups whose objects are no requests to any.
_MADE = frozenset({"Service", "Secret", "ConfigMap"})
_MAKE_NOTHING = frozenset({"", "apps", "batch", "rbac.authorization.k8s.io", "networking.k8s.io", "policy"})


def softened(finding: Finding, world: World, everywhere: Mapping[str, frozenset[str]]) -> Finding | None:
    """A finding about a missing object, no error where somebody else may well bring the object, nothing if he does."""
    if finding.rule == DUPLICATE_OBJECT.id:
        return _softened_double(finding)
    if not finding.missing:
        return finding
    elsewhere = [name for name, defined in everywhere.items() if name != world.name and finding.missing in defined]
    if elsewhere:
        hint = f"it is in {_listed(elsewhere)}, another world of these files"
        return replace(finding, severity=Severity.INFO, hint=hint)
    kind, _, rest = finding.missing.partition(" ")
    namespace, _, name = rest.rpartition("/")
    who = External(world.external).known(kind, namespace, name)
    if who is not None and who.certain:
        return None
    if who is None:
        return _told_by_strangers(finding, world, kind, namespace, name)
    # Charts name most of what they make after the release.
    maker = who.why.split(" ")[1] if who.name == "*" and " " in who.why else ""
    severity = Severity.INFO if maker and maker in name else min(finding.severity, Severity.WARNING)
    return replace(finding, severity=severity, hint="; ".join(part for part in (who.why, finding.hint) if part))


def _softened_double(finding: Finding) -> Finding:
    """Files of different folders may never be applied together, as long as nobody says that they are."""
    other = finding.message.rpartition("first at ")[2].rpartition("/")[0]
    here = finding.location.file.rpartition("/")[0] if finding.location is not None else other
    if other == here:
        return finding
    hint = "if the folders are for different clusters, say so with --world or worlds: in .kgwctl.yaml"
    return replace(finding, severity=min(finding.severity, Severity.WARNING), hint=hint)


def _told_by_strangers(finding: Finding, world: World, kind: str, namespace: str, name: str) -> Finding:
    """A finding about a missing object that is of a kind without a schema, or that such an object may bring."""
    for source in world.sources:
        # An operator names what it makes after the object that asks for it.
        for document in read_source(source)[0] if name.encode()[:3] in source.data else ():
            if find_kind(document.group, document.kind) is not None or document.namespace not in ("", namespace):
                continue
            if (document.kind, document.name) == (kind, name):
                return replace(
                    finding, severity=Severity.INFO, hint=f"{finding.missing} is there, of a kind without schema"
                )
            if kind in _MADE and document.group not in _MAKE_NOTHING and _is_part(document.name, name):
                hint = f"{document.kind} {document.name} may make it"
                return replace(finding, severity=min(finding.severity, Severity.WARNING), hint=hint)
    return finding


def _is_part(name: str, whole: str) -> bool:
    return bool(name) and (whole == name or whole.startswith(f"{name}-") or whole.endswith(f"-{name}"))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
