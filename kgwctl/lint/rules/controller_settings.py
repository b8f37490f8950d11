"""Settings of the controller in workloads: KGW0421. Helm values are a matter of the migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.diagnostics import Finding, Rule, Severity
from kgwctl.releases.fact import RemovedValue
from kgwctl.releases.v2_2 import CHART, ENV, EXPERIMENTAL_GATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.manifests import Document

_DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: kgateway}
spec:
  template:
    spec:
      containers:
      - name: controller
        env: [{name: KGW_VALIDATION_MODE, value: STRICT}]
"""

CONTROLLER_SETTING = Rule(
    id="KGW0421",
    name="controller-setting",
    severity=Severity.WARNING,
    summary="The controller does not read a setting, or will not for long.",
    since="v2.2.0",
    bad=_DEPLOYMENT.replace("KGW_VALIDATION_MODE", "KGW_VALIDATION_LEVEL"),
    good=_DEPLOYMENT,
)
RULES: tuple[Rule, ...] = (CONTROLLER_SETTING,)

#: Kinds whose pods are looked at.
WORKLOADS = frozenset(("Deployment", "StatefulSet", "DaemonSet"))
_PREFIX = "KGW_"
#: Reported by the migration that mends it.
_MISSPELT = EXPERIMENTAL_GATE.before
#: Variables that a release removed, and the one to name for it.
_REMOVED = {
    fact.path[-1]: f"was removed in {fact.since.removesuffix('.0')}: {fact.reason}"
    for fact in CHART
    if isinstance(fact, RemovedValue) and fact.path[: len(ENV)] == ENV
}


def controller_setting_findings(documents: Iterable[Document]) -> Iterator[Finding]:
    """Unknown, removed and deprecated ``KGW_*`` variables of containers."""
    for document in documents:
        if document.kind in WORKLOADS:
            for path, name, value in _variables(document.value):
                problem, hint = _problem(name, value)
                if problem:
                    yield Finding(
                        rule=CONTROLLER_SETTING.id,
                        severity=CONTROLLER_SETTING.severity,
                        message=f"{name} {problem}",
                        hint=hint,
                        location=document.locate((*path, "name")),
                        subject=f"{document.kind} {document.namespace or 'default'}/{document.name}",
                        path=(*path, "name"),
                    )


def _variables(value: Any) -> Iterator[tuple[FieldPath, str, Any]]:
    pod: FieldPath = ("spec", "template", "spec")
    for field in ("initContainers", "containers"):
        for index, container in _entries(_at(value, (*pod, field))):
            for position, variable in _entries(container.get("env")):
                name = variable.get("name")
                if isinstance(name, str) and name.startswith(_PREFIX):
                    yield (*pod, field, index, "env", position), name, variable.get("value")


def _problem(name: str, value: Any) -> tuple[str, str]:
    from kgwctl.settings import Settings, variable

    if name == "KGW_USE_RUST_FORMATIONS" and str(value).lower() == "false":
        return (
            "keeps the classic transformations, which v2.3 removes",
            "`kgwctl migrate --only transformation-templates`",
        )
    known = [variable(field) for field in Settings.__struct_fields__]
    if name in known or name == _MISSPELT:
        return "", ""
    if name in _REMOVED:
        return _REMOVED[name], "leave it out"
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return "is no setting of kgateway v2.2", f"did you mean {near[0]}?" if near else ""


def _at(value: Any, path: FieldPath) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _entries(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield index, entry
