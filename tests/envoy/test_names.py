from __future__ import annotations

from kgwctl.envoy import names
from kgwctl.objects.resource import ObjectKey


def test_virtual_host_names_lose_their_dots() -> None:
    assert names.virtual_host_name("ns/set.one/https", "*.example.com") == "ns/set_one/https~*_example_com"


def test_rule_name_stands_last() -> None:
    key = ObjectKey("gateway.networking.k8s.io", "GRPCRoute", "ns", "r")
    assert names.rule_match_name(key, 2, 1, "") == "grpcroute-r-ns-2-1"
    assert names.rule_match_name(key, 2, 1, "named") == "grpcroute-r-ns-2-1-named"
