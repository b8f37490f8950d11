"""Objects that apply a folder of the tree to a cluster: Flux Kustomizations, Argo CD Applications and their sets.

Source: the API references of Flux (``kustomize.toolkit.fluxcd.io``) and Argo CD (``argoproj.io``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.objects.external import ExternalObject
from kgwctl.worlds.tree import join, normal

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath
    from kgwctl.worlds.model import Built
    from kgwctl.worlds.tree import Tree

#: Words of which one stands in every file with such an object.
MARKS = (b"kustomize.toolkit.fluxcd.io/", b"argoproj.io/", b"fluxcd.controlplane.io/")
_FLUX = "kustomize.toolkit.fluxcd.io"
_ARGO = "argoproj.io"
_HERE = frozenset({"", "https://kubernetes.default.svc", "in-cluster"})
_PLACEHOLDER = re.compile(r"\{\{\s*\.?([\w.\-]+)\s*\}\}")


class Application(NamedTuple):
    """A folder that is applied. ``path`` is as written; ``at`` is where in ``by`` the fields of ``overlay`` stand.

    ``overlay`` are fields of a kustomization that come on top. ``namespace`` is that of objects that name none.
    ``destination`` is another cluster, empty for the one that ``by`` is in. ``substitution`` are the variables that
    are set, ``None`` where none are filled in; ``substitute_from`` names what holds more of them.
    """

    by: Built
    path: str
    at: FieldPath = ("spec",)
    overlay: Mapping[str, Any] = {}
    namespace: str = ""
    destination: str = ""
    recursive: bool = True
    substitution: Mapping[str, str] | None = None
    substitute_from: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """The object that applies the folder, for people."""
        return f"{self.by.kind} {self.by.name}"


def is_application(one: Built) -> bool:
    """Whether an object applies folders."""
    return (one.group, one.kind) in _READERS


def applications_of(one: Built, tree: Tree) -> Iterator[Application]:
    """The folders that an object applies."""
    reader = _READERS.get((one.group, one.kind))
    spec = one.value.get("spec")
    if reader is not None and isinstance(spec, dict):
        yield from reader(one, spec, tree)


def made_by(one: Built) -> Iterator[ExternalObject]:
    """What may come out of a chart that an Application names and the tree does not hold."""
    if one.group != _ARGO or one.kind not in ("Application", "ApplicationSet"):
        return
    spec = one.value.get("spec")
    spec = _dict(spec, "template", "spec") if one.kind == "ApplicationSet" else spec
    namespace = _dict(spec, "destination").get("namespace")
    why = f"{one.kind} {one.name} may make it"
    sources = spec.get("sources") if isinstance(spec, dict) else None
    listed = sources if isinstance(sources, list) else [_dict(spec, "source")]
    if isinstance(namespace, str) and namespace and any(_text(source, "chart") for source in listed):
        yield ExternalObject("*", "*" if "{{" in namespace else namespace, "*", why, certain=False)


def _dict(value: Any, *path: str) -> dict[str, Any]:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _flux(one: Built, spec: dict[str, Any], _: Tree) -> Iterator[Application]:
    build = spec.get("postBuild")
    variables = _dict(build, "substitute")
    sources = build.get("substituteFrom") if isinstance(build, dict) else None
    common = _dict(spec, "commonMetadata")
    overlay = {
        "namespace": spec.get("targetNamespace"),
        "patches": spec.get("patches"),
        "components": spec.get("components"),
        "namePrefix": spec.get("namePrefix"),
        "nameSuffix": spec.get("nameSuffix"),
        "commonLabels": common.get("labels"),
        "commonAnnotations": common.get("annotations"),
    }
    remote = _text(_dict(spec, "kubeConfig", "secretRef"), "name")
    yield Application(
        one,
        _text(spec, "path") or "./",
        overlay={key: value for key, value in overlay.items() if value},
        destination=remote,
        substitution={key: _plain(value) for key, value in variables.items()} if isinstance(build, dict) else None,
        substitute_from=tuple(
            (_text(entry, "kind"), _text(entry, "name")) for entry in (sources if isinstance(sources, list) else ())
        ),
    )


def _plain(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _flux_instance(one: Built, spec: dict[str, Any], _: Tree) -> Iterator[Application]:
    path = _text(_dict(spec, "sync"), "path")
    if path:
        yield Application(one, path)


def _argo(one: Built, spec: dict[str, Any], _: Tree) -> Iterator[Application]:
    yield from _argo_sources(one, spec, ("spec",))


def _argo_sources(one: Built, spec: dict[str, Any], at: FieldPath) -> Iterator[Application]:
    sources = spec.get("sources")
    listed = [
        ((*at, "sources", index), each) for index, each in enumerate(sources if isinstance(sources, list) else ())
    ]
    listed = listed or [((*at, "source"), spec.get("source"))]
    destination = _dict(spec, "destination")
    where = _text(destination, "name") or _text(destination, "server")
    for place, source in listed:
        path = _text(source, "path")
        if not path or _text(source, "chart"):
            continue
        kustomize = _dict(source, "kustomize")
        yield Application(
            one,
            path,
            at=(*place, "kustomize"),
            overlay=kustomize,
            namespace=_text(destination, "namespace"),
            destination="" if where in _HERE else where,
            recursive=_dict(source, "directory").get("recurse") is True,
        )


def _argo_set(one: Built, spec: dict[str, Any], tree: Tree) -> Iterator[Application]:
    template = _dict(spec, "template", "spec")
    generators = spec.get("generators")
    known = [values for each in (generators if isinstance(generators, list) else ()) for values in _values(each, tree)]
    for values in known or [{}]:
        for made in _argo_sources(one, _filled(template, values), ("spec", "template", "spec")):
            if "{{" not in made.path:
                yield made
                continue
            # What the generator would say is not known here: each folder that fits is for a cluster of its own.
            for folder in _fitting(_PLACEHOLDER.sub("*", made.path), tree):
                yield made._replace(path=folder, destination=made.destination or folder, namespace="")


def _values(generator: Any, tree: Tree) -> Iterator[dict[str, str]]:
    """The values of a generator that can be known: a list of elements, or folders of the tree."""
    listed = _dict(generator, "list").get("elements")
    for element in listed if isinstance(listed, list) else ():
        if isinstance(element, dict):
            yield {key: value for key, value in element.items() if isinstance(value, str)}
    entries = _dict(generator, "git").get("directories")
    entries = [entry for entry in (entries if isinstance(entries, list) else ()) if isinstance(entry, dict)]
    excluded = [_text(entry, "path") for entry in entries if entry.get("exclude") is True]
    for entry in entries:
        if entry.get("exclude") is True:
            continue
        for folder in _fitting(_text(entry, "path"), tree):
            if not any(fnmatchcase(folder, pattern) for pattern in excluded):
                base = folder.rpartition("/")[2]
                yield {"path": folder, "path.path": folder, "path.basename": base, "path.basenameNormalized": base}


def _fitting(pattern: str, tree: Tree) -> list[str]:
    wanted = normal(pattern)
    depth = wanted.count("/")
    return sorted(one for one in tree.folders if one.count("/") == depth and fnmatchcase(one, wanted))


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), value)
    if isinstance(value, dict):
        return {key: _filled(one, values) for key, one in value.items()}
    return [_filled(one, values) for one in value] if isinstance(value, list) else value


_READERS = {
    (_FLUX, "Kustomization"): _flux,
    ("fluxcd.controlplane.io", "FluxInstance"): _flux_instance,
    (_ARGO, "Application"): _argo,
    (_ARGO, "ApplicationSet"): _argo_set,
}


def folder_of(application: Application, tree: Tree, roots: tuple[str, ...]) -> str | None:
    """The folder of the tree that an application names: relative to the repository, or to what is read."""
    for root in roots:
        folder = join(root, application.path.lstrip("/"))
        if folder in tree.folders:
            return folder
    return None
