"""One rule of an AuthorizationPolicy: what may be done (permissions), and by whom (principals).

Conditions (``when``) belong to one or the other, after the rule's own fields.

Source: ``istio.io/istio/pilot/pkg/security/authz/model``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.core import TypedExtensionConfig
from kgwctl.envoy.messages.generated.matcher import FilterStateMatcher, PathMatcher, StringMatcher, ValueMatcher
from kgwctl.envoy.messages.generated.path_match import UriTemplateMatchConfig
from kgwctl.envoy.messages.generated.rbac import Permission, Policy, Principal
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.waypoint.authorization import values
from kgwctl.envoy.waypoint.authorization.clauses import PERMISSIONS, PRINCIPALS, Clause, conjunction
from kgwctl.envoy.waypoint.authorization.values import UnusableValue

if TYPE_CHECKING:
    from kgwctl.api.istio.authorization_policy import Condition, Operation, Rule, Source

#: Where the identity of the client stands, as ztunnel saw it.
PEER_PRINCIPAL = "io.istio.peer_principal"

_NONE: Sequence[str] = ()
_HEADERS, _CLAIMS = "request.headers", "request.auth.claims"
_FILTERS = "experimental.envoy.filters."


class UnknownAttribute(ValueError):
    """A condition is about an attribute that Istio does not have."""


def rbac_policy(rule: Rule, namespace: str, *, strict: bool) -> Policy:
    """The rule of a policy in ``namespace``.

    Raises :class:`UnknownAttribute`; :class:`UnusableValue` only if ``strict``.
    """
    about_request: list[Clause] = []
    about_client: list[Clause] = []
    for condition in rule.when or ():
        _add_condition(condition, namespace, about_request, about_client)
    operations = [one.operation for one in rule.to or ()] or [None]
    sources = [one.source for one in rule.from_ or ()] or [None]
    return Policy(
        permissions=[conjunction((*_operation(one), *about_request), PERMISSIONS, strict=strict) for one in operations],
        principals=[
            conjunction((*_source(one, namespace), *about_client), PRINCIPALS, strict=strict) for one in sources
        ],
    )


def never() -> Policy:
    """A policy that matches nothing."""
    return Policy(
        permissions=[Permission(not_rule=Permission(any=True))], principals=[Principal(not_id=Principal(any=True))]
    )


def _operation(operation: Operation | None) -> list[Clause]:
    if operation is None:
        return []
    return [
        Clause(operation.hosts or _NONE, operation.not_hosts or _NONE, _host),
        Clause(operation.methods or _NONE, operation.not_methods or _NONE, _method),
        Clause(operation.paths or _NONE, operation.not_paths or _NONE, _path),
        Clause(operation.ports or _NONE, operation.not_ports or _NONE, _port),
    ]


def _source(source: Source | None, namespace: str) -> list[Clause]:
    if source is None:
        return []
    together = {"make_together": _request_principals}
    account = partial(_service_account, namespace=namespace)
    return [
        Clause(source.principals or _NONE, source.not_principals or _NONE, _principal),
        Clause(source.request_principals or _NONE, source.not_request_principals or _NONE, **together),
        Clause(source.service_accounts or _NONE, source.not_service_accounts or _NONE, account),
        Clause(source.namespaces or _NONE, source.not_namespaces or _NONE, _namespace),
        Clause(source.remote_ip_blocks or _NONE, source.not_remote_ip_blocks or _NONE, _remote_ip),
        Clause(source.ip_blocks or _NONE, source.not_ip_blocks or _NONE, _source_ip),
    ]


def _add_condition(condition: Condition, namespace: str, request: list[Clause], client: list[Clause]) -> None:
    key, wanted, unwanted = condition.key, condition.values or _NONE, condition.not_values or _NONE
    if key in _REQUEST_ATTRIBUTES:
        request.append(Clause(wanted, unwanted, _REQUEST_ATTRIBUTES[key]))
    elif key.startswith(_FILTERS):
        request.append(Clause(wanted, unwanted, make_together=partial(_filter_metadata, key)))
    elif key == "source.serviceAccount":
        client.append(Clause(wanted, unwanted, partial(_service_account, namespace=namespace)))
    elif key in _CLIENT_ATTRIBUTES:
        client.append(Clause(wanted, unwanted, _CLIENT_ATTRIBUTES[key]))
    elif key in _TOKEN_ATTRIBUTES:
        client.append(Clause(wanted, unwanted, make_together=_TOKEN_ATTRIBUTES[key]))
    elif key.startswith(_HEADERS):
        client.append(Clause(wanted, unwanted, partial(_request_header, key.removeprefix(_HEADERS))))
    elif key.startswith(_CLAIMS):
        client.append(Clause(wanted, unwanted, make_together=partial(_claim, key.removeprefix(_CLAIMS))))
    else:
        raise UnknownAttribute(key)


def _host(value: str) -> Permission:
    return Permission(header=values.header(":authority", value, ignore_case=True))


def _method(value: str) -> Permission:
    return Permission(header=values.header(":method", value))


def _path(value: str) -> Permission:
    if "{*}" in value or "{**}" in value:
        template = UriTemplateMatchConfig(path_template=value.replace("{*}", "*").replace("{**}", "**"))
        return Permission(uri_template=TypedExtensionConfig(name="uri-template", typed_config=pack(template)))
    return Permission(url_path=PathMatcher(path=values.text(value)))


def _port(value: str) -> Permission:
    return Permission(destination_port=values.port(value))


def _destination_ip(value: str) -> Permission:
    return Permission(destination_ip=values.cidr(value))


def _server_name(value: str) -> Permission:
    return Permission(requested_server_name=values.text(value))


def _filter_metadata(key: str, given: Sequence[str]) -> Permission:
    """``experimental.envoy.filters.a.b[c]``: what filter ``envoy.filters.a.b`` left as ``c``; ``[v]`` is in a list."""
    filter, bracket, name = key.removeprefix("experimental.").removesuffix("]").partition("[")
    if not bracket:
        raise UnusableValue(key)
    matchers = []
    for value in given:
        in_list = value.startswith("[") and value.endswith("]")
        match = ValueMatcher(string_match=values.text(value.strip("[]") if in_list else value))
        matchers.append(values.listed(match) if in_list else match)
    return Permission(metadata=values.metadata(filter, (name,), values.any_value(matchers)))


def _peer(name: StringMatcher) -> Principal:
    return Principal(filter_state=FilterStateMatcher(key=PEER_PRINCIPAL, string_match=name))


def _principal(value: str) -> Principal:
    return _peer(values.text(value, "spiffe://"))


def _namespace(value: str) -> Principal:
    return _peer(values.regex(f".*/ns/{value.replace('*', '.*')}/.*"))


def _service_account(value: str, *, namespace: str) -> Principal:
    of_namespace, slash, account = value.partition("/")
    if not slash:
        of_namespace, account = namespace, value
    return _peer(values.regex(f"spiffe://.+/ns/{of_namespace}/(.+/|)sa/{account}(/.+)?"))


def _source_ip(value: str) -> Principal:
    return Principal(direct_remote_ip=values.cidr(value))


def _remote_ip(value: str) -> Principal:
    return Principal(remote_ip=values.cidr(value))


def _request_principals(given: Sequence[str]) -> Principal:
    """Issuer and subject of the request's token, with a slash between."""
    found = []
    for value in given:
        issuer, subject = _issuer_and_subject(value)
        parts = [
            Principal(metadata=values.claim("iss", issuer)),
            Principal(metadata=values.claim("sub", subject)),
        ]
        found.append(PRINCIPALS.all_of(parts))
    either: Principal = found[0] if len(found) == 1 else PRINCIPALS.any_of(found)
    return either


