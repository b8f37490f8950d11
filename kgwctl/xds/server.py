"""A small control plane: incremental ADS on a Unix socket, one resource a response.

Envoy answers each response by its nonce, so that each refusal tells which resource it is about. The socket is in a
folder that nobody else can enter, since private keys go through it.

Protocol: ``DeltaAggregatedResources`` of ``envoy/service/discovery/v3/ads.proto``, and "Incremental xDS" in Envoy's
xDS protocol documentation.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from kgwctl.xds.protobuf import CLUSTER, ENDPOINTS, LISTENER, NoProtobufError, discovery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

_METHOD = "envoy.service.discovery.v3.AggregatedDiscoveryService"
#: What a client subscribes to as a whole when its first request names nothing.
_WILDCARD_TYPES = frozenset((CLUSTER, LISTENER))


class ResourceId(NamedTuple):
    """A resource as xDS names it."""

    type_url: str
    name: str


class Answer(NamedTuple):
    """What Envoy said to one version of a resource: ``refusal`` is empty where it took it."""

    version: int
    refusal: str


class _Stored(NamedTuple):
    version: int
    body: Any


class AdsServer:
    """Serves what :meth:`put` gave it to every Envoy that connects, for the time of a ``with`` block.

    Safe to use from several threads. ``path`` of the socket is known from the start.
    """

    def __init__(self, folder: str | Path, on_answer: Callable[[ResourceId, Answer], None] | None = None) -> None:
        self.path = str(Path(folder) / "xds.sock")
        self.answers: dict[ResourceId, Answer] = {}
        self._resources: dict[ResourceId, _Stored] = {}
        self._versions = count(1)
        self._streams: list[_Stream] = []
        self._changed = threading.Condition()
        self._on_answer = on_answer
        self._server: Any = None

    def __enter__(self) -> Self:
        # Children are other programs, which hold no gRPC; saying so keeps gRPC from warning about them.
        os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "false")
        try:
            import grpc
        except ImportError as error:
            raise NoProtobufError(str(error)) from None
        messages = discovery()
        handler = grpc.stream_stream_rpc_method_handler(
            self._serve,
            request_deserializer=messages.DeltaDiscoveryRequest.FromString,
            response_serializer=messages.DeltaDiscoveryResponse.SerializeToString,
        )
        self._server = grpc.server(ThreadPoolExecutor(max_workers=8, thread_name_prefix="xds"))
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(_METHOD, {"DeltaAggregatedResources": handler}),)
        )
        self._server.add_insecure_port(f"unix:{self.path}")
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            for stream in self._streams:
                stream.events.put(None)
        self._server.stop(grace=1).wait(2)

    def put(self, resource: ResourceId, body: Any) -> int:
        """Serve ``body`` (a protobuf ``Any``) under that name from now on. Returns its version."""
        with self._changed:
            version = next(self._versions)
            self._resources[resource] = _Stored(version, body)
            self._push(resource)
            if resource.type_url == CLUSTER:
                # A changed cluster waits for its endpoints, which Envoy does not ask for again.
                self._push(ResourceId(ENDPOINTS, resource.name))
            return version

    def remove(self, resource: ResourceId) -> None:
        """Serve it no longer."""
        with self._changed:
            if self._resources.pop(resource, None) is not None:
                self.answers.pop(resource, None)
                self._push(resource)

    def served(self) -> frozenset[ResourceId]:
        """All that is served."""
        with self._changed:
            return frozenset(self._resources)

    def wait(self, until: Callable[[], bool], patience: float) -> bool:
        """Wait until something holds; ``False`` once nothing has been heard for ``patience`` seconds."""
        with self._changed:
            while not until():
                if not self._changed.wait(patience):
                    return until()
            return True

    def answered(self, resource: ResourceId, version: int = 0) -> bool:
        """Whether there is an answer to that version of a resource, or (0) to its newest."""
        answer, stored = self.answers.get(resource), self._resources.get(resource)
        wanted = version or (stored.version if stored else 0)
        return answer is not None and answer.version >= wanted

    def settle(self, resources: Iterable[ResourceId], patience: float) -> list[ResourceId]:
        """Wait until all are answered. Returns those that are not ``patience`` seconds after the last word."""
        left = list(resources)

        def done() -> bool:
            while left and self.answered(left[-1]):
                left.pop()
            return not left

        self.wait(done, patience)
        return [one for one in left if not self.answered(one)]

    def _push(self, resource: ResourceId) -> None:
        for stream in self._streams:
            if stream.wants(resource):
                stream.send(resource, self._resources.get(resource))

    def _serve(self, requests: Iterator[Any], context: Any) -> Iterator[Any]:
        stream = _Stream()
        with self._changed:
            self._streams.append(stream)
        threading.Thread(target=self._listen, args=(stream, requests), daemon=True).start()
        try:
            while (response := stream.events.get()) is not None:
                yield response
        finally:
            with self._changed:
                self._streams.remove(stream)

    def _listen(self, stream: _Stream, requests: Iterator[Any]) -> None:
        try:
            for request in requests:
                with self._changed:
                    self._hear(stream, request)
                    self._changed.notify_all()
        except Exception:
            return
        finally:
            stream.events.put(None)

    def _hear(self, stream: _Stream, request: Any) -> None:
        """Note an answer, and send what is newly asked for."""
        sent = stream.unanswered.pop(request.response_nonce, None)
        if sent is not None:
            resource, version = sent
            answer = Answer(version, request.error_detail.message if request.HasField("error_detail") else "")
            self.answers[resource] = answer
            if self._on_answer is not None:
                self._on_answer(resource, answer)
        wanted, everything = stream.subscribe(request, self._resources)
        for resource in wanted:
            stream.send(resource, self._resources.get(resource))
        if everything and not wanted:
            stream.send_nothing(request.type_url)


class _Stream:
    """One connected Envoy: what it asked for, and what it has not answered yet."""

    def __init__(self) -> None:
        self.events: SimpleQueue[Any] = SimpleQueue()
        self.unanswered: dict[str, tuple[ResourceId, int]] = {}
        self._names: set[ResourceId] = set()
        self._wildcards: set[str] = set()
        self._known_types: set[str] = set()
        self._nonces = count(1)
        self._messages = discovery()

    def wants(self, resource: ResourceId) -> bool:
        """Whether it is subscribed to ``resource``."""
        return resource.type_url in self._wildcards or resource in self._names

    def subscribe(self, request: Any, resources: Any) -> tuple[list[ResourceId], bool]:
        """Note what a request subscribes to. Returns what has to be sent for it, and whether that is all of a type."""
        type_url = request.type_url
        names = list(request.resource_names_subscribe)
        first = type_url not in self._known_types
        self._known_types.add(type_url)
        new = [ResourceId(type_url, name) for name in names if name != "*"]
        self._names.update(new)
        self._names.difference_update(ResourceId(type_url, name) for name in request.resource_names_unsubscribe)
        everything = "*" in names or (first and not names and type_url in _WILDCARD_TYPES)
        if everything:
            self._wildcards.add(type_url)
            new += [one for one in resources if one.type_url == type_url]
        return new, everything

    def send_nothing(self, type_url: str) -> None:
        """Say that there is nothing of a type, which the other side would wait for."""
        nonce = str(next(self._nonces))
        self.events.put(self._messages.DeltaDiscoveryResponse(type_url=type_url, nonce=nonce, system_version_info="0"))

    def send(self, resource: ResourceId, stored: _Stored | None) -> None:
        """Send one resource, or that there is none of that name."""
        nonce = str(next(self._nonces))
        response = self._messages.DeltaDiscoveryResponse(
            type_url=resource.type_url, nonce=nonce, system_version_info=str(stored.version if stored else 0)
        )
        if stored is None:
            response.removed_resources.append(resource.name)
        else:
            added = response.resources.add(name=resource.name, version=str(stored.version))
            added.resource.CopyFrom(stored.body)
            self.unanswered[nonce] = (resource, stored.version)
        self.events.put(response)
