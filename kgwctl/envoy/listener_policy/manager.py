"""Settings that are plain fields of the connection manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.envoy.listener_policy.contract import HttpSetting
from kgwctl.envoy.messages.generated.core import HttpProtocolOptions
from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
from kgwctl.golang.forms import proto_duration

if TYPE_CHECKING:
    from kgwctl.api.kgateway.listener_policy.http_settings import UpgradeConfig as ApiUpgradeConfig
    from kgwctl.envoy.policy_engine.contract import Placement
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.resolved import Resolved

_UpgradeConfig = HttpConnectionManager.UpgradeConfig
_SERVER_HEADER: dict[str, HttpConnectionManager.ServerHeaderTransformation] = {
    "Overwrite": "OVERWRITE",
    "AppendIfAbsent": "APPEND_IF_ABSENT",
    "PassThrough": "PASS_THROUGH",
}


class _Field(HttpSetting[Any, Any]):
    """A field that the connection manager has, too. The later of two kinds of policy wins."""

    def __init__(self, attribute: str) -> None:
        self._attribute = attribute

    def compile(self, value: Any, policy: ObjectKey, resolved: Resolved) -> Any:
        return value

    def apply(self, form: Any, manager: HttpConnectionManager, placement: Placement) -> None:
        setattr(manager, self._attribute, form)


class _Duration(_Field):
    def compile(self, value: str, policy: ObjectKey, resolved: Resolved) -> str:
        return proto_duration(value)


class _ServerHeader(_Field):
    def compile(self, value: str, policy: ObjectKey, resolved: Resolved) -> str:
        return _SERVER_HEADER[value]


class _IdleTimeout(_Duration):
    def apply(self, form: str, manager: HttpConnectionManager, placement: Placement) -> None:
        manager.common_http_protocol_options = HttpProtocolOptions(idle_timeout=form)


class _Upgrades(HttpSetting["ApiUpgradeConfig", list[_UpgradeConfig]]):
    """Protocols to switch to; those of two kinds of policy add up."""

    def compile(self, value: ApiUpgradeConfig, policy: ObjectKey, resolved: Resolved) -> list[_UpgradeConfig]:
        return [_UpgradeConfig(upgrade_type=name) for name in value.enabled_upgrades or ()]

    def apply(self, form: list[_UpgradeConfig], manager: HttpConnectionManager, placement: Placement) -> None:
        manager.upgrade_configs = [*manager.upgrade_configs, *form]


UPGRADE_CONFIG = _Upgrades()
USE_REMOTE_ADDRESS = _Field("use_remote_address")
PRESERVE_EXTERNAL_REQUEST_ID = _Field("preserve_external_request_id")
GENERATE_REQUEST_ID = _Field("generate_request_id")
XFF_NUM_TRUSTED_HOPS = _Field("xff_num_trusted_hops")
SERVER_HEADER_TRANSFORMATION = _ServerHeader("server_header_transformation")
STREAM_IDLE_TIMEOUT = _Duration("stream_idle_timeout")
IDLE_TIMEOUT = _IdleTimeout("common_http_protocol_options")
MAX_REQUEST_HEADERS_KB = _Field("max_request_headers_kb")
