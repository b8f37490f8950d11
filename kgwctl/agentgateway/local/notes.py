"""What a local file cannot say, and of which object."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kgwctl.agentgateway.resources.generated.resource import RouteName, TypedResourceName


class Holder(NamedTuple):
    """The object that asked for what cannot be said."""

    kind: str
    namespace: str
    name: str


class Note(NamedTuple):
    """One thing that the file does not say, or says in another way."""

    text: str
    holder: Holder


class Notes:
    """Collects notes; the same is said once."""

    def __init__(self) -> None:
        self._found: dict[Note, None] = {}

    def add(self, holder: Holder, text: str) -> None:
        """Note something about ``holder``."""
        self._found[Note(text, holder)] = None

    def all(self) -> tuple[Note, ...]:
        """Everything noted, in order."""
        return tuple(self._found)


def holder_of(name: TypedResourceName | RouteName | None) -> Holder:
    """The object that a resource comes from."""
    assert name is not None
    return Holder(name.kind, name.namespace, name.name)
