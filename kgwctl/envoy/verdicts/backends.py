"""Backends that are not accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import BACKEND
from kgwctl.verdicts.verdict import Refused, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.resolve.resolved import Resolved


def backend_verdicts(resolved: Resolved) -> Iterator[Verdict]:
    """What the controller has against Services and Backends, referenced or not."""
    for backend in resolved.backends:
        for problem in backend.problems:
            reason = Refused(problem.text, problem.text)
            yield Verdict(reason, backend.resource, ("metadata", "annotations"))
        # An endpoint that does not parse is worse: it makes the controller crash.
        if backend.key[:2] == BACKEND and not backend.problems and not endpoint_problem(backend.resource.object.spec):
            from kgwctl.envoy.clusters.cluster import translate_backend
            from kgwctl.envoy.policy_engine.contract import CompileEnv
            from kgwctl.envoy.policy_engine.engine import PolicyCompiler

            compiler = PolicyCompiler((), CompileEnv(resolved, resolved.settings))
            for error in translate_backend(backend, compiler).errors:
                yield Verdict(Refused(error, f"kgateway does not accept it: {error}"), backend.resource, ("spec",))


def endpoint_problem(spec: Any) -> str:
    """What is wrong with the endpoint of an AWS function, or nothing."""
    if spec.aws is None or spec.aws.lambda_ is None or spec.aws.lambda_.endpoint_url is None:
        return ""
    from kgwctl.envoy.clusters.aws_lambda import endpoint_of
    from kgwctl.envoy.clusters.errors import ClusterError

    try:
        endpoint_of(spec.aws)
    except ClusterError as error:
        return "; ".join(error.errors)
    return ""
