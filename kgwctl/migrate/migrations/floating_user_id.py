"""``floatingUserId`` of GatewayParameters is gone; ``omitDefaultSecurityContext`` takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GATEWAY_PARAMETERS
from kgwctl.migrate.editing.ops import Delete, Op, Rename, Replace
from kgwctl.migrate.engine.changes import Change, EditDocument, Migration, Step, by_hand
from kgwctl.migrate.kustomize.following import kustomize_steps
from kgwctl.migrate.kustomize.pointers import Move
from kgwctl.releases.marks import marks
from kgwctl.releases.v2_2 import FLOATING_USER_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.migrate.engine.workspace import Target, Workspace

_ID = "floating-user-id"
_KIND = GATEWAY_PARAMETERS
_OLD = ("spec", "kube", "floatingUserId")
_NEW = ("spec", "kube", "omitDefaultSecurityContext")
_WIDER = (
    "floatingUserId left out runAsUser only; omitDefaultSecurityContext leaves out the whole default security context"
)


def _run(workspace: Workspace) -> Iterator[Step]:
    for parameters in list(workspace.targets(_KIND)):
        kube = parameters.spec.get("kube")
        if isinstance(kube, dict) and _OLD[-1] in kube:
            yield _step(workspace, parameters, kube)
    yield from kustomize_steps(workspace, MIGRATION, *_KIND, _KIND[1], _move)


def _step(workspace: Workspace, parameters: Target, kube: dict[str, Any]) -> Step:
    where = workspace.locate(parameters, _OLD)
    floating = kube[_OLD[-1]]
    if not isinstance(floating, bool):
        message = f"floatingUserId is {floating!r}, neither true nor false"
        return Step(findings=(by_hand(where, parameters.label, message),))
    ops: list[Op]
    if _NEW[-1] not in kube:
        ops = [Rename(parameters.at(*_OLD), _NEW[-1])]
    else:
        ops = [Delete(parameters.at(*_OLD))]
        if floating and kube[_NEW[-1]] is not True:
            ops.insert(0, Replace(parameters.at(*_NEW), True))
    wider = floating and kube.get(_NEW[-1]) is not True
    change = Change(
        migration=_ID,
        object=parameters.label,
        location=where,
        old_path=".".join(_OLD),
        new_path=".".join(_NEW),
        loss="behaviour" if wider else "none",
        reason=_WIDER if wider else "",
        todo="Set podTemplate.securityContext where the platform does not." if wider else "",
    )
    return Step((EditDocument(parameters.file, parameters.number, tuple(ops)),), (change,))


def _move(path: tuple[str, ...]) -> Move:
    return _NEW if path == _OLD else path


MIGRATION = Migration(
    id=_ID,
    summary="GatewayParameters spec.kube.floatingUserId becomes omitDefaultSecurityContext.",
    since="v2.2.0",
    certainty="likely",
    triggers=marks((FLOATING_USER_ID,)),
    run=_run,
)
