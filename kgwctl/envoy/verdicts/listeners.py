"""Listeners that are accepted and not programmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.verdicts.verdict import NothingServed, Refused, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgwctl.diagnostics import FieldPath
    from kgwctl.resolve.model import Gateway, Listener
    from kgwctl.resolve.resolved import Resolved


def listener_verdicts(resolved: Resolved) -> Iterator[Verdict]:
    """What keeps listeners that are valid from being served: their TLS, or nothing to forward to."""
    for gateway in resolved.gateways:
        by_port: dict[int, list[Listener]] = {}
        for listener in gateway.valid_listeners:
            if listener.protocol in ("HTTPS", "TCP", "TLS"):
                by_port.setdefault(listener.port, []).append(listener)
        for listeners in by_port.values():
            yield from _of_port(gateway, listeners, resolved)


def _of_port(gateway: Gateway, listeners: Sequence[Listener], resolved: Resolved) -> Iterator[Verdict]:
    from kgwctl.envoy.listeners.l4 import l4_backends
    from kgwctl.envoy.listeners.plan import frontend_of
    from kgwctl.envoy.listeners.tls_context import TlsProblem, transport_socket

    frontend = frontend_of(gateway, listeners)
    failed = set()
    for listener in listeners:
        try:
            transport_socket(listener, frontend, resolved, ())
        except TlsProblem as problem:
            failed.add(listener.name)
            path = (*_path(listener), *problem.field)
            reason = Refused(problem.message, f"the listener is not served: {problem.detail}")
            yield Verdict(reason, listener.parent, path)
    l4 = [listener for listener in listeners if listener.protocol != "HTTPS"]
    for listener in l4:
        found = l4_backends(listener)
        if found is not None and found.backends and (found.passes_tls or listener.name not in failed):
            return
    for listener in l4:
        if not listener.routes:
            yield Verdict(NothingServed(listener.name), listener.parent, _path(listener))


def _path(listener: Listener) -> FieldPath:
    names = [entry.name for entry in listener.parent.object.spec.listeners]
    return ("spec", "listeners", names.index(listener.name))
