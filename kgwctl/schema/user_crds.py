"""CRDs that the user names with ``--crds``: the kinds they define, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.diagnostics import Finding, Severity, format_path
from kgwctl.schema.catalogue import INVALID_CRD
from kgwctl.schema.crd_reading import read_crd

if TYPE_CHECKING:
    from kgwctl.manifests.document import Document, Source
    from kgwctl.schema.crd_cache import CrdCache
    from kgwctl.schema.errors import SchemaError
    from kgwctl.schema.kinds import KindSchema

_API_VERSION = "apiextensions.k8s.io/v1"
_KIND = "CustomResourceDefinition"


class UserCrds(NamedTuple):
    """The kinds of valid CRDs in load order, and findings about the others."""

    kinds: tuple[KindSchema, ...]
    findings: tuple[Finding, ...]


#: From one file to its documents, and findings about what could not be read.
Parse = Callable[["Source"], "tuple[Iterable[Document], Iterable[Finding]]"]


def load_user_crds(sources: Iterable[Source], parse: Parse, cache: CrdCache | None = None) -> UserCrds:
    """The kinds of all ``sources``. A file that ``cache`` knows is not even parsed."""
    kinds: list[KindSchema] = []
    findings: list[Finding] = []
    for source in sources:
        found = cache.get(source.data) if cache is not None else None
        if found is None:
            documents, problems = parse(source)
            found, errors = read_documents(documents)
            errors = (*problems, *errors)
            findings += errors
            if cache is not None and not errors:
                cache.put(source.data, found)
        kinds += found
    return UserCrds(tuple(kinds), tuple(findings))


def read_documents(documents: Iterable[Document]) -> UserCrds:
    """The kinds of the CRDs among ``documents``; documents of other kinds are passed over."""
    kinds: list[KindSchema] = []
    findings: list[Finding] = []
    for document in documents:
        if document.kind != _KIND:
            continue
        if document.api_version != _API_VERSION:
            message = f"only CRDs of {_API_VERSION} can be read"
            findings.append(_finding(document, message, ("apiVersion",)))
            continue
        reading = read_crd(document.value)
        kinds += reading.kinds
        findings += [_finding(document, _worded(error), error.path) for error in reading.errors]
    return UserCrds(tuple(kinds), tuple(findings))


def _worded(error: SchemaError) -> str:
    field = format_path(error.path)
    return f"{field}: {error.message}" if field else error.message


def _finding(document: Document, message: str, path: tuple[str | int, ...]) -> Finding:
    return Finding(
        rule=INVALID_CRD.id,
        severity=Severity.ERROR,
        message=message,
        location=document.locate(path),
        subject=f"{_KIND} {document.name}".rstrip(),
        path=path,
    )
