"""Which port of this machine stands for which port of a Gateway."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from kgwctl.envoy.bootstrap import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Collection

    from kgwctl.objects.resource import ObjectKey

#: What is added to a port that cannot be had, unless the user says what is added to all.
STEP = 10000
_HIGHEST = 65535


class LocalPorts:
    """Hands ports out, and keeps them as long as a Gateway listens on them.

    A port of a Gateway is itself here plus ``offset``. Without an offset it is moved by :data:`STEP` where it is
    privileged or taken, and to any free port where that is taken, too.
    """

    def __init__(self, offset: int | None = None) -> None:
        self._offset = offset
        self._given: dict[tuple[ObjectKey, int], int] = {}

    def local(self, gateway: ObjectKey, port: int) -> int:
        """The port on this machine. The same as long as it is in use."""
        key = (gateway, port)
        if key not in self._given:
            self._given[key] = self._choose(port)
        return self._given[key]

    def keep(self, gateway: ObjectKey, ports: Collection[int]) -> None:
        """Forget the ports of a Gateway but these."""
        gone = [key for key in self._given if key[0] == gateway and key[1] not in ports]
        for key in gone:
            del self._given[key]

    def _choose(self, port: int) -> int:
        wanted = (port + self._offset,) if self._offset is not None else (port, port + STEP)
        for candidate in wanted:
            if candidate <= _HIGHEST and candidate not in self._given.values() and _is_free(candidate):
                return candidate
        return _any_free()


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def _any_free() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
