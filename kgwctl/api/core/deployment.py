"""How a Deployment replaces its Pods (apps/v1). Structure only."""

# ruff: noqa: D101
from kgwctl.api.meta import IntOrStr, Spec


class RollingUpdateDeployment(Spec):
    max_unavailable: IntOrStr | None = None
    max_surge: IntOrStr | None = None


class DeploymentStrategy(Spec):
    type: str | None = None
    rolling_update: RollingUpdateDeployment | None = None
