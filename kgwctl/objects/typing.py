"""Documents to typed objects: identity, scope, defaults, structure, age.

An object that cannot be used is left out with a finding that says why; the others go on. Kinds that
only a CRD of the user's describes are checked, unknown ones counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kgwctl.api import registry
from kgwctl.api.kinds import AGENTGATEWAY, KGATEWAY
from kgwctl.diagnostics import Finding, Rule, format_path
from kgwctl.objects import catalogue as rules
from kgwctl.objects import unserved
from kgwctl.objects.conversion import ConversionError, convert
from kgwctl.objects.core_defaults import default_core
from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.resource import NOT_YET_CREATED, Age, ObjectKey, Resource
from kgwctl.schema.core_kinds.registry import core_errors
from kgwctl.schema.findings import to_finding
from kgwctl.schema.schema_set import SchemaSet
from kgwctl.schema.validate import admit, evaluate_rules, hides_rules

if TYPE_CHECKING:
    from kgwctl.api.meta import KubernetesObject
    from kgwctl.diagnostics import FieldPath
    from kgwctl.manifests.document import Document
    from kgwctl.schema.errors import SchemaError
    from kgwctl.schema.kinds import CompiledKind

#: ``all``: every default, as an API server applies them. ``kgateway``: those of kgateway's and
#: agentgateway's own kinds. ``none``: no default at all. A kind that gets defaults is checked, too.
Defaulting = Literal["all", "kgateway", "none"]

_OWN_GROUPS = frozenset((KGATEWAY, AGENTGATEWAY))
#: Core kinds whose status is dropped when they are created. Source: ``pkg/registry/core`` of Kubernetes,
#: ``PrepareForCreate``. That of a Pod is read all the same: only a dump of a cluster has one, and it says where
#: the endpoints are.
_STATUS_DROPPED = frozenset({"Service", "Namespace"})
#: What an API server appends to ``generateName``, here without the chance.
_SUFFIX = "00000"


class Typed(NamedTuple):
    """The objects of a run, what is wrong with the others, and how many there are of unknown kinds.

    ``skipped`` counts objects by ``kind.group`` (only ``kind`` for core ones).
    """

    objects: ObjectSet
    findings: tuple[Finding, ...]
    skipped: dict[str, int]


class _Reader(NamedTuple):
    """How objects of one apiVersion and kind are read. Without ``type`` they are only checked."""

    group: str
    kind: str
    namespaced: bool
    type: type[KubernetesObject] | None
    schema: CompiledKind | None
    core_defaults: bool


def type_documents(
    documents: Iterable[Document],
    *,
    defaulting: Defaulting = "all",
    default_namespace: str = "default",
    schemas: SchemaSet | None = None,
    with_rules: bool = False,
    enforce_rules: bool = False,
) -> Typed:
    """Type all ``documents``, in load order.

    Objects of namespaced kinds without a namespace are put into ``default_namespace``. ``with_rules``
    evaluates CEL rules, too; an object that only breaks a rule stays among the objects, so that what
    refers to it is not reported as dangling. ``enforce_rules`` evaluates them, and leaves such objects out, as an
    API server does.
    """
    run = _Run(defaulting, default_namespace, schemas or SchemaSet(), with_rules or enforce_rules, enforce_rules)
    for document in documents:
        run.add(document)
    return Typed(ObjectSet(run.resources), tuple(run.findings), run.skipped)


class _Run:
    """The state of one call of :func:`type_documents`."""

    def __init__(
        self, defaulting: Defaulting, default_namespace: str, schemas: SchemaSet, with_rules: bool, enforce_rules: bool
    ) -> None:
        self.defaulting = defaulting
        self.enforce_rules = enforce_rules
        self.with_rules = with_rules
        self.default_namespace = default_namespace
        self.schemas = schemas
        self.readers: dict[tuple[str, str], _Reader | None] = {}
        self.resources: list[Resource[Any]] = []
        self.origins: dict[ObjectKey, Document] = {}
        self.findings: list[Finding] = []
        self.skipped: dict[str, int] = {}

    def add(self, document: Document) -> None:
        api_version, kind = document.api_version, document.kind
        if not (api_version and kind):
            named = "apiVersion" in document.value or "kind" in document.value
            rule = rules.NOT_AN_OBJECT if named else rules.NO_MANIFEST
            self.report(rule, document, "a Kubernetes object needs apiVersion and kind")
            return
        try:
            reader = self.readers[(api_version, kind)]
        except KeyError:
            reader = self.readers[(api_version, kind)] = self.find_reader(api_version, kind)
        if reader is None:
            self.skip(api_version, kind, document)
            return
        key = self.identify(reader, document)
        if key is not None:
            self.read(reader, key, document)

    def find_reader(self, api_version: str, kind: str) -> _Reader | None:
        group, version = split_api_version(api_version)
        known, loaded = registry.find_kind(group, kind), registry.type_of(group, version, kind)
        if self.schemas.defines(group, kind):
            schema = self.schemas.find(group, version, kind)
            return _Reader(group, kind, schema.kind.namespaced, loaded, schema, False) if schema else None
        if known is None or loaded is None:
            return None
        applies = self.defaulting == "all" or (self.defaulting == "kgateway" and group in _OWN_GROUPS)
        schema = self.schemas.find(group, version, kind) if applies else None
        return _Reader(group, kind, known.scope == "Namespaced", loaded, schema, applies and not known.custom)

    def skip(self, api_version: str, kind: str, document: Document) -> None:
        """Count an object of an unknown kind; report one whose kind is served in other versions."""
        group, version = split_api_version(api_version)
        known = registry.find_kind(group, kind)
        versions = self.schemas.versions(group, kind)
        if known is not None and not versions:
            versions = tuple(each.name for each in known.versions)
        if not versions and group in unserved.GROUPS:
            message = f"there is no {kind} in {group}"
            hint = unserved.suggestion(group, kind)
            self.report(rules.KIND_NOT_SERVED, document, message, ("kind",), kind, hint)
            return
        if not versions:
            name = f"{kind}.{group}" if group else kind
            self.skipped[name] = self.skipped.get(name, 0) + 1
            return
        served = ", ".join(versions)
        message = f"{kind} is not served in version {version}; served: {served}"
        self.report(rules.VERSION_NOT_SERVED, document, message, path=("apiVersion",), subject=kind)

    def identify(self, reader: _Reader, document: Document) -> ObjectKey | None:
        """The object's identity, or None when it has none that can be used; that is reported."""
        name = document.name or _generated(document)
        if not name:
            message = f"{reader.kind} has no metadata.name"
            self.report(rules.MISSING_NAME, document, message, ("metadata", "name"), reader.kind)
            return None
        namespace = (document.namespace or self.default_namespace) if reader.namespaced else ""
        key = ObjectKey(reader.group, reader.kind, namespace, name)
        earlier = self.origins.setdefault(key, document)
        if earlier is not document:
            place = earlier.locate(("metadata", "name"))
            message = f"{key} is defined twice: first at {place}"
            self.report(rules.DUPLICATE_OBJECT, document, message, ("metadata", "name"), str(key))
            return None
        return key

    def read(self, reader: _Reader, key: ObjectKey, document: Document) -> None:
        value = document.value
        if reader.schema is not None:
            value, errors = admit(value, reader.schema)
            if reader.core_defaults:
                value = default_core(key.group, key.kind, value)
                errors += core_errors(key.group, key.kind, value) if not errors else ()
            broken: list[SchemaError] = []
            if self.with_rules and not hides_rules(errors):
                conforms = not any(error.by == "schema" for error in errors)
                broken = evaluate_rules(value, reader.schema, conforms=conforms)
            self.findings += [to_finding(error, document, str(key)) for error in (*errors, *broken)]
            if errors or (broken and self.enforce_rules):
                return
        elif reader.core_defaults:
            value = default_core(key.group, key.kind, value)
            if key.kind in _STATUS_DROPPED:
                value = {field: member for field, member in value.items() if field != "status"}
        if reader.type is None:
            return
        try:
            self.resources.append(resource_of(key, convert(value, reader.type), document))
        except ConversionError as error:
            field = format_path(error.path)
            message = f"{field}: {error}" if field else str(error)
            self.report(rules.UNREADABLE_OBJECT, document, message, error.path, str(key))

    def report(
        self, rule: Rule, document: Document, message: str, path: FieldPath = (), subject: str = "", hint: str = ""
    ) -> None:
        self.findings.append(
            Finding(
                rule=rule.id,
                severity=rule.severity,
                message=message,
                hint=hint,
                location=document.locate(path),
                subject=subject,
                path=path,
            )
        )


def _generated(document: Document) -> str:
    """A name as an API server makes it of ``generateName``; two such objects are two."""
    return f"{document.generate_name}{_SUFFIX}-{document.index}" if document.generate_name else ""


def split_api_version(api_version: str) -> tuple[str, str]:
    """``group/version`` taken apart; the group of a core version is empty."""
    group, _, version = api_version.rpartition("/")
    return group, version


def resource_of(key: ObjectKey, typed: KubernetesObject, document: Document) -> Resource[Any]:
    """An object with its identity and age. Raises :class:`~kgwctl.objects.conversion.ConversionError`."""
    metadata = typed.metadata
    labels, annotations = metadata.labels or {}, metadata.annotations or {}
    return Resource(key, typed, document, _age_of(typed, document), labels, annotations)


def _age_of(typed: KubernetesObject, document: Document) -> Age:
    created = typed.metadata.creation_timestamp
    return Age(_unix_seconds(created), 0) if created else Age(NOT_YET_CREATED, document.index)


def _unix_seconds(text: str) -> int:
    from datetime import datetime

    try:
        return int(datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError) as error:
        path = ("metadata", "creationTimestamp")
        raise ConversionError("must be a time like 2006-01-02T15:04:05Z", path) from error
