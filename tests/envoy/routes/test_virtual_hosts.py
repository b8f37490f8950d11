from __future__ import annotations

from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered


def test_hosts_are_sorted_by_name() -> None:
    result = rendered(GATEWAY, SERVICE, http_route(hostnames="[b.example.com, '*.example.com', a.example.com]"))
    assert [host["domains"] for host in result.route_configs["listener~80"]["virtualHosts"]] == [
        ["*.example.com"],
        ["a.example.com"],
        ["b.example.com"],
    ]


def test_two_hosts_of_one_name_leave_the_first() -> None:
    result = rendered(GATEWAY, SERVICE, http_route(hostnames="[a.b, a_b]"))
    assert [host["domains"] for host in result.hosts.values()] == [["a.b"]]


def test_route_without_hostnames_serves_every_host() -> None:
    assert rendered(GATEWAY, SERVICE, http_route()).hosts["listener~80~*"]["domains"] == ["*"]


def test_routes_of_one_host_are_together() -> None:
    result = rendered(GATEWAY, SERVICE, http_route(name="a", hostnames="[h]"), http_route(name="b", hostnames="[h]"))
    assert len(result.hosts["listener~80~h"]["routes"]) == 2
