"""Rewriting shares what it does not change."""

from __future__ import annotations

from kgwctl.envoy.messages.generated import core, route
from kgwctl.envoy.messages.message import Message, encode, pack
from kgwctl.envoy.messages.tree import rewritten, walk


def configuration() -> route.RouteConfiguration:
    return route.RouteConfiguration(
        name="r",
        virtual_hosts=[
            route.VirtualHost(name="a", typed_per_filter_config={"f": pack(route.FilterConfig(disabled=True))}),
            route.VirtualHost(name="b", metadata=core.Metadata(filter_metadata={"x": {"y": [1]}})),
        ],
    )


def test_walk_is_outermost_first() -> None:
    kinds = [type(message).__name__ for message in walk([configuration()])]
    assert kinds == ["RouteConfiguration", "VirtualHost", "FilterConfig", "VirtualHost", "Metadata"]


def test_nothing_changed_is_the_same_object() -> None:
    message = configuration()
    assert rewritten(message, lambda record: record) is message


def test_a_change_deep_down_copies_the_path_to_it_only() -> None:
    message = configuration()
    before = encode(message)

    def enabled(record: Message) -> Message:
        return pack(route.FilterConfig()) if isinstance(record, route.FilterConfig) else record

    changed = rewritten(message, enabled)
    assert encode(message) == before
    assert changed.virtual_hosts[1] is message.virtual_hosts[1]
    assert encode(changed.virtual_hosts[0]) == {
        "name": "a",
        "typedPerFilterConfig": {"f": {"@type": "type.googleapis.com/envoy.config.route.v3.FilterConfig"}},
    }
