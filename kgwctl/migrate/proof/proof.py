"""Whether the result of a migration is as good as its input: no new problem, and the same configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.diagnostics import Finding, Severity, format_path
from kgwctl.migrate.editing.ops import same

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kgwctl.manifests import Source
    from kgwctl.migrate.engine.plan import Plan

#: Kinds that stand for each other, wherever the configuration names the kind of an object.
_RENAMED = (("HTTPListenerPolicy", "ListenerPolicy"), ("httplistenerpolicies", "listenerpolicies"))
#: Metadata in which the controller notes the policies that merged fields come from, by kind and path.
_MERGE_ORIGINS = "merge."
_DIFFERENCES_SHOWN = 20


class Difference(NamedTuple):
    """A place at which two configurations differ; ``None`` where one has nothing."""

    path: str
    before: Any
    after: Any


class Proof(NamedTuple):
    """What was proven. ``rendered`` says whether there were configurations to compare."""

    regressions: tuple[Finding, ...] = ()
    rendered: bool = False
    differences: tuple[Difference, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing got worse. A different configuration is shown, and is for a human to judge."""
        return not self.regressions


def prove(
    plan: Plan,
    validate: Callable[[Sequence[Source]], Sequence[Finding]] | None = None,
    render: Callable[[Sequence[Source]], Any] | None = None,
) -> Proof:
    """Check and render the sources of ``plan`` before and after. Without edits there is nothing to prove."""
    if not plan.edits:
        return Proof()
    after = plan.migrated()
    regressions: tuple[Finding, ...] = ()
    if validate is not None:
        touched = {edit.path for edit in plan.edits}
        old_files, new_files = (
            [source for source in sources if source.path in touched] for sources in (plan.sources, after)
        )
        regressions = _new_findings(validate(old_files), validate(new_files))
    if render is None:
        return Proof(regressions)
    old, new = render(plan.sources), render(after)
    if old is None or new is None:
        return Proof(regressions)
    return Proof(regressions, True, tuple(_differences(_renamed(old), _renamed(new), ()))[:_DIFFERENCES_SHOWN])


def _new_findings(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[Finding, ...]:
    """What is found afterwards only. Lines move and fields are renamed, so problems are counted by kind and text."""
    known: dict[tuple[str, str], int] = {}
    for finding in before:
        known[_essence(finding)] = known.get(_essence(finding), 0) + 1
    new = []
    for finding in after:
        if finding.severity < Severity.WARNING:
            continue
        essence = _essence(finding)
        if known.get(essence, 0):
            known[essence] -= 1
        else:
            new.append(finding)
    return tuple(new)


def _essence(finding: Finding) -> tuple[str, str]:
    """What identifies a problem across a migration: the rule, and the last field it is about."""
    last = next((step for step in reversed(finding.path) if isinstance(step, str)), "")
    return finding.rule, f"{_canonical(finding.subject)} {last}"


def _canonical(text: str) -> str:
    for old, new in _RENAMED:
        text = re.sub(rf"\b{old}\b", new, text)
    return text


def _renamed(value: Any) -> Any:
    """A configuration with the names of renamed kinds made equal, without its notes on which policy set what."""
    if isinstance(value, str):
        return _canonical(value)
    if isinstance(value, dict):
        return {
            _canonical(str(key)): _renamed(each)
            for key, each in value.items()
            if not str(key).startswith(_MERGE_ORIGINS) and not (key == "metadata" and _only_origins(each))
        }
    if isinstance(value, list):
        return [_renamed(each) for each in value]
    return value


def _only_origins(metadata: Any) -> bool:
    """Whether metadata holds merge origins and nothing else."""
    filters = metadata.get("filterMetadata") if isinstance(metadata, dict) else None
    return (
        isinstance(filters, dict)
        and bool(filters)
        and len(metadata) == 1
        and all(str(key).startswith(_MERGE_ORIGINS) for key in filters)
    )


def _differences(old: Any, new: Any, path: tuple[str | int, ...]) -> list[Difference]:
    if same(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        keys = list(dict.fromkeys([*old, *new]))
        return [each for key in keys for each in _differences(old.get(key), new.get(key), (*path, key))]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            each
            for index, (one, other) in enumerate(zip(old, new, strict=True))
            for each in _differences(one, other, (*path, index))
        ]
    return [Difference(format_path(path), old, new)]
