"""One Gateway's proxy on this machine: an Envoy, and the control plane that it asks."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

from kgwctl.envoy.binary import Server
from kgwctl.xds.bootstrap import ads_bootstrap
from kgwctl.xds.prometheus import Rejects, Series
from kgwctl.xds.protobuf import CLUSTER, ENDPOINTS, LISTENER, ROUTES, SECRET, to_any
from kgwctl.xds.server import AdsServer, ResourceId

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from kgwctl.control_plane.localized import Localized
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.xds.server import Answer

#: Makes before breaks: what is led to is there before what leads to it, and goes after it.
_ORDER = (CLUSTER, ENDPOINTS, SECRET, LISTENER, ROUTES)
#: Seconds without a word after which Envoy has no more to say about a change.
_PATIENCE = 2.0


class LocalProxy:
    """The Envoy of one Gateway, for the time of a ``with`` block; it is started by the first :meth:`update`.

    Raises :class:`~kgwctl.envoy.binary.EnvoyError` where Envoy does not come up.
    """

    def __init__(self, gateway: ObjectKey, envoy: Path) -> None:
        self.gateway = gateway
        self.local: Localized | None = None
        self._envoy = envoy
        self._served: dict[ResourceId, dict[str, Any]] = {}
        self._stack = ExitStack()
        self._server: AdsServer
        self._running: Server | None = None
        self._lock = threading.Lock()
        self._refused: dict[ResourceId, str] = {}
        self._rejects: Counter[str] = Counter()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            folder = stack.enter_context(TemporaryDirectory(prefix="kgwctl-run-"))
            self._server = stack.enter_context(AdsServer(folder, self._note))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        self._running = None

    def update(self, local: Localized) -> int:
        """Serve ``local`` from now on. Returns how many resources changed; Envoy has answered by then."""
        changed = [one for one, value in local.resources.items() if self._served.get(one) != value]
        for resource in sorted(changed, key=_rank):
            self._server.put(resource, to_any(resource.type_url, local.resources[resource]))
        gone = self._served.keys() - local.resources.keys()
        for resource in sorted(gone, key=_rank, reverse=True):
            self._server.remove(resource)
        with self._lock:
            self._refused = {one: text for one, text in self._refused.items() if one in local.resources}
        self._served = local.resources
        self.local = local
        if self._running is None:
            bootstrap = ads_bootstrap(self._server.path, node=self.gateway.namespaced_name)
            self._running = self._stack.enter_context(Server(bootstrap, self._envoy, dies_with_us=True))
        self._server.settle([one for one in changed if one.type_url in (CLUSTER, LISTENER)], _PATIENCE)
        self._server.settle([one for one in changed if one.type_url not in (CLUSTER, LISTENER)], _PATIENCE / 4)
        return len(changed) + len(gone)

    @property
    def admin_port(self) -> int:
        """The port of Envoy's own admin interface, 0 while it does not run."""
        return self._running.admin_port if self._running is not None else 0

    @property
    def is_running(self) -> bool:
        """Whether Envoy is there and has not stopped by itself."""
        return self._running is not None and self._running.is_running

    def refused(self) -> dict[ResourceId, str]:
        """What Envoy refuses of what it was sent last."""
        with self._lock:
            return dict(self._refused)

    def rejects(self) -> dict[Series, Rejects]:
        """The same as metrics, by type."""
        with self._lock:
            active = {one.type_url for one in self._refused}
            return {
                Series(self.gateway, type_url): Rejects(total, int(type_url in active))
                for type_url, total in self._rejects.items()
            }

    def _note(self, resource: ResourceId, answer: Answer) -> None:
        with self._lock:
            if not answer.refusal:
                self._refused.pop(resource, None)
                return
            if all(one.type_url != resource.type_url for one in self._refused):
                self._rejects[resource.type_url] += 1
            self._refused[resource] = answer.refusal


def _rank(resource: ResourceId) -> tuple[int, str]:
    return _ORDER.index(resource.type_url), resource.name
