"""Whatever a policy or backend says, it is translated, its keys are its own, and agentgateway loads the local file."""

from __future__ import annotations

import json
from collections import Counter
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kgwctl.agentgateway.backends.translate import translate_backend
from kgwctl.agentgateway.environment import AGENTGATEWAY_GROUP
from kgwctl.agentgateway.local.gateway import local_gateway
from kgwctl.agentgateway.local.text import local_text
from kgwctl.agentgateway.policies.translate import translate_policy
from kgwctl.agentgateway.resources.generated import resource as pb
from kgwctl.api.agentgateway.backend import AgentgatewayBackendSpec
from kgwctl.api.agentgateway.policy import AgentgatewayPolicySpec
from kgwctl.api.kinds import GroupKind
from tests.agentgateway.local.local_checks import problems, schema_available
from tests.agentgateway.world import WORLD, environment

_DURATIONS = st.sampled_from(["1s", "1m30s", "2h"])
_EXPRESSIONS = st.sampled_from(["request.path", "'x'", "1 +", "has(jwt.sub) && jwt.sub == 'a'", "a.?b", "{'a': [1]}"])
_NAMES = st.sampled_from(["svc", "host", "missing"])
#: Values of texts by the field they stand in; anything else is a word.
_TEXTS = {
    **dict.fromkeys(("value", "body", "expression", "filter", "path", "redirect"), _EXPRESSIONS),
    **dict.fromkeys(("random_sampling", "client_sampling", "match_expressions"), _EXPRESSIONS),
    **dict.fromkeys(("request_metadata", "add_request_headers", "response_metadata"), _EXPRESSIONS),
    "cache_duration": st.just("10m"),
    "backoff": st.just("100ms"),
    "allow_origins": st.just("https://a.example"),
    "content": st.just("text $1"),
    "inline": st.just('{"keys": []}'),
    "host": st.sampled_from(["h.example", "10.0.0.1", "::1"]),
}
_NUMBERS = {
    "attempts": st.integers(-1, 400),
    "burst": st.integers(-5, 5),
    **dict.fromkeys(("status", "status_code", "codes"), st.sampled_from([404, 503])),
    "retries": st.integers(1, 64),
    "http2_frame_size": st.just(16384),
}
#: No value of this one is valid.
_NEVER = frozenset({"host_rewrite"})
_REFERENCES = st.fixed_dictionaries({"name": _NAMES, "port": st.just(80)})


def values(of: Any, name: str = "") -> st.SearchStrategy[Any]:
    """Values of a type as they stand in manifests."""
    if get_origin(of) is Annotated:
        return values(get_args(of)[0], name)
    if get_origin(of) in (Union, UnionType):
        return values(next(one for one in get_args(of) if one is not type(None)), name)
    if get_origin(of) is Literal:
        return st.sampled_from(get_args(of))
    if get_origin(of) is tuple:
        return st.lists(values(get_args(of)[0], name), min_size=1, max_size=2)
    if get_origin(of) is dict:
        return st.dictionaries(st.sampled_from(["a", "b-c"]), values(get_args(of)[1], name), min_size=1)
    if isinstance(of, type) and issubclass(of, msgspec.Struct):
        return structs(of)
    if of is bool:
        return st.booleans()
    if of is int:
        return _NUMBERS.get(name, st.sampled_from([1, 80, 404]))
    if of is Any:
        return st.sampled_from([1, 1.5, "x", True, {"b": [None], "a": "<"}])
    timed = name in ("time", "interval", "backoff", "request") or name.endswith(("timeout", "interval", "duration"))
    return _TEXTS.get(name, _DURATIONS if timed else st.sampled_from(["a", "x-y"]))


def structs(of: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """A struct with what it must have and some of what it may."""
    if of.__name__ == "BackendObjectReference":
        return _REFERENCES
    hints = get_type_hints(of, include_extras=True)
    members = {
        field.required: {
            one.encode_name: st.deferred(lambda one=one: values(hints[one.name], one.name))  # type: ignore[misc]
            for one in msgspec.structs.fields(of)
            if one.required is field.required and one.name not in _NEVER
        }
        for field in msgspec.structs.fields(of)
    }
    return st.fixed_dictionaries(members.get(True, {}), optional=members.get(False, {}))


_SECTIONS = get_type_hints(AgentgatewayPolicySpec, include_extras=True)
POLICIES = st.fixed_dictionaries(
    {}, optional={name: values(_SECTIONS[name], name) for name in ("frontend", "traffic", "backend")}
)
BACKENDS = structs(AgentgatewayBackendSpec)


def world(policy: dict[str, Any], backend: dict[str, Any]) -> str:
    """A Gateway's world with a policy on the Gateway and a backend."""
    target = {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "gw"}
    head = "apiVersion: agentgateway.dev/v1alpha1\nkind: Agentgateway"
    return (
        f"{WORLD}---\n{head}Policy\nmetadata: {{name: p}}\nspec: {json.dumps({**policy, 'targetRefs': [target]})}\n"
        f"---\n{head}Backend\nmetadata: {{name: b}}\nspec: {json.dumps(backend)}\n"
    )


def resources(text: str) -> list[pb.Resource]:
    """What is sent of the policies and backends that an API server would take, and a listener with a route to each."""
    objects, env = environment(text)
    found: list[pb.Resource] = []
    for policy in objects.of(GroupKind(AGENTGATEWAY_GROUP, "AgentgatewayPolicy")):
        made = translate_policy(policy, env)
        twice = {key for key, count in Counter(one.key for one in made.policies).items() if count > 1}
        assert all(":header-modifier:" in key for key in twice)
        found += (pb.Resource(policy=one) for one in made.policies)
    backends = []
    for backend in objects.of(GroupKind(AGENTGATEWAY_GROUP, "AgentgatewayBackend")):
        translated = translate_backend(backend, env)
        assert bool(translated.backends) != bool(translated.problems)
        found += (pb.Resource(backend=one) for one in translated.backends)
        reference = pb.BackendReference(backend=backend.key.namespaced_name)
        backends.append(pb.RouteBackend(backend=reference, weight=1))
    name = pb.ListenerName(gateway_name="gw", gateway_namespace="default", listener_name="http")
    route = pb.RouteName(kind="HTTPRoute", namespace="default", name="r")
    return [
        pb.Resource(bind=pb.Bind(key="b", port=80)),
        pb.Resource(listener=pb.Listener(key="l", bind_key="b", name=name, protocol="HTTP")),
        pb.Resource(route=pb.Route(key="default/r.0.0.http", listener_key="l", name=route, backends=backends)),
        *found,
    ]


@settings(max_examples=100, deadline=None)
@given(policy=POLICIES, backend=BACKENDS)
def test_everything_is_translated_and_loads(policy: dict[str, Any], backend: dict[str, Any]) -> None:
    local = local_gateway("default", "gw", resources(world(policy, backend)))
    text = local_text(local).decode()
    if schema_available():
        assert problems(text) == []
