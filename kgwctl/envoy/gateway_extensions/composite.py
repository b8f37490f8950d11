"""Filters that a route can switch off although its Gateway switched them on.

Envoy cannot disable a filter by a name that the route does not know. So each such filter runs inside a composite that
looks at metadata first, and one more filter, off by default, writes that metadata.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.core import TypedExtensionConfig
from kgwctl.envoy.messages.generated.filters.composite import Composite, ExecuteFilterAction
from kgwctl.envoy.messages.generated.filters.set_metadata import Config, Metadata
from kgwctl.envoy.messages.generated.matcher import MetadataMatcher, ValueMatcher
from kgwctl.envoy.messages.generated.matching import DynamicMetadataInput, ExtensionWithMatcher
from kgwctl.envoy.messages.generated.matching import Metadata as MetadataInput
from kgwctl.envoy.messages.generated.xds import Matcher
from kgwctl.envoy.messages.generated.xds import TypedExtensionConfig as XdsExtension
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.filter_stages import BEFORE, Stage, dormant_filter

if TYPE_CHECKING:
    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter

_KEY = "disable"


def switch_off_filter(kind: str) -> StagedFilter:
    """The filter ``global_disable/<kind>``, which a route enables to disable all filters of that kind."""
    switched_off = Metadata(metadata_namespace=_namespace(kind), value={_KEY: True})
    return dormant_filter(switch_off_name(kind), Config(metadata=[switched_off]), Stage.FAULT, BEFORE)


def switch_off_name(kind: str) -> str:
    """The name of that filter."""
    return f"global_disable/{kind}"


def switched_off(kind: str, *, invert: bool = False) -> MetadataMatcher:
    """Matches requests whose metadata says so; for filters that look at metadata themselves."""
    return MetadataMatcher(
        filter=_namespace(kind),
        path=[MetadataMatcher.PathSegment(key=_KEY)],
        value=ValueMatcher(bool_match=True),
        invert=invert,
    )


def unless_switched_off(kind: str, name: str, config: Message) -> ExtensionWithMatcher:
    """``config``, to run under the filter name ``name`` unless the metadata says otherwise."""
    disabled = DynamicMetadataInput(filter=_namespace(kind), path=[DynamicMetadataInput.PathSegment(key=_KEY)])
    matcher = MetadataInput(value=ValueMatcher(bool_match=True), invert=True)
    single = Matcher.MatcherList.Predicate.SinglePredicate(
        input=XdsExtension(name=_KEY, typed_config=pack(disabled)),
        custom_match=XdsExtension(name="envoy.matching.matchers.metadata_matcher", typed_config=pack(matcher)),
    )
    action = ExecuteFilterAction(typed_config=TypedExtensionConfig(name=name, typed_config=pack(config)))
    run = Matcher.OnMatch(action=XdsExtension(name="composite-action", typed_config=pack(action)))
    rule = Matcher.MatcherList.FieldMatcher(
        predicate=Matcher.MatcherList.Predicate(single_predicate=single), on_match=run
    )
    return ExtensionWithMatcher(
        extension_config=TypedExtensionConfig(name=f"composite_{kind}", typed_config=pack(Composite())),
        xds_matcher=Matcher(matcher_list=Matcher.MatcherList(matchers=[rule])),
    )


def _namespace(kind: str) -> str:
    return f"dev.kgateway.disable_{kind}"
