"""Incremental ADS: what a client is sent, and what its answers mean."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest

from kgwctl.xds.protobuf import CLUSTER, ENDPOINTS, LISTENER, ROUTES, discovery, to_any
from kgwctl.xds.server import AdsServer, Answer, ResourceId

grpc = pytest.importorskip("grpc")
pytest.importorskip("envoy.service.discovery.v3")
PATH = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources"


class Client:
    """One stream to a server."""

    def __init__(self, channel: Any) -> None:
        messages = discovery()
        self._requests: SimpleQueue[Any] = SimpleQueue()
        self._request = messages.DeltaDiscoveryRequest
        method = channel.stream_stream(
            PATH,
            request_serializer=self._request.SerializeToString,
            response_deserializer=messages.DeltaDiscoveryResponse.FromString,
        )
        self._responses = method(iter(self._requests.get, None), timeout=10)

    def ask(self, type_url: str, *names: str) -> None:
        self._requests.put(self._request(type_url=type_url, resource_names_subscribe=names))

    def answer(self, response: Any, refusal: str = "") -> None:
        request = self._request(type_url=response.type_url, response_nonce=response.nonce)
        if refusal:
            request.error_detail.message = refusal
        self._requests.put(request)

    def next(self) -> Any:
        return next(self._responses)


@pytest.fixture
def server(tmp_path: Any) -> Iterator[AdsServer]:
    with AdsServer(tmp_path) as running:
        yield running


@pytest.fixture
def client(server: AdsServer) -> Iterator[Client]:
    with grpc.insecure_channel(f"unix:{server.path}") as channel:
        yield Client(channel)


def test_one_resource_a_response(server: AdsServer, client: Client) -> None:
    for name in ("a", "b"):
        server.put(ResourceId(CLUSTER, name), to_any(CLUSTER, {"name": name}))
    server.put(ResourceId(LISTENER, "l"), to_any(LISTENER, {"name": "l"}))
    client.ask(CLUSTER)
    first, second = client.next(), client.next()
    assert [[one.name for one in response.resources] for response in (first, second)] == [["a"], ["b"]]
    client.answer(first)
    client.answer(second, "no")
    assert server.settle([ResourceId(CLUSTER, "a"), ResourceId(CLUSTER, "b")], 5) == []
    assert server.answers == {ResourceId(CLUSTER, "a"): Answer(1, ""), ResourceId(CLUSTER, "b"): Answer(2, "no")}


def test_only_what_was_asked_for_by_name(server: AdsServer, client: Client) -> None:
    server.put(ResourceId(ROUTES, "here"), to_any(ROUTES, {"name": "here"}))
    client.ask(ROUTES, "here", "gone")
    found, missing = client.next(), client.next()
    assert [one.name for one in found.resources] == ["here"]
    assert list(missing.removed_resources) == ["gone"]
    server.put(ResourceId(ROUTES, "other"), to_any(ROUTES, {"name": "other"}))
    server.put(ResourceId(ROUTES, "gone"), to_any(ROUTES, {"name": "gone"}))
    assert [one.name for one in client.next().resources] == ["gone"]
    server.remove(ResourceId(ROUTES, "here"))
    assert list(client.next().removed_resources) == ["here"]


def test_a_changed_cluster_gets_its_endpoints_again(server: AdsServer, client: Client) -> None:
    endpoints = ResourceId(ENDPOINTS, "a")
    server.put(ResourceId(CLUSTER, "a"), to_any(CLUSTER, {"name": "a"}))
    server.put(endpoints, to_any(ENDPOINTS, {"clusterName": "a"}))
    client.ask(CLUSTER)
    client.next()
    client.ask(ENDPOINTS, "a")
    client.next()
    server.put(ResourceId(CLUSTER, "a"), to_any(CLUSTER, {"name": "a", "connectTimeout": "1s"}))
    assert [client.next().type_url, client.next().type_url] == [CLUSTER, ENDPOINTS]


def test_waiting_ends_when_nothing_is_heard(server: AdsServer) -> None:
    assert server.settle([ResourceId(CLUSTER, "a")], 0.05) == [ResourceId(CLUSTER, "a")]


def test_unreadable_resources() -> None:
    with pytest.raises(ValueError):
        to_any(CLUSTER, {"name": 5})
