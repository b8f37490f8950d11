"""Namespaces: their labels, which of them the controller watches, and rules that admit some of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from kgwctl.api.kinds import NAMESPACE
from kgwctl.resolve.selectors import Labels, Predicate, SelectorError, compile_selector
from kgwctl.settings import SettingsError, variable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.api.meta import LabelSelector
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.settings import Settings

#: The label that an API server puts on every namespace.
NAME_LABEL = "kubernetes.io/metadata.name"

#: Whether objects of a namespace are admitted.
NamespaceRule = Callable[[str], bool]

T = TypeVar("T")


class Namespaces:
    """All namespaces of a run.

    A namespace without a manifest exists all the same: it has only the label that every namespace
    has. (The controller takes for granted that a namespace with objects in it exists.)
    """

    __slots__ = ("_discovered", "_labels", "_selectors")

    def __init__(self, objects: ObjectSet, settings: Settings) -> None:
        self._labels: dict[str, Labels] = {
            namespace.name: {**namespace.labels, NAME_LABEL: namespace.name} for namespace in objects.of(NAMESPACE)
        }
        try:
            self._selectors = [compile_selector(one) for one in settings.discovery_namespace_selectors]
        except SelectorError as error:
            raise SettingsError(f"setting {variable('discovery_namespace_selectors')}: {error}") from None
        self._discovered: dict[str, bool] = {}

    def labels(self, name: str) -> Labels:
        """The labels of a namespace."""
        return self._labels.get(name) or {NAME_LABEL: name}

    def discovered(self, name: str) -> bool:
        """Whether the controller sees objects of that namespace (``KGW_DISCOVERY_NAMESPACE_SELECTORS``).

        Cluster-scoped objects (no namespace) are always seen.
        """
        if not self._selectors or not name:
            return True
        seen = self._discovered.get(name)
        if seen is None:
            labels = self.labels(name)
            seen = self._discovered[name] = any(selector(labels) for selector in self._selectors)
        return seen

    def seen(self, resources: Iterable[Resource[T]]) -> list[Resource[T]]:
        """Those of ``resources`` that the controller sees."""
        if not self._selectors:
            return list(resources)
        return [resource for resource in resources if self.discovered(resource.namespace)]

    def selected_by(self, selector: LabelSelector | None) -> NamespaceRule:
        """The rule that admits namespaces by label. Raises :class:`SelectorError`."""
        if selector is None:
            raise SelectorError("selector must be set")
        matches: Predicate = compile_selector(selector)
        decided: dict[str, bool] = {}

        def admits(name: str) -> bool:
            known = decided.get(name)
            if known is None:
                known = decided[name] = matches(self.labels(name))
            return known

        return admits


def same(namespace: str) -> NamespaceRule:
    """The rule that admits one namespace."""
    return lambda name: name == namespace


def everywhere(_name: str) -> bool:
    """The rule that admits every namespace."""
    return True


def nowhere(_name: str) -> bool:
    """The rule that admits no namespace."""
    return False


def rule_of(spec: Any, default: NamespaceRule, own: str, namespaces: Namespaces) -> NamespaceRule:
    """The rule that ``namespaces: {from, selector}`` of a listener or Gateway says.

    ``own`` is the namespace of the object it stands in; ``default`` holds where ``from`` says nothing
    (or a word without meaning there). Raises :class:`SelectorError`.
    """
    source = spec.from_ if spec is not None else None
    if source == "All":
        return everywhere
    if source == "Same":
        return same(own)
    if source == "Selector":
        return namespaces.selected_by(spec.selector)
    return default
