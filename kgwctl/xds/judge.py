"""An Envoy that is asked about resources one by one, over xDS, in one start."""

from __future__ import annotations

import re
from itertools import count
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from kgwctl.envoy.binary import EnvoyError, Server
from kgwctl.xds.bootstrap import ads_bootstrap
from kgwctl.xds.culprits import Search
from kgwctl.xds.protobuf import LISTENER, ROUTES, SECRET, to_any
from kgwctl.xds.server import AdsServer, ResourceId

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import ExitStack
    from pathlib import Path
    from types import TracebackType

    from kgwctl.diagnostics import FieldPath

#: Seconds without any word from Envoy after which no more is expected; of what it asks for by itself, and may not.
PATIENCE, SHORT_PATIENCE = 20.0, 0.5
_ADDING = re.compile(r"^Error adding/updating (?:cluster|listener)\(s\) .*?: (?=\S)", re.DOTALL)
#: Envoy prints a whole message, keys included, before it says what is wrong in it.
_DUMP = re.compile(r"^.*?(?=Proto constraint validation failed)", re.DOTALL)


class Question(NamedTuple):
    """A resource to judge: its identity, and the resource as proto-JSON, made harmless."""

    resource: ResourceId
    value: Mapping[str, Any]


class Refusal(NamedTuple):
    """What Envoy does not accept: ``message`` is its reason, ``path`` the part of the resource to blame."""

    resource: ResourceId
    message: str
    path: FieldPath = ()


class Judge:
    """A running Envoy, for the time of a ``with`` block. Raises :class:`EnvoyError` where it does not work.

    ``authorities`` gives it the secret with the system's certificate authorities, which proxies have.
    """

    def __init__(self, envoy: Path, *, authorities: bool = True) -> None:
        self._envoy = envoy
        self._authorities = authorities
        self._stack: ExitStack | None = None
        self._ports = count(2)
        self._server: AdsServer

    def __enter__(self) -> Self:
        from contextlib import ExitStack

        with ExitStack() as stack:
            folder = stack.enter_context(TemporaryDirectory(prefix="kgwctl-xds-"))
            self._server = stack.enter_context(AdsServer(folder))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stack is not None:
            self._stack.close()

    def refusals(self, questions: Iterable[Question]) -> list[Refusal]:
        """What Envoy refuses of all the questions, and which parts are to blame. To be called once."""
        values = {one.resource: one.value for one in questions}
        refused = self.verdicts(Question(resource, value) for resource, value in values.items())
        return [found for one, text in refused.items() for found in self._culprits(one, values[one], text)]

    def verdicts(self, questions: Iterable[Question]) -> dict[ResourceId, str]:
        """Envoy's words for each resource that it refuses. To be called once; it starts the Envoy."""
        resources = []
        for resource, value in questions:
            resources.append(resource)
            self._server.put(resource, to_any(resource.type_url, value))
            if resource.type_url == ROUTES:
                self._server.put(*self._probe(resource.name))
        if not resources:
            return {}
        assert self._stack is not None
        config = ads_bootstrap(self._server.path, authorities=self._authorities, names=False)
        self._stack.enter_context(Server(config, self._envoy, dies_with_us=True))
        self._wait(resources)
        answers = ((one, self._server.answers.get(one)) for one in resources)
        return {one: answer.refusal for one, answer in answers if answer is not None and answer.refusal}

    def _wait(self, resources: Sequence[ResourceId]) -> None:
        always = [one for one in resources if one.type_url != SECRET and "ClusterLoadAssignment" not in one.type_url]
        left = self._server.settle(always, PATIENCE)
        if left:
            raise EnvoyError(f"Envoy said nothing to {len(left)} of {len(always)} resources, {left[0].name} among them")
        self._server.settle([one for one in resources if one not in set(always)], SHORT_PATIENCE)

    def _culprits(self, resource: ResourceId, value: Mapping[str, Any], refusal: str) -> list[Refusal]:
        """Ask again with parts of it."""

        def ask(variant: Any) -> str:
            try:
                body = to_any(resource.type_url, variant)
            except ValueError as error:
                return str(error)
            version = self._server.put(resource, body)
            if not self._server.wait(lambda: self._server.answered(resource, version), PATIENCE):
                raise EnvoyError(f"Envoy says nothing to {resource.name}")
            return self._server.answers[resource].refusal

        found = Search(ask).culprits({key: item for key, item in value.items() if key != "@type"}, refusal)
        return [Refusal(resource, reason(one.refusal), one.path) for one in found]

    def _probe(self, name: str) -> tuple[ResourceId, Any]:
        """A listener that asks for a route configuration, whatever becomes of the listeners that it is for."""
        rds = {"configSource": {"ads": {}, "resourceApiVersion": "V3"}, "routeConfigName": name}
        router = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"
        manager = {
            "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3."
            "HttpConnectionManager",
            "statPrefix": "probe",
            "rds": rds,
            "httpFilters": [{"name": "envoy.filters.http.router", "typedConfig": {"@type": router}}],
        }
        listener = {
            "name": f"probe~{name}",
            "address": {"socketAddress": {"address": "127.0.0.2", "portValue": next(self._ports)}},
            "bindToPort": False,
            "filterChains": [{"filters": [{"name": "http", "typedConfig": manager}]}],
        }
        return ResourceId(LISTENER, listener["name"]), to_any(LISTENER, listener)  # type: ignore[arg-type]


def reason(text: str) -> str:
    """Envoy's reason in one line, without what it was doing and without the message it prints whole."""
    return " ".join(_DUMP.sub("", _ADDING.sub("", text)).split())
