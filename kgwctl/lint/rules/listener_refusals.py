"""HTTP settings of listener policies that Envoy refuses although neither the API nor kgateway does.

What only Envoy itself can tell (functions in expressions) is left to ``--envoy``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.envoy_values.formats import ACCESS_LOG_EXTENSIONS, format_problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgwctl.diagnostics import FieldPath
    from kgwctl.lint.rules.listener_policies import Settings

#: Envoy's response flags.
_FLAGS = frozenset(
    (
        *("LH", "UH", "UT", "LR", "UR", "UF", "UC", "UO", "NR", "DI", "FI", "RL", "UAEX", "RLSE", "DC", "URX"),
        *("SI", "IH", "DPE", "UMSDR", "RFCF", "NFCF", "DT", "UPE", "NC", "OM", "DF", "DO", "DR", "UDO"),
    )
)


class Refusal(NamedTuple):
    """A field of a policy, and what Envoy has against it."""

    path: FieldPath
    text: str
    hint: str = ""


def refusals(settings: Settings) -> Iterator[Refusal]:
    """Everything in HTTP settings that Envoy refuses."""
    spec, path = settings.spec, settings.path
    for index, log in enumerate(spec.access_log or ()):
        yield from _log(log, (*path, "accessLog", index))
    if spec.tracing is not None:
        yield from _tracing(spec.tracing, (*path, "tracing"))
    yield from _upgrades(spec.upgrade_config, (*path, "upgradeConfig", "enabledUpgrades"))
    if spec.early_request_header_modifier is not None:
        yield from _early_headers(spec.early_request_header_modifier, (*path, "earlyRequestHeaderModifier"))


def _upgrades(config: Any, path: FieldPath) -> Iterator[Refusal]:
    seen: set[str] = set()
    for index, name in enumerate((config.enabled_upgrades if config is not None else None) or ()):
        if name.lower() in seen:
            yield Refusal((*path, index), f"Envoy wants {name} once only; letter case does not count")
        seen.add(name.lower())


def _early_headers(changes: Any, path: FieldPath) -> Iterator[Refusal]:
    for name, headers in (("set", changes.set), ("add", changes.add)):
        for index, header in enumerate(headers or ()):
            if header.name.lower() == "host" or header.name.startswith(":"):
                yield Refusal((*path, name, index, "name"), f"Envoy lets nobody change {header.name} here")
            yield from _format(header.value, (*path, name, index, "value"))


def _log(log: Any, path: FieldPath) -> Iterator[Refusal]:
    if log.file_sink is not None:
        at = (*path, "fileSink")
        if not log.file_sink.path:
            yield Refusal((*at, "path"), "Envoy wants a path")
        if log.file_sink.string_format is not None:
            yield from _format(log.file_sink.string_format, (*at, "stringFormat"))
        elif log.file_sink.json_format is not None:
            yield from _formats(log.file_sink.json_format, (*at, "jsonFormat"))
    elif log.grpc_service is None and log.open_telemetry is not None:
        yield from _open_telemetry(log.open_telemetry, (*path, "openTelemetry"))
    if log.filter is not None:
        yield from _filter(log.filter, (*path, "filter"))
        for name, joined in (("orFilter", log.filter.or_filter), ("andFilter", log.filter.and_filter)):
            for index, one in enumerate(joined or ()):
                yield from _filter(one, (*path, "filter", name, index))


def _open_telemetry(service: Any, path: FieldPath) -> Iterator[Refusal]:
    if service.body is not None:
        yield from _format(service.body, (*path, "body"))
    for name, given in (("attributes", service.attributes), ("resourceAttributes", service.resource_attributes)):
        for index, pair in enumerate((given.values if given is not None else None) or ()):
            value = {
                "stringValue": pair.value.string_value,
                "arrayValue": pair.value.array_value,
                "kvListValue": pair.value.kv_list_value,
            }
            yield from _value(value, (*path, name, "values", index, "value"))


def _value(value: Mapping[str, Any], path: FieldPath) -> Iterator[Refusal]:
    """A value of an attribute, however deep: it must be one."""
    if value.get("stringValue") is not None:
        yield from _format(value["stringValue"], (*path, "stringValue"))
    elif value.get("arrayValue") is not None:
        for index, one in enumerate(value["arrayValue"]):
            yield from _value(one, (*path, "arrayValue", index))
    elif value.get("kvListValue") is not None:
        for index, pair in enumerate(value["kvListValue"].get("values") or ()):
            yield from _value(pair.get("value") or {}, (*path, "kvListValue", "values", index, "value"))
    else:
        yield Refusal(path, "Envoy wants a value: text, a list or a map")


def _formats(value: Any, path: FieldPath) -> Iterator[Refusal]:
    if isinstance(value, str):
        yield from _format(value, path)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _formats(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _formats(one, (*path, index))


def _format(text: str, path: FieldPath) -> Iterator[Refusal]:
    problem = format_problem(text, ACCESS_LOG_EXTENSIONS)
    if problem:
        hint = "write %% for a percent sign, and operators as %NAME(parameters):length%"
        yield Refusal(path, f"Envoy does not take the format: {problem}", hint)


def _filter(condition: Any, path: FieldPath) -> Iterator[Refusal]:
    flags = condition.response_flag_filter
    for index, flag in enumerate(flags.flags if flags is not None else ()):
        if flag not in _FLAGS:
            yield Refusal((*path, "responseFlagFilter", "flags", index), f"Envoy knows no response flag {flag}")
    header = condition.header_filter.header if condition.header_filter is not None else None
    if header is not None and header.type == "RegularExpression":
        from kgwctl.re2.regex import PatternError, compile_pattern

        try:
            compile_pattern(header.value)
        except PatternError as error:
            yield Refusal((*path, "headerFilter", "header", "value"), f"Envoy does not take this expression: {error}")
    if condition.cel_filter is not None:
        from kgwctl.envoy.cel_expressions.errors import ExpressionError
        from kgwctl.envoy.cel_expressions.parser import parse

        try:
            parse(condition.cel_filter.match)
        except ExpressionError as error:
            yield Refusal((*path, "celFilter", "match"), f"Envoy does not take this expression: {error}")


def _tracing(tracing: Any, path: FieldPath) -> Iterator[Refusal]:
    provider = tracing.provider.open_telemetry
    if provider is not None:
        yield from _service(provider.grpc_service, (*path, "provider", "openTelemetry", "grpcService"))
    for index, attribute in enumerate(tracing.attributes or ()):
        at = (*path, "attributes", index)
        if not attribute.name:
            yield Refusal((*at, "name"), "Envoy wants a name")
        yield from _attribute(attribute, at)


def _service(service: Any, path: FieldPath) -> Iterator[Refusal]:
    """Envoy's rules for a call that the API does not have; of access logs kgateway checks them itself."""
    for index, header in enumerate(service.initial_metadata or ()):
        if not header.key:
            yield Refusal((*path, "initialMetadata", index, "key"), "Envoy wants a name")


def _attribute(attribute: Any, path: FieldPath) -> Iterator[Refusal]:
    needed: tuple[tuple[FieldPath, Any], ...]
    if attribute.literal is not None:
        needed = ((("literal", "value"), attribute.literal.value),)
    elif attribute.environment is not None:
        needed = ((("environment", "name"), attribute.environment.name),)
    elif attribute.request_header is not None:
        needed = ((("requestHeader", "name"), attribute.request_header.name),)
    elif attribute.metadata is not None:
        key = attribute.metadata.metadata_key
        at: FieldPath = ("metadata", "metadataKey")
        steps = (((*at, "path", index, "key"), step.key) for index, step in enumerate(key.path))
        needed = (((*at, "key"), key.key), ((*at, "path"), key.path), *steps)
    else:
        yield Refusal(path, f"Envoy wants a value for {attribute.name or 'the attribute'}")
        return
    for below, value in needed:
        if not value:
            yield Refusal((*path, *below), "Envoy wants this not to be empty")
