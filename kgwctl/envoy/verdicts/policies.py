"""Policies, and the extensions that policies use, that are not accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import (
    BACKEND_CONFIG_POLICY,
    BACKEND_TLS_POLICY,
    GATEWAY_EXTENSION,
    HTTP_LISTENER_POLICY,
    LISTENER_POLICY,
    TRAFFIC_POLICY,
    GroupKind,
)
from kgwctl.verdicts.verdict import Refused, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.envoy.policy_engine.contract import Problem
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

#: The kinds of policy whose objects are compiled, to see what their kinds say against them.
_REFUSABLE: tuple[GroupKind, ...] = (
    TRAFFIC_POLICY,
    HTTP_LISTENER_POLICY,
    LISTENER_POLICY,
    BACKEND_CONFIG_POLICY,
    BACKEND_TLS_POLICY,
)


def policy_verdicts(resolved: Resolved) -> Iterator[Verdict]:
    """Everything that the controller has against policies and extensions, each thing at the object to blame."""
    kinds = [(group_kind, policies) for group_kind in _REFUSABLE if (policies := resolved.objects.of(group_kind))]
    extensions = resolved.objects.of(GATEWAY_EXTENSION)
    if not kinds and not extensions:
        return
    from kgwctl.envoy.gateway_extensions.lookup import extension_problem
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.envoy.policy_kinds import kind_of

    env = CompileEnv(resolved, resolved.settings)
    for group_kind, policies in kinds:
        kind = kind_of(group_kind)
        for policy in policies:
            for problem in kind.problems(policy, env) if kind.compile(policy, env).errors else ():
                # What is wrong with an extension is said of the extension.
                if problem.resource is None:
                    yield _verdict(policy, problem)
    for extension in extensions:
        broken = extension_problem(env, extension)
        if broken is not None:
            yield _verdict(extension, broken)


def _verdict(subject: Resource[Any], problem: Problem) -> Verdict:
    reason = Refused(problem.text, problem.sentence, problem.missing, problem.hint)
    return Verdict(reason, subject, problem.path)
