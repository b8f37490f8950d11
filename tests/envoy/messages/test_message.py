"""Proto-JSON rules of the records, and ``Any``."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kgwctl.envoy.messages import well_known
from kgwctl.envoy.messages.generated import core, hcm, route, types
from kgwctl.envoy.messages.generated.filters import router
from kgwctl.envoy.messages.message import Message, UnknownMessageError, decode, encode, pack

ROUTER = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param(route.VirtualHost(name="", domains=[]), {}, id="zero values are left out"),
        pytest.param(route.RouteMatch(path=""), {"path": ""}, id="an empty oneof scalar is written"),
        pytest.param(core.SocketAddress(port_value=0), {"portValue": 0}, id="a zero oneof scalar is written"),
        pytest.param(
            hcm.HttpConnectionManager(use_remote_address=False), {"useRemoteAddress": False}, id="a false wrapper"
        ),
        pytest.param(core.ConfigSource(ads=core.AggregatedConfigSource()), {"ads": {}}, id="an empty message"),
        pytest.param(types.FractionalPercent(denominator="HUNDRED", numerator=3), {"numerator": 3}, id="zero enum"),
        pytest.param(types.FractionalPercent(denominator="MILLION"), {"denominator": "MILLION"}, id="other enum"),
        pytest.param(route.FilterConfig(config=Message()), {"config": {}}, id="an empty Any"),
    ],
)
def test_encode(message: Message, expected: Any) -> None:
    assert encode(message) == expected


def test_a_packed_message_leads_with_its_type() -> None:
    filter_ = hcm.HttpFilter(name="envoy.filters.http.router", typed_config=pack(router.Router()))
    assert msgspec.json.encode(filter_).decode() == (
        '{"name":"envoy.filters.http.router","typedConfig":{"@type":"' + ROUTER + '"}}'
    )


def test_a_packed_wrapper_has_a_value() -> None:
    assert encode(pack(well_known.StringValue(value=""))) == {
        "@type": "type.googleapis.com/google.protobuf.StringValue",
        "value": "",
    }


def test_decode_reads_any_as_the_record_it_holds() -> None:
    read = decode({"name": "r", "typedConfig": {"@type": ROUTER, "suppressEnvoyHeaders": True}}, hcm.HttpFilter)
    assert isinstance(read.typed_config, router.Router)
    assert read.typed_config.suppress_envoy_headers


def test_decode_refuses_unknown_fields() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `nope`"):
        decode({"nope": 1}, route.VirtualHost)


def test_decode_refuses_enum_values_the_proto_lacks() -> None:
    with pytest.raises(msgspec.ValidationError, match="requireTls"):
        decode({"requireTls": "SOMETIMES"}, route.VirtualHost)


def test_decode_names_a_message_it_has_no_record_for() -> None:
    with pytest.raises((UnknownMessageError, msgspec.ValidationError), match=r"acme\.v1\.Filter"):
        decode({"typedConfig": {"@type": "type.googleapis.com/acme.v1.Filter"}}, hcm.HttpFilter)


def test_list_defaults_are_not_shared() -> None:
    first, second = route.VirtualHost(), route.VirtualHost()
    first.domains.append("*")
    assert second.domains == []
