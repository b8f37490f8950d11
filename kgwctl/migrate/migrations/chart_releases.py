"""What says that values are those of the kgateway chart: its own folder, a chart that depends on it, a release."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from kgwctl.migrate.kustomize.graph import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Workspace

_CHART = re.compile(r"(?:^|/)kgateway$")
CHART_FILE = "Chart.yaml"
#: What opens the files that name releases and charts.
CONTEXT = ((b"kgateway", re.compile(rb"valueFiles|releases:|OCIRepository|HelmChart")),)


def is_kgateway(name: Any) -> bool:
    """Whether a chart, by its name or address, is kgateway's."""
    return isinstance(name, str) and bool(_CHART.search(name.rstrip("/").removesuffix(".tgz")))


def get(value: Any, path: FieldPath) -> Any:
    """What is at ``path``, ``None`` if nothing is."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) and isinstance(step, str) else None
    return value


def chart_files(workspace: Workspace) -> list[str]:
    """The paths of the charts among the sources."""
    return [
        path
        for path in workspace.sources
        if path.endswith(CHART_FILE) and posixpath.basename(normal(path)) == CHART_FILE
    ]


class Evidence:
    """Which values files, and which keys in them, are kgateway's."""

    def __init__(self, workspace: Workspace) -> None:
        self._keys: dict[str, list[FieldPath]] = {}
        self._files: set[str] = set()
        for chart in workspace.values(chart_files(workspace)):
            folder = posixpath.dirname(normal(chart.file))
            self._keys.setdefault(folder, []).extend(_keys(chart.value))
        for target in workspace.targets():
            if target.kind in ("Application", "ApplicationSet"):
                self._files.update(_value_files(target.value, normal(target.file)))
        for root in workspace.values(list(workspace.files)):
            self._files.update(_helmfile(root.value, normal(root.file)))

    def paths(self, file: str) -> list[FieldPath]:
        """The paths in a values file at which values of kgateway stand for certain."""
        path = normal(file)
        found = list(self._keys.get(posixpath.dirname(path), ()))
        return [*found, ()] if path in self._files else found


def _keys(chart: dict[str, Any]) -> Iterator[FieldPath]:
    if is_kgateway(chart.get("name")):
        yield ()
    dependencies = chart.get("dependencies")
    for each in dependencies if isinstance(dependencies, list) else ():
        if isinstance(each, dict) and is_kgateway(each.get("name")):
            yield (str(each.get("alias") or each["name"]),)


def _value_files(value: Any, file: str) -> Iterator[str]:
    """Files beside an application that a source with kgateway's chart names as values."""
    if isinstance(value, list):
        for each in value:
            yield from _value_files(each, file)
    elif isinstance(value, dict):
        if is_kgateway(value.get("chart")) or is_kgateway(value.get("repoURL")):
            yield from _beside(get(value, ("helm", "valueFiles")), file)
        for each in value.values():
            yield from _value_files(each, file)


def _helmfile(value: dict[str, Any], file: str) -> Iterator[str]:
    releases = value.get("releases")
    for release in releases if isinstance(releases, list) else ():
        if isinstance(release, dict) and is_kgateway(release.get("chart")):
            yield from _beside(release.get("values"), file)


def _beside(names: Any, file: str) -> Iterator[str]:
    entries: Iterable[Any] = names if isinstance(names, list) else ()
    for name in entries:
        if isinstance(name, str) and "{{" not in name:
            # Argo CD writes $name/path for a file of another source: the repository that this is.
            plain = name.partition("/")[2] if name.startswith("$") else posixpath.join(posixpath.dirname(file), name)
            yield posixpath.normpath(plain)


def chart_of_release(workspace: Workspace, release: dict[str, Any]) -> bool:
    """Whether a HelmRelease of Flux installs kgateway, by its chart or by what its ``chartRef`` names."""
    spec = release.get("spec")
    if is_kgateway(get(spec, ("chart", "spec", "chart"))):
        return True
    reference = get(spec, ("chartRef",))
    if not isinstance(reference, dict):
        return False
    for target in workspace.targets():
        if target.kind == reference.get("kind") and target.name == reference.get("name"):
            return is_kgateway(target.spec.get("url")) or is_kgateway(target.spec.get("chart"))
    # What it names is not here; a name that says kgateway is taken at its word.
    return is_kgateway(reference.get("name"))
