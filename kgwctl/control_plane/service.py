"""All Gateways of a run as local proxies, which follow what is rendered."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from kgwctl import __version__
from kgwctl.control_plane.localized import Localizer
from kgwctl.control_plane.ports import LocalPorts
from kgwctl.control_plane.proxy import LocalProxy
from kgwctl.control_plane.stand_in import StandIns
from kgwctl.xds.prometheus import exposition

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from kgwctl.control_plane.localized import Localized
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.objects.resource import ObjectKey


class Applied(NamedTuple):
    """What became of a change: how many resources it changed, in which Gateways Envoy refuses something now."""

    changed: int
    refusing: tuple[ObjectKey, ...]


class LocalControlPlane:
    """Envoys on loopback, one for each Gateway, for the time of a ``with`` block."""

    def __init__(self, envoy: Path, *, port_offset: int | None = None, stand_in: bool = False) -> None:
        self._envoy = envoy
        self._stack = ExitStack()
        self._stand_ins = StandIns() if stand_in else None
        self._localizer = Localizer(LocalPorts(port_offset), self._stand_ins)
        self._proxies: dict[ObjectKey, LocalProxy] = {}
        self._generation = 0
        self._since = time.time()

    def __enter__(self) -> Self:
        if self._stand_ins is not None:
            self._stack.enter_context(self._stand_ins)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for gateway in list(self._proxies):
                self._stop(gateway)
        finally:
            self._stack.close()

    def apply(self, results: Sequence[GatewayResult]) -> Applied:
        """Serve ``results`` from now on; Gateways that are not among them stop.

        Raises :class:`~kgwctl.envoy.binary.EnvoyError` where an Envoy does not come up.
        """
        wanted = {one.gateway: one for one in results}
        for gateway in self._proxies.keys() - wanted.keys():
            self._stop(gateway)
        changed = 0
        for gateway, result in wanted.items():
            if gateway not in self._proxies:
                self._proxies[gateway] = LocalProxy(gateway, self._envoy).__enter__()
            changed += self._proxies[gateway].update(self._localizer.localized(result))
        self._generation += 1
        self._since = time.time()
        return Applied(changed, tuple(key for key, proxy in self._proxies.items() if proxy.refused()))

    def stopped(self) -> list[ObjectKey]:
        """The Gateways whose Envoy is gone although nobody stopped it."""
        return [key for key, proxy in self._proxies.items() if not proxy.is_running]

    def ports(self) -> dict[ObjectKey, dict[int, int]]:
        """The local port of each port of each Gateway."""
        return {key: proxy.local.ports for key, proxy in self._proxies.items() if proxy.local is not None}

    def locals(self) -> list[Localized]:
        """What each Gateway is served."""
        return [proxy.local for proxy in self._proxies.values() if proxy.local is not None]

    def status(self) -> dict[str, Any]:
        """The state of everything, as plain data."""
        return {
            "version": __version__,
            "generation": self._generation,
            "since": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self._since)),
            "gateways": [_status(proxy) for _, proxy in sorted(self._proxies.items())],
        }

    def metrics(self) -> str:
        """Refusals as Prometheus text."""
        return exposition({k: v for proxy in list(self._proxies.values()) for k, v in proxy.rejects().items()})

    def _stop(self, gateway: ObjectKey) -> None:
        self._proxies.pop(gateway).__exit__(None, None, None)


def _status(proxy: LocalProxy) -> dict[str, Any]:
    local = proxy.local
    ports = sorted(local.ports.items()) if local else []
    return {
        "name": proxy.gateway.namespaced_name,
        "running": proxy.is_running,
        "envoyAdmin": f"http://127.0.0.1:{proxy.admin_port}",
        "listeners": [{"port": port, "address": f"127.0.0.1:{here}"} for port, here in ports],
        "resources": len(local.resources) if local else 0,
        "standIns": dict(sorted(local.stand_ins.items())) if local else {},
        # The reasons may hold keys; they are told as findings, where those are hidden.
        "refused": [{"type": one.type_url.rpartition("/")[2], "name": one.name} for one in sorted(proxy.refused())],
    }
