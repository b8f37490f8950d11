"""Attributes of OpenTelemetry: text, lists and maps, the latter two nested as deep as one likes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.envoy.messages.generated.opentelemetry import AnyValue, ArrayValue, KeyValue, KeyValueList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.api.kgateway.listener_policy.access_log import AnyValue as ApiValue
    from kgwctl.api.kgateway.listener_policy.access_log import KeyAnyValueList


def attributes(given: KeyAnyValueList) -> KeyValueList:
    """The attributes, in order."""
    return KeyValueList(values=[KeyValue(key=one.key, value=_value(one.value)) for one in given.values or ()])


def text_value(text: str) -> AnyValue:
    """Text as a value."""
    return AnyValue(string_value=text)


def _value(given: ApiValue) -> AnyValue | None:
    return _plain_value(
        {"stringValue": given.string_value, "arrayValue": given.array_value, "kvListValue": given.kv_list_value}
    )


def _plain_value(given: Mapping[str, Any]) -> AnyValue | None:
    """The first that is set, as the API has no types for what is inside lists and maps."""
    if given.get("stringValue") is not None:
        return text_value(given["stringValue"])
    if given.get("arrayValue") is not None:
        values = [_plain_value(one) or AnyValue() for one in given["arrayValue"]]
        return AnyValue(array_value=ArrayValue(values=values))
    if given.get("kvListValue") is not None:
        pairs = given["kvListValue"].get("values") or ()
        listed = [KeyValue(key=one.get("key", ""), value=_plain_value(one.get("value") or {})) for one in pairs]
        return AnyValue(kvlist_value=KeyValueList(values=listed))
    return None
