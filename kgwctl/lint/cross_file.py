"""What only shows when files are seen together: names used twice, references, attachment, acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.diagnostics import Finding
from kgwctl.objects.catalogue import DUPLICATE_OBJECT
from kgwctl.objects.object_set import ObjectSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.objects.external import External
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.settings import Settings


class Together(NamedTuple):
    """The objects of several files, and findings about names used twice and about everything else."""

    objects: ObjectSet
    doubles: list[Finding]
    findings: list[Finding]


def check_together(
    resources: Iterable[Resource[Any]], refused: Iterable[str], settings: Settings, external: External | None = None
) -> Together:
    """Check objects that may refer to each other. ``refused`` names objects that are there and have errors,
    ``external`` knows those that no file holds.
    """
    first: dict[ObjectKey, Resource[Any]] = {}
    doubles = []
    for resource in resources:
        earlier = first.setdefault(resource.key, resource)
        if earlier is not resource:
            doubles.append(_double(resource, earlier))
    objects = ObjectSet(first.values(), external)
    # What refers to an object with errors does not dangle.
    findings = list(_findings(objects, frozenset(refused), settings)) if first else []
    return Together(objects, doubles, findings)


def _double(resource: Resource[Any], earlier: Resource[Any]) -> Finding:
    path = ("metadata", "name")
    return Finding(
        rule=DUPLICATE_OBJECT.id,
        severity=DUPLICATE_OBJECT.severity,
        message=f"{resource.key} is defined twice: first at {earlier.document.locate(path)}",
        location=resource.document.locate(path),
        subject=str(resource.key),
        path=path,
    )


def _findings(objects: ObjectSet, unusable: frozenset[str], settings: Settings) -> Iterator[Finding]:
    from kgwctl.lint import registry
    from kgwctl.resolve.resolved import ResolvedPlanes

    yield from registry.run(objects, ResolvedPlanes(objects, settings), unusable)
