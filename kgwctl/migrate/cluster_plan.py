"""The way through the cluster as a checklist in Markdown: what to apply, what to delete, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.migrate.engine.changes import TO_DO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.migrate.engine.changes import Change
    from kgwctl.migrate.engine.plan import Plan
    from kgwctl.migrate.proof.proof import Proof

_RESOURCES = {"HTTPListenerPolicy": "httplistenerpolicies.gateway.kgateway.dev"}
_WHY = """\
An object of the old kind stays in the cluster until somebody deletes it. As long as both are there, both apply:
access logs are written twice, and Envoy refuses a listener on which both set upgrades ("multiple upgrade configs with
the same name"). It then goes on with the configuration that it has, so nothing breaks, but no further change of that
listener arrives. So delete the old object right after the new one is there, not days later, and not before: without
either, the settings are gone.
"""


def replaced(plan: Plan) -> list[Change]:
    """The changes by which one object takes the place of another, in order of file and line."""
    return [change for change in plan.changes if change.old_object]


def checklist(plan: Plan, proof: Proof | None = None) -> str:
    """What is to be done once the files are written. Names are those in the files; kustomizations may add to them."""
    return "\n".join([*_before(plan, proof), *_objects(plan), *_by_hand(plan), *_after(plan)]) + "\n"


def _before(plan: Plan, proof: Proof | None) -> Iterator[str]:
    yield "# Migration to kgateway v2.2"
    yield ""
    yield "## Before"
    yield ""
    yield "- [ ] The CRDs and the controller of v2.2 are installed: the new fields mean nothing to v2.1."
    files = len(plan.edits)
    yield f"- [ ] The changes of {files} file{'s' * (files != 1)} are reviewed (`kgwctl migrate` without `--write`)."
    if proof is None:
        yield "- [ ] The configurations were not compared (`--no-proof`); do so with `kgwctl render`."
        yield ""
        return
    for finding in proof.regressions:
        yield f"- [ ] Worse than before: {finding.subject}: {finding.message}"
    for each in proof.differences:
        yield f"- [ ] The configuration differs at `{each.path}`."
    for said in proof.not_compared:
        yield f"- [ ] Not compared: {said}."
    if proof.compared.placeholders:
        yield f"- [ ] Compared with placeholders for {', '.join(map(str, proof.compared.placeholders))}."
    yield ""


def _objects(plan: Plan) -> Iterator[str]:
    moved = replaced(plan)
    if not moved:
        return
    yield "## Objects that are replaced"
    yield ""
    yield _WHY
    yield "### If your tool prunes (Argo CD with prune, Flux with `prune: true`)"
    yield ""
    yield "- [ ] Synchronise: it creates the new objects, then deletes the old ones, which are in no file any more."
    yield "- [ ] Check that none is left: `kubectl get httplistenerpolicies.gateway.kgateway.dev -A`."
    yield ""
    yield "### If it does not (kubectl apply, helm without these objects, Argo CD without prune)"
    yield ""
    for change in moved:
        yield f"- [ ] Apply {change.object} (`{change.location.file}`), then at once delete {change.old_object}:"
        yield f"  `{_delete(change.old_object)}`"
    yield ""


def _delete(label: str) -> str:
    kind, _, name = label.partition(" ")
    namespace, _, plain = name.rpartition("/")
    return f"kubectl delete {_RESOURCES.get(kind, kind.lower())} {plain} -n {namespace or 'default'}"


def _by_hand(plan: Plan) -> Iterator[str]:
    lines = [f"- [ ] {change.location}: {change.object}: {change.todo}" for change in plan.changes if change.todo]
    lines += [
        f"- [ ] {finding.location}: {finding.message}." + (f" {finding.hint}" if finding.hint else "")
        for finding in plan.findings
        if finding.rule in TO_DO
    ]
    if lines:
        yield "## By hand"
        yield ""
        yield from dict.fromkeys(lines)
        yield ""
    if plan.losses:
        yield "## Lost"
        yield ""
        for change in plan.losses:
            yield f"- [ ] {change.location}: {change.object}: {change.old_path}: {change.reason} ({change.loss})."
        yield ""


def _after(plan: Plan) -> Iterator[str]:
    yield "## After"
    yield ""
    if replaced(plan):
        yield "- [ ] Every policy is accepted, as its status says: `kubectl get listenerpolicies -A -o yaml`."
    yield "- [ ] Every Gateway is programmed: `kubectl get gateways.gateway.networking.k8s.io -A`."
    yield "- [ ] `kgwctl validate` finds nothing that it did not find before."
