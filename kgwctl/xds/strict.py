"""The questions of strict mode, answered by a real Envoy: one start for all, whatever their number.

Each question is served as a listener or cluster of its own, so that each is accepted or refused by itself. Where the
controller's text has the whole configuration in it, the Envoy is started once more for that text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kgwctl.envoy.binary import REFUSAL, validate
from kgwctl.envoy.messages.generated.cluster import Cluster
from kgwctl.envoy.messages.generated.filters.dynamic_modules import DynamicModuleFilterPerRoute
from kgwctl.envoy.messages.generated.listener import Listener
from kgwctl.envoy.messages.generated.route import RouteAction, WeightedCluster
from kgwctl.envoy.messages.tree import changed, rewritten, walk
from kgwctl.envoy.messages.well_known import StringValue
from kgwctl.envoy.stock_filters import StockFilters
from kgwctl.output.json_writer import to_json
from kgwctl.output.sensitive import secrets_in
from kgwctl.secrecy import without
from kgwctl.xds.harmless import harmless, unbound
from kgwctl.xds.judge import Judge, Question, reason
from kgwctl.xds.protobuf import CLUSTER, LISTENER, plain
from kgwctl.xds.server import ResourceId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.strict import Ask, PartialBootstrap

_PREFIX = f"{REFUSAL} '/dev/fd/0': "
#: Envoy's field rules, which print the whole configuration.
_FIELD_RULES = "Proto constraint validation failed"
#: What kgateway's own module says of a template that does not parse.
_BAD_TEMPLATE = f"{_PREFIX}Failed to create pre-route filter config: Failed to initialize per-route dynamic module"


def asking(envoy: Path) -> Ask:
    """Answers from ``envoy``. They raise :class:`~kgwctl.envoy.binary.EnvoyError` where it does not work."""

    def ask(parts: Mapping[bytes, PartialBootstrap]) -> Mapping[bytes, str]:
        answers = {key: _BAD_TEMPLATE for key, part in parts.items() if _has_bad_template(part)}
        left = {key: part for key, part in parts.items() if key not in answers}
        return answers | _refused(left, envoy)

    return ask


def _refused(parts: Mapping[bytes, PartialBootstrap], envoy: Path) -> dict[bytes, str]:
    keys = list(parts)
    questions = [question for number, key in enumerate(keys) for question in _questions(number, parts[key])]
    with Judge(envoy, authorities=False) as judge:
        verdicts = judge.verdicts({one.resource: one for one in questions}.values())
    answers = {}
    for resource, refusal in verdicts.items():
        key = keys[int(resource.name.partition("~")[0])] if "~" in resource.name else None
        if key is not None:
            answers[key] = _text(parts[key], refusal.replace(resource.name, _own_name(resource)), envoy)
    return answers


def _own_name(resource: ResourceId) -> str:
    return resource.name.partition("~")[2]


def _text(part: PartialBootstrap, refusal: str, envoy: Path) -> str:
    """What ``envoy --mode validate`` prints of it."""
    whole = part.bootstrap()
    text = _PREFIX + reason(refusal)
    if _FIELD_RULES in refusal:
        text = validate(to_json(whole, show_secrets=True), envoy).message or text
    # The controller writes keys into statuses for all to read, if Envoy repeats them.
    return without(text, secrets_in(whole))


def _questions(number: int, part: PartialBootstrap) -> Iterator[Question]:
    """The resources of a question: those whose name starts with its number are to be judged."""
    stock = StockFilters()
    for cluster in part.clusters:
        yield _question(CLUSTER, plain(harmless(cluster, stock)), f"{number}~{cluster.name}")
    if part.clusters:
        return
    resources = part.bootstrap().static_resources
    assert resources is not None
    for name in part.stubs:
        yield _question(CLUSTER, plain(Cluster(name=name)), f"stub/{name}")
    listener: Listener = _with_stubs(harmless(resources.listeners[0], stock), frozenset(part.stubs))
    yield _question(LISTENER, plain(unbound(listener, number)), f"{number}~{listener.name}")


def _question(type_url: str, value: dict[str, Any], name: str) -> Question:
    return Question(ResourceId(type_url, name), {**value, "name": name})


def _with_stubs(listener: Listener, stubs: frozenset[str]) -> Listener:
    """``listener`` with routes to clusters by names that no other question has in its configuration."""

    def change(message: Message) -> Message:
        if isinstance(message, RouteAction) and message.cluster in stubs:
            return changed(message, cluster=f"stub/{message.cluster}")
        if isinstance(message, WeightedCluster.ClusterWeight) and message.name in stubs:
            return changed(message, name=f"stub/{message.name}")
        return message

    return rewritten(listener, change)


def _has_bad_template(part: PartialBootstrap) -> bool:
    """Whether kgateway's module, which a stock Envoy lacks, would not load a template."""
    configs = [*part.filter_configs.values(), *(one for route in part.routes for one in walk(route))]
    return any(
        not _parses(template)
        for config in configs
        if isinstance(config, DynamicModuleFilterPerRoute) and isinstance(config.filter_config, StringValue)
        for template in _templates(json.loads(config.filter_config.value or "{}"))
    )


def _templates(document: dict[str, Any]) -> Iterator[str]:
    for transform in document.values():
        for action in ("set", "add"):
            yield from (header.get("value", "") for header in transform.get(action, ()))
        yield transform.get("body", {}).get("value", "")


def _parses(template: str) -> bool:
    import minijinja

    try:
        minijinja.Environment().add_template("template", template)
    except minijinja.TemplateError:
        return False
    return True
