"""Settings for clients of HTTP/1: letter case of headers, and HTTP/1.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.listener_policy.contract import HttpSetting
from kgwctl.envoy.messages.generated.core import Http1ProtocolOptions, TypedExtensionConfig
from kgwctl.envoy.messages.generated.header_formatters import PreserveCaseFormatterConfig
from kgwctl.envoy.messages.message import pack

if TYPE_CHECKING:
    from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
    from kgwctl.envoy.policy_engine.contract import Placement
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.resolved import Resolved


class _Switch(HttpSetting[bool, bool]):
    """Something to switch on. ``false`` changes nothing, but keeps policies of lower precedence from it."""

    def compile(self, value: bool, policy: ObjectKey, resolved: Resolved) -> bool:
        return value

    def apply(self, form: bool, manager: HttpConnectionManager, placement: Placement) -> None:
        if form:
            self.switch_on(_options(manager))

    def switch_on(self, options: Http1ProtocolOptions) -> None:
        raise NotImplementedError(type(self).__name__)


class _PreserveCase(_Switch):
    def switch_on(self, options: Http1ProtocolOptions) -> None:
        formatter = TypedExtensionConfig(
            name="envoy.http.stateful_header_formatters.preserve_case",
            typed_config=pack(PreserveCaseFormatterConfig()),
        )
        options.header_key_format = Http1ProtocolOptions.HeaderKeyFormat(stateful_formatter=formatter)


class _AcceptHttp10(_Switch):
    def switch_on(self, options: Http1ProtocolOptions) -> None:
        options.accept_http_10 = True


class _DefaultHost(HttpSetting[str, str]):
    def compile(self, value: str, policy: ObjectKey, resolved: Resolved) -> str:
        return value

    def apply(self, form: str, manager: HttpConnectionManager, placement: Placement) -> None:
        _options(manager).default_host_for_http_10 = form


def _options(manager: HttpConnectionManager) -> Http1ProtocolOptions:
    """The manager's own options, made if it has none."""
    if manager.http_protocol_options is None:
        manager.http_protocol_options = Http1ProtocolOptions()
    return manager.http_protocol_options


PRESERVE_HEADER_CASE = _PreserveCase()
ACCEPT_HTTP10 = _AcceptHttp10()
DEFAULT_HOST_FOR_HTTP10 = _DefaultHost()
