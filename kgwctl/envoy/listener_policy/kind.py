"""The ListenerPolicy kind: settings of every port, and settings of single ports *instead of* those."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import LISTENER_POLICY, GroupKind
from kgwctl.envoy.listener_policy.registry import HEALTH_CHECK, SETTINGS, setting
from kgwctl.envoy.policy_engine.contract import Attached, Compiled, Pass, PolicyKind, Problem
from kgwctl.envoy.policy_engine.errors import SettingError
from kgwctl.envoy.policy_engine.merging import merge_attached
from kgwctl.scalars.duration import DurationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgwctl.api.kgateway.listener_policy.http_settings import HTTPSettings
    from kgwctl.api.kgateway.listener_policy.policy import ListenerConfig, ListenerPolicySpec
    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
    from kgwctl.envoy.messages.generated.listener import Listener, ListenerFilter
    from kgwctl.envoy.policy_engine.contract import CompileEnv, Placement
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter
    from kgwctl.envoy.policy_engine.merging import MergeOrigins, MergeSource, Strategy
    from kgwctl.objects.resource import Resource

#: Compiled HTTP settings by field. Never changed once made.
HttpForms = dict[str, Any]


class ListenerForm(NamedTuple):
    """Settings of a listener. ``http`` is ``None`` where nothing is said of HTTP, which is not the same as empty."""

    proxy_protocol: ListenerFilter | None = None
    buffer_limit: int | None = None
    http: HttpForms | None = None


class PolicyForm(NamedTuple):
    """What a policy compiles to: settings of all ports, and of those ports that have their own."""

    default: ListenerForm = ListenerForm()
    ports: Mapping[int, ListenerForm] = {}

    def at(self, placement: Placement) -> ListenerForm:
        """The settings that count for a listener."""
        return self.ports.get(placement.listener_port, self.default)


class ListenerPolicyKind(PolicyKind):
    """``ListenerPolicy.gateway.kgateway.dev``."""

    group_kind: GroupKind = LISTENER_POLICY
    merges = True
    #: Where merge origins say the fields of the default settings are, and where their HTTP settings are.
    origin, http_origin = "default.", "default.httpSettings."

    def compile(self, policy: Resource[Any], env: CompileEnv) -> Compiled:
        """Compile every setting; errors of ports come before those of the default settings."""
        problems: list[Problem] = []
        form = self.form(policy, env, problems)
        return Compiled(form, tuple(problem.text for problem in problems), tuple(problems))

    def problems(self, policy: Resource[Any], env: CompileEnv) -> tuple[Problem, ...]:
        """Each error at its field."""
        return self.compile(policy, env).problems

    def merge(self, attached: Sequence[Attached], env: CompileEnv) -> Attached:
        """Merge setting by setting; HTTP settings one by one."""
        return merge_attached(attached, PolicyForm, partial(_merge_into, self.origin, self.http_origin))

    def new_pass(self, env: CompileEnv) -> Pass:
        """A pass that remembers which ports have a health check."""
        return ListenerPolicyPass()

    def form(self, policy: Resource[Any], env: CompileEnv, problems: list[Problem]) -> PolicyForm:
        """The form of a policy object; what is wrong with it goes to ``problems``."""
        spec: ListenerPolicySpec = policy.object.spec
        ports = {}
        for index, one in enumerate(spec.per_port or ()):
            path = ("spec", "perPort", index, "listener")
            ports[one.port] = _listener(one.listener, policy, env, path, problems)
        default = ListenerForm()
        if spec.default is not None:
            default = _listener(spec.default, policy, env, ("spec", "default"), problems)
        return PolicyForm(default, ports)


class ListenerPolicyPass(Pass):
    """Applies merged settings to listeners and connection managers."""

    def __init__(self) -> None:
        self._health_checks: dict[int, StagedFilter | None] = {}

    def apply_listener(self, ir: PolicyForm, listener: Listener, placement: Placement) -> None:
        """The PROXY protocol before anything that reads bytes, the buffer limit; and note the health check.

        That is noted here alone, so a policy that targets a single HTTPS listener has no health check.
        """
        form = ir.at(placement)
        if form.proxy_protocol is not None:
            listener.listener_filters = [form.proxy_protocol, *listener.listener_filters]
        if form.buffer_limit is not None:
            listener.per_connection_buffer_limit_bytes = form.buffer_limit
        if form.http is not None:
            self._health_checks[placement.listener_port] = form.http.get(HEALTH_CHECK)

    def http_filters(self, placement: Placement) -> Sequence[StagedFilter] | None:
        """The health check of the port."""
        found = self._health_checks.get(placement.listener_port)
        return None if found is None else (found,)

    def apply_hcm(self, ir: PolicyForm, hcm: HttpConnectionManager, placement: Placement) -> str | None:
        """Every setting. Where both kinds of policy say something of HTTP, the second decides about traces."""
        forms = ir.at(placement).http
        if forms is None:
            return None
        hcm.tracing = None
        for row in SETTINGS:
            if row.field in forms:
                setting(row).apply(forms[row.field], hcm, placement)
        return None


def _listener(
    config: ListenerConfig, policy: Resource[Any], env: CompileEnv, path: FieldPath, problems: list[Problem]
) -> ListenerForm:
    http = None
    if config.http_settings is not None:
        http = http_forms(config.http_settings, policy, env, (*path, "httpSettings"), problems)
    proxy_protocol = _proxy_protocol(policy) if config.proxy_protocol is not None else None
    return ListenerForm(proxy_protocol, config.per_connection_buffer_limit_bytes, http)


def _proxy_protocol(policy: Resource[Any]) -> ListenerFilter:
    from kgwctl.envoy.messages.generated.listener import ListenerFilter
    from kgwctl.envoy.messages.generated.listener_filters import ProxyProtocol
    from kgwctl.envoy.messages.message import pack

    config = ProxyProtocol(stat_prefix=f"{policy.namespace}_{policy.name}")
    return ListenerFilter(name="envoy.filters.listener.proxy_protocol", typed_config=pack(config))


def http_forms(
    spec: HTTPSettings, policy: Resource[Any], env: CompileEnv, path: FieldPath, problems: list[Problem]
) -> HttpForms:
    """The compiled form of HTTP settings that stand at ``path``; what is wrong with them goes to ``problems``."""
    forms: HttpForms = {}
    for row in SETTINGS:
        value = getattr(spec, row.attribute)
        if value is None:
            continue
        try:
            form = setting(row).compile(value, policy.key, env.resolved)
        except SettingError as error:
            problems.append(error.problem(*path, row.field))
            continue
        except DurationError as error:
            # An API server refuses such text, so the controller has no words for it.
            problems.append(Problem((*path, row.field), f"{row.field}: {error}"))
            continue
        if form is not None:
            forms[row.field] = form
    return forms


def _merge_into(
    origin: str,
    http_origin: str,
    p1: PolicyForm,
    p2: PolicyForm,
    strategy: Strategy,
    source: MergeSource,
    origins: MergeOrigins,
    *,
    same_level: bool,
) -> PolicyForm:
    """The merge of two policies.

    The settings of a port are told of as a whole, in the name of the first policy that has any: upstream
    forgets what came from others when it goes from one level to the next.
    """
    del same_level
    default, taken = _merge(p1.default, p2.default, strategy)
    for field in taken:
        source.replace(origins, f"{http_origin if field.http else origin}{field.name}")
    ports = dict(p1.ports)
    for port, form in p2.ports.items():
        if port in ports:
            ports[port], _ = _merge(ports[port], form, strategy)
        else:
            ports[port] = form
            source.replace(origins, f"perPortPolicy[{port}]")
    return PolicyForm(default, ports)


class _Taken(NamedTuple):
    """A field of the second policy that the merge took."""

    name: str
    http: bool = False


def _merge(p1: ListenerForm, p2: ListenerForm, strategy: Strategy) -> tuple[ListenerForm, list[_Taken]]:
    proxy_protocol, buffer_limit, http = p1
    taken = []
    if strategy.mergeable(proxy_protocol, p2.proxy_protocol):
        proxy_protocol = p2.proxy_protocol
        taken.append(_Taken("proxyProtocol"))
    if strategy.mergeable(buffer_limit, p2.buffer_limit):
        buffer_limit = p2.buffer_limit
        taken.append(_Taken("perConnectionBufferLimitBytes"))
    if p2.http is not None:
        http = dict(http or {})
        for row in SETTINGS:
            if strategy.mergeable(http.get(row.field), p2.http.get(row.field)):
                http[row.field] = p2.http[row.field]
                taken += (_Taken(name, http=True) for name in row.origins or (row.field,))
    return ListenerForm(proxy_protocol, buffer_limit, http), taken


KIND: PolicyKind = ListenerPolicyKind()
