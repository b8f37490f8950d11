"""``earlyRequestHeaderModifier``: request headers changed before routes and filters see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.listener_policy.contract import HttpSetting
from kgwctl.envoy.messages.generated.core import TypedExtensionConfig
from kgwctl.envoy.messages.generated.early_header_mutation import HeaderMutation
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.traffic_policy.header_modifiers import mutations

if TYPE_CHECKING:
    from kgwctl.api.kgateway.shared import HTTPHeaderFilter
    from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
    from kgwctl.envoy.policy_engine.contract import Placement
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.resolved import Resolved

_NAME = "envoy.http.early_header_mutation.header_mutation"


class _EarlyRequestHeaders(HttpSetting["HTTPHeaderFilter", TypedExtensionConfig]):
    """Changes to headers; without any the setting counts as absent. Those of two kinds of policy add up."""

    def compile(self, value: HTTPHeaderFilter, policy: ObjectKey, resolved: Resolved) -> TypedExtensionConfig | None:
        changes = mutations(value)
        if not changes:
            return None
        return TypedExtensionConfig(name=_NAME, typed_config=pack(HeaderMutation(mutations=changes)))

    def apply(self, form: TypedExtensionConfig, manager: HttpConnectionManager, placement: Placement) -> None:
        manager.early_header_mutation_extensions = [*manager.early_header_mutation_extensions, form]


EARLY_REQUEST_HEADERS = _EarlyRequestHeaders()
