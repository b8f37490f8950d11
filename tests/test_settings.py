"""Controller settings: names, defaults and what values are refused."""

from __future__ import annotations

import pytest

from kgwctl.api.meta import LabelSelector
from kgwctl.settings import Settings, SettingsError, variable


def test_defaults_are_upstreams() -> None:
    settings = Settings()
    assert settings.dns_lookup_family == "V4_PREFERRED"
    assert settings.listener_bind_ipv6
    assert settings.use_rust_formations
    assert settings.enable_experimental_gateway_api_features
    assert settings.validation_mode == "STANDARD"
    assert settings.discovery_namespace_selectors == ()
    assert settings.policy_merge == {}
    assert (settings.pod_namespace, settings.delegation_wildcard_namespace) == ("kgateway-system", "all")


@pytest.mark.parametrize(
    ("pair", "field", "value"),
    [
        ("KGW_VALIDATION_MODE=strict", "validation_mode", "STRICT"),
        ("KGW_DNS_LOOKUP_FAMILY=AUTO", "dns_lookup_family", "AUTO"),
        ("KGW_LISTENER_BIND_IPV6=f", "listener_bind_ipv6", False),
        ("KGW_ENABLE_WAYPOINT=1", "enable_waypoint", True),
        ("KGW_XDS_SERVICE_PORT=0x10", "xds_service_port", 16),
        ("KGW_GLOBAL_POLICY_NAMESPACE=policies", "global_policy_namespace", "policies"),
        ("KGW_DEFAULT_IMAGE_TAG=a=b", "default_image_tag", "a=b"),
        (
            'KGW_DISCOVERY_NAMESPACE_SELECTORS=[{"matchLabels":{"app":"a"}}]',
            "discovery_namespace_selectors",
            (LabelSelector(match_labels={"app": "a"}),),
        ),
        ("KGW_DISCOVERY_NAMESPACE_SELECTORS=", "discovery_namespace_selectors", ()),
        (
            'KGW_POLICY_MERGE={"trafficPolicy":{"extAuth":"DeepMerge"}}',
            "policy_merge",
            {"trafficPolicy": {"extAuth": "DeepMerge"}},
        ),
        ("POD_NAMESPACE=gateways", "pod_namespace", "gateways"),
        ("DELEGATION_WILDCARD_NAMESPACE=everywhere", "delegation_wildcard_namespace", "everywhere"),
    ],
)
def test_values(pair: str, field: str, value: object) -> None:
    assert getattr(Settings.from_pairs([pair]), field) == value


def test_the_last_value_of_a_name_wins() -> None:
    assert not Settings.from_pairs(["KGW_XDS_AUTH=true", "KGW_XDS_AUTH=false"]).xds_auth


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ("KGW_VALIDATION_MODE", "expected NAME=VALUE"),
        ("KGW_VALIDATION_MODES=STRICT", "unknown setting KGW_VALIDATION_MODES; did you mean KGW_VALIDATION_MODE?"),
        ("ZZZ=1", "unknown setting ZZZ"),
        ("KGW_VALIDATION_MODE=LOOSE", 'setting KGW_VALIDATION_MODE: "LOOSE" is not one of STANDARD, STRICT'),
        ("KGW_DNS_LOOKUP_FAMILY=auto", "is not one of V4_PREFERRED"),
        ("KGW_XDS_AUTH=yes", "is not a boolean"),
        ("KGW_XDS_SERVICE_PORT=-1", "is not a number"),
        ("KGW_XDS_SERVICE_PORT=4294967296", "is not a number"),
        ("KGW_POLICY_MERGE=[]", "is not a JSON object"),
        ("KGW_DISCOVERY_NAMESPACE_SELECTORS={", "is not a JSON list of label selectors"),
    ],
)
def test_refused(pair: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_pairs([pair])
    assert told in str(refused.value)


def test_every_setting_has_a_variable_of_its_own() -> None:
    names = [variable(field) for field in Settings.__struct_fields__]
    assert len(set(names)) == len(names)
    assert "KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES" in names