def _issuer_and_subject(value: str) -> tuple[StringMatcher, StringMatcher]:
    # An issuer may be a URL, so the last slash counts.
    issuer, slash, subject = value.rpartition("/")
    if not slash:
        issuer, subject = value, ""
    if value.startswith("*") and value != "*":
        if slash:
            return values.text(issuer), StringMatcher(exact=subject)
        return values.ANYTHING, StringMatcher(suffix=value.removeprefix("*"))
    if value.endswith("*"):
        if value == "*":
            return values.ANYTHING, values.ANYTHING
        if slash:
            return StringMatcher(exact=issuer), values.text(subject)
        return StringMatcher(prefix=value.removesuffix("*")), values.ANYTHING
    return StringMatcher(exact=issuer), StringMatcher(exact=subject)


def _audiences(given: Sequence[str]) -> Principal:
    return Principal(metadata=values.claims(("aud",), given))


def _presenters(given: Sequence[str]) -> Principal:
    return Principal(metadata=values.claims(("azp",), given))


def _claim(brackets: str, given: Sequence[str]) -> Principal:
    return Principal(metadata=values.claims(values.in_nested_brackets(brackets), given))


def _request_header(brackets: str, value: str) -> Principal:
    return Principal(header=values.header(values.in_brackets(brackets), value))


_REQUEST_ATTRIBUTES: dict[str, Callable[[str], Permission]] = {
    "destination.ip": _destination_ip,
    "destination.port": _port,
    "connection.sni": _server_name,
}
_CLIENT_ATTRIBUTES: dict[str, Callable[[str], Principal]] = {
    "source.ip": _source_ip,
    "remote.ip": _remote_ip,
    "source.namespace": _namespace,
    "source.principal": _principal,
}
_TOKEN_ATTRIBUTES: dict[str, Callable[[Sequence[str]], Principal]] = {
    "request.auth.principal": _request_principals,
    "request.auth.audiences": _audiences,
    "request.auth.presenter": _presenters,
}
