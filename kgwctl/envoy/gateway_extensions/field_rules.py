"""Envoy's rules for the fields of a message, all of them at once, each with the field of the manifest to blame.

Policies are checked rule by rule and tell the first that is broken. Of an extension upstream tells every broken rule
(protoc-gen-validate's ``ValidateAll``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.envoy.policy_engine.contract import Problem
from kgwctl.envoy.policy_engine.violations import header_text_violation, violation
from kgwctl.scalars.duration import parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.messages.generated.core import GrpcService, HeaderValue, HttpUri, RetryPolicy
    from kgwctl.objects.resource import Resource

_LONGEST_TEXT = 16384
_MILLISECOND = 1_000_000
_LONGEST_TIMEOUT = 2**32 * 1000 * _MILLISECOND


class Broken(NamedTuple):
    """A rule that a message breaks, in protoc-gen-validate's words, and the field of the manifest behind it."""

    text: str
    path: FieldPath = ()


def problem_of(rules: Iterable[Broken], resource: Resource[Any] | None, *below: str | int) -> Problem | None:
    """All as one problem of ``resource``: the texts of all, the path of the first, below ``below``."""
    broken = _together(rules)
    return Problem((*below, *broken.path), broken.text, resource) if broken is not None else None


def _together(rules: Iterable[Broken]) -> Broken | None:
    found = list(rules)
    return Broken("; ".join(one.text for one in found), found[0].path) if found else None


def inside(message: str, field: str, rules: Iterable[Broken], *below: str | int) -> Iterator[Broken]:
    """What a message in a field breaks, as told of the message around it; ``below`` leads there in the manifest."""
    broken = _together(rules)
    if broken is not None:
        text = violation(message, field, "embedded message failed validation", broken.text)
        yield Broken(text, (*below, *broken.path))


def must_not_be_empty(message: str, field: str, text: str, *path: str | int) -> Iterator[Broken]:
    """Text of one character at least."""
    if not text:
        yield Broken(violation(message, field, "value length must be at least 1 runes"), path)


def must_be_header_text(message: str, field: str, text: str, *path: str | int) -> Iterator[Broken]:
    """Text that may stand in a header: not too long, and in one line."""
    if len(text.encode()) > _LONGEST_TEXT:
        yield Broken(violation(message, field, f"value length must be at most {_LONGEST_TEXT} bytes"), path)
    broken = header_text_violation(message, field, text)
    if broken:
        yield Broken(broken, path)


def of_grpc_service(service: GrpcService) -> Iterator[Broken]:
    """The rules of a call by gRPC; paths are those below ``grpcService``."""
    yield from inside("GrpcService", "RetryPolicy", _of_retry(service.retry_policy), "retry")
    call = service.envoy_grpc
    if call is not None:
        authority = must_be_header_text("GrpcService_EnvoyGrpc", "Authority", call.authority, "authority")
        yield from inside("GrpcService", "EnvoyGrpc", authority)


def of_http_uri(uri: HttpUri) -> Iterator[Broken]:
    """The rules of an address with its timeout; paths are those below ``httpService``."""
    if uri.timeout is not None and not 0 <= parse_duration(uri.timeout) < _LONGEST_TIMEOUT:
        why = "value must be inside range [0s, 1193046h28m16s)"
        yield Broken(violation("HttpUri", "Timeout", why), ("requestTimeout",))


def of_http_retry(message: str, retry: RetryPolicy | None) -> Iterator[Broken]:
    """The rules of further attempts, as the field ``RetryPolicy`` of a message."""
    yield from inside(message, "RetryPolicy", _of_retry(retry), "retry")


def of_header(header: HeaderValue) -> Iterator[Broken]:
    """The rules of a header that is added; the paths are empty."""
    yield from must_not_be_empty("HeaderValue", "Key", header.key)
    yield from must_be_header_text("HeaderValue", "Key", header.key)
    yield from must_be_header_text("HeaderValue", "Value", header.value)


def _of_retry(retry: RetryPolicy | None) -> Iterator[Broken]:
    backoff = retry.retry_back_off if retry is not None else None
    if backoff is None:
        return
    rules = []
    if parse_duration(backoff.base_interval or "0s") < _MILLISECOND:
        why = "value must be greater than or equal to 1ms"
        rules.append(Broken(violation("BackoffStrategy", "BaseInterval", why), ("baseInterval",)))
    if backoff.max_interval is not None and parse_duration(backoff.max_interval) <= 0:
        rules.append(
            Broken(violation("BackoffStrategy", "MaxInterval", "value must be greater than 0s"), ("maxInterval",))
        )
    yield from inside("RetryPolicy", "RetryBackOff", rules, "backoff")
