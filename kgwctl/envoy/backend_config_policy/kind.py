"""The BackendConfigPolicy kind: settings of the clusters of Services and Backends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import BACKEND_CONFIG_POLICY
from kgwctl.envoy.backend_config_policy.contract import Unusable
from kgwctl.envoy.backend_config_policy.registry import SETTINGS, setting
from kgwctl.envoy.policy_engine.contract import Compiled, PolicyKind, Problem
from kgwctl.envoy.policy_engine.errors import SettingError
from kgwctl.scalars.duration import DurationError
from kgwctl.scalars.quantity import QuantityError

if TYPE_CHECKING:
    from kgwctl.api.kgateway.backend_config_policy.policy import BackendConfigPolicy
    from kgwctl.envoy.backend_config_policy.registry import Row
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import Backend

#: Settings with their compiled forms, in the order in which they apply.
Forms = list[tuple["Row", Any]]


class BackendConfigKind(PolicyKind):
    """``BackendConfigPolicy.gateway.kgateway.dev``. Several on one backend apply in turn, field by field."""

    group_kind = BACKEND_CONFIG_POLICY

    def compile(self, policy: Resource[Any], env: CompileEnv) -> Compiled:
        """Compile every setting that the policy has."""
        forms, problems = _compile(policy, env)
        return Compiled(forms, tuple(problem.text for problem in problems))

    def problems(self, policy: Resource[Any], env: CompileEnv) -> tuple[Problem, ...]:
        """Each error at its field."""
        return tuple(_compile(policy, env)[1])

    def apply_cluster(self, ir: Forms, cluster: Cluster, backend: Backend, env: CompileEnv) -> str | None:
        """Put every setting onto the cluster."""
        for row, form in ir:
            setting(row).apply(form, cluster, backend)
        return None


def _compile(policy: Resource[BackendConfigPolicy], env: CompileEnv) -> tuple[Forms, list[Problem]]:
    forms: Forms = []
    problems: list[Problem] = []
    for row in SETTINGS:
        value = getattr(policy.object.spec, row.attribute)
        if value is None:
            continue
        try:
            forms.append((row, setting(row).compile(value, policy.key, env.resolved)))
        except SettingError as error:
            problems.append(error.problem("spec", row.field))
        except (DurationError, QuantityError) as error:
            # An API server refuses such text, so the controller has no words for it.
            problems.append(Problem(("spec", row.field), f"{row.field}: {error}"))
        except Unusable:
            break
    refusal = _refusal(forms, env)
    if refusal:
        problems.append(Problem(("spec",), refusal))
    return forms, problems


def _refusal(forms: Forms, env: CompileEnv) -> str:
    """What Envoy says of a cluster that has nothing but the settings."""
    if env.strict is None:
        return ""
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.envoy.strict import PartialBootstrap
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Backend

    by_hostname = any(getattr(form, "hashes_hostnames", False) for _, form in forms)
    cluster = Cluster(
        name="test-cluster-for-validation", type="STRICT_DNS" if by_hostname else "STATIC", connect_timeout="5s"
    )
    backend = Backend(key=ObjectKey("core", "Service", "test", "test-backend"), port=80, resource=None)  # type: ignore[arg-type]
    for row, form in forms:
        setting(row).apply(form, cluster, backend)
    return env.strict.refusal(PartialBootstrap(clusters=(cluster,)))


KIND: PolicyKind = BackendConfigKind()
