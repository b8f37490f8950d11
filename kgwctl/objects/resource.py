"""One typed Kubernetes object: its identity, its age, and the document it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.manifests.document import Document

T_co = TypeVar("T_co", covariant=True)


class ObjectKey(NamedTuple):
    """The identity of an object, whatever version it was written in.

    ``group`` is empty for core kinds, ``namespace`` for cluster-scoped ones.
    """

    group: str
    kind: str
    namespace: str
    name: str

    @property
    def namespaced_name(self) -> str:
        """``namespace/name``, or only the name of a cluster-scoped object."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    def __str__(self) -> str:
        return f"{self.kind} {self.namespaced_name}"


class Age(NamedTuple):
    """Sort key of an object's creation; smaller is older.

    ``created`` is ``metadata.creationTimestamp`` in Unix seconds. An object without one is about
    to be created, so it is younger than every dated object and ages in load order: ``order`` is its
    place in the input. Dated objects have ``order`` 0, so two of the same second compare equal and
    the caller's tie-break (namespace and name, in the controller) decides.
    """

    created: int
    order: int


#: What stands for the file of an object that no file holds.
EXTERNAL_PLACE = "<external>"
#: ``Age.created`` of an object without creationTimestamp.
NOT_YET_CREATED = 1 << 62


class Resource(Generic[T_co]):
    """An object of kind ``T_co`` with where it came from. Immutable; compared by identity.

    ``object`` is the msgspec Struct of the kind (``metadata``, ``spec``, ...) after defaulting;
    ``document`` the manifest it was read from, to look positions up in.
    """

    __slots__ = ("age", "annotations", "document", "key", "labels", "object")

    key: ObjectKey
    object: T_co
    document: Document
    age: Age
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    def __init__(
        self,
        key: ObjectKey,
        object: T_co,
        document: Document,
        age: Age,
        labels: Mapping[str, str],
        annotations: Mapping[str, str],
    ) -> None:
        self.key = key
        self.object = object
        self.document = document
        self.age = age
        self.labels = labels
        self.annotations = annotations

    @property
    def group(self) -> str:
        """The API group, empty for core kinds."""
        return self.key.group

    @property
    def kind(self) -> str:
        """The kind."""
        return self.key.kind

    @property
    def namespace(self) -> str:
        """The namespace, empty for cluster-scoped kinds."""
        return self.key.namespace

    @property
    def name(self) -> str:
        """The name."""
        return self.key.name

    @property
    def is_external(self) -> bool:
        """Whether it stands in for an object that no file holds, of which only the name is known."""
        return self.document.source.path == EXTERNAL_PLACE

    def __repr__(self) -> str:
        return f"<Resource {self.key}>"
