"""The file of one Gateway (``types/local.rs:LocalConfig@v0.11.1``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.agentgateway.local.attached import Attached
from kgwctl.agentgateway.local.backend_settings import backend_settings
from kgwctl.agentgateway.local.frontend import frontend_settings
from kgwctl.agentgateway.local.notes import Holder, Note, Notes
from kgwctl.agentgateway.local.routes import http_route, tcp_route
from kgwctl.agentgateway.local.scope import Scope, proto_bytes_of
from kgwctl.agentgateway.local.traffic import settings_before_routing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.resources.generated.resource import Bind, Listener, Resource, Route, TCPRoute, TLSConfig

#: What the controller sends instead of a certificate that cannot be used.
_UNUSABLE = b"invalid"
#: Protocols whose listeners have routes of connections.
_TCP = frozenset({"TCP", "TLS"})


class LocalGateway(NamedTuple):
    """A configuration as plain data, the certificates and keys beside it, and what it does not say."""

    config: dict[str, Any]
    files: dict[str, bytes]
    notes: tuple[Note, ...]


def local_gateway(namespace: str, name: str, resources: Iterable[Resource]) -> LocalGateway:
    """The local configuration of a Gateway from what the controller would send for it."""
    return _Builder(namespace, name, resources).build()


class _Builder:
    def __init__(self, namespace: str, name: str, resources: Iterable[Resource]) -> None:
        self.namespace, self.name = namespace, name
        self.notes = Notes()
        self.binds: list[Bind] = []
        self.listeners: dict[str, list[Listener]] = {}
        self.routes: dict[str, list[Route]] = {}
        self.tcp_routes: dict[str, list[TCPRoute]] = {}
        backends, policies = {}, []
        for one in resources:
            if one.bind is not None:
                self.binds.append(one.bind)
            elif one.listener is not None:
                self.listeners.setdefault(one.listener.bind_key, []).append(one.listener)
            elif one.route is not None:
                self.routes.setdefault(one.route.listener_key, []).append(one.route)
            elif one.tcp_route is not None:
                self.tcp_routes.setdefault(one.tcp_route.listener_key, []).append(one.tcp_route)
            elif one.backend is not None:
                backends[one.backend.key] = one.backend
            elif one.policy is not None:
                policies.append(one.policy)
        attached = Attached(policies, self.notes)
        attached.note_ties()
        self.scope = Scope(f"{namespace}_{name}", backends, attached, self.notes)
        self.taken: set[str] = set()

    def build(self) -> LocalGateway:
        """Everything together."""
        binds = [self.bind(one) for one in sorted(self.binds, key=lambda one: one.port)]
        frontend = frontend_settings(self.scope.attached.frontend(self.namespace, self.name), self.scope)
        config: dict[str, Any] = {"binds": binds}
        if frontend:
            config["frontendPolicies"] = frontend
        hosts = self.hosts()
        if hosts:
            config["backends"] = hosts
        return LocalGateway(config, self.scope.files, self.notes.all())

    def bind(self, bind: Bind) -> dict[str, Any]:
        """A port and its listeners."""
        forms = (self.listener(one) for one in self.listeners.get(bind.key, ()))
        return {"port": bind.port, "listeners": [one for one in forms if one is not None]}

    def listener(self, listener: Listener) -> dict[str, Any] | None:
        """A listener with its routes; ``None`` where its certificate cannot be used."""
        assert listener.name is not None
        form: dict[str, Any] = {"name": self.unique_name(listener), "protocol": listener.protocol}
        if listener.hostname:
            form["hostname"] = listener.hostname
        if listener.tls is not None:
            if proto_bytes_of(listener.tls.cert) == _UNUSABLE:
                holder = Holder("Gateway", self.namespace, self.name)
                text = f"the listener {listener.name.listener_name} is left out: its certificate cannot be used"
                self.notes.add(holder, text)
                return None
            form["tls"] = self.tls(listener.tls, str(form["name"]))
        settings = self.scope.attached.before_routing(listener.name)
        before = settings_before_routing(settings, self.scope)
        if before:
            form["policies"] = before
        if listener.protocol in _TCP:
            tcp = self.tcp_routes.get(listener.key, ())
            form["tcpRoutes"] = [tcp_route(one, listener.name, self.scope) for one in tcp]
        else:
            form["routes"] = [http_route(one, listener.name, self.scope) for one in self.routes.get(listener.key, ())]
        return form

    def unique_name(self, listener: Listener) -> str:
        """A name that no other listener of the file has; those of listener sets say which set."""
        assert listener.name is not None
        name = listener.name.listener_name
        if listener.name.listener_set is not None:
            name = f"{listener.name.listener_set.name}-{name}"
        free, number = name, 1
        while free in self.taken:
            number += 1
            free = f"{name}-{number}"
        self.taken.add(free)
        return free

    def tls(self, tls: TLSConfig, name: str) -> dict[str, Any]:
        """Certificate, key and the clients' root, each in a file."""
        form = {
            "cert": self.scope.file(name, "crt", tls.cert),
            "key": self.scope.file(name, "key", tls.private_key),
        }
        if tls.root is not None:
            form["root"] = self.scope.file(name, "ca.crt", tls.root)
        return form

    def hosts(self) -> list[dict[str, Any]]:
        """The backends that have a name in the file. Their settings may refer to further ones."""
        found: dict[str, dict[str, Any]] = {}
        while len(found) < len(self.scope.hosts):
            for name, host in list(self.scope.hosts.items()):
                if name not in found:
                    policies = backend_settings(host.settings, self.scope)
                    form = {"name": name, "host": host.host}
                    found[name] = {**form, "policies": policies} if policies else form
        return [found[name] for name in sorted(found)]
