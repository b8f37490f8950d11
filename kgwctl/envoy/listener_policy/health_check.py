"""``healthCheck``: a path that the proxy answers itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.listener_policy.contract import HttpSetting
from kgwctl.envoy.messages.generated.filters.health_check import HealthCheck
from kgwctl.envoy.messages.generated.hcm import HttpFilter
from kgwctl.envoy.messages.generated.matcher import StringMatcher
from kgwctl.envoy.messages.generated.route import HeaderMatcher
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.filter_stages import AFTER, Stage, StagedFilter

if TYPE_CHECKING:
    from kgwctl.api.kgateway.listener_policy.http_settings import EnvoyHealthCheck
    from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
    from kgwctl.envoy.policy_engine.contract import Placement
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.resolved import Resolved

_NAME = "envoy.filters.http.health_check"


class _HealthCheck(HttpSetting["EnvoyHealthCheck", StagedFilter]):
    """A filter of its own: whoever may not pass may not ask, but asking is not limited."""

    def compile(self, value: EnvoyHealthCheck, policy: ObjectKey, resolved: Resolved) -> StagedFilter:
        path = HeaderMatcher(name=":path", string_match=StringMatcher(exact=value.path))
        check = HealthCheck(pass_through_mode=False, headers=[path])
        return StagedFilter(HttpFilter(name=_NAME, typed_config=pack(check)), Stage.AUTH_Z, AFTER)

    def apply(self, form: StagedFilter, manager: HttpConnectionManager, placement: Placement) -> None:
        """Nothing: the chain's filters are made before its connection manager."""


HEALTH_CHECK = _HealthCheck()
