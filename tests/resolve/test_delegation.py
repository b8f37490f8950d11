"""The delegation graph: references by name, of a namespace, by label; cycles; bounds."""

from __future__ import annotations

import pytest

from kgwctl.api.kinds import GATEWAY_API
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve import delegation
from kgwctl.resolve.model import AttachedRoute, ParentRef
from kgwctl.resolve.reasons import CyclicReference, DelegationTooLarge, UnresolvedReference
from tests.resolve.inputs import GATEWAY, only_gateway

LABEL = "{group: delegation.kgateway.dev, kind: label, %s}"


def to(name: str, namespace: str | None = None) -> str:
    where = f", namespace: {namespace}" if namespace else ""
    return f"{{group: {GATEWAY_API}, kind: HTTPRoute, name: '{name}'{where}}}"


def child(
    name: str, *refs: str, namespace: str = "default", parents: str | None = None, label: str | None = None
) -> str:
    """An HTTPRoute with one rule for each of ``refs`` (several backendRefs: joined by ``, ``)."""
    labels = f", labels: {{delegation.kgateway.dev/label: {label}}}" if label is not None else ""
    rules = ", ".join(f"{{backendRefs: [{ref}]}}" for ref in refs) or "{}"
    return f"""
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: {name}, namespace: {namespace}{labels}}}
spec:
  {f"parentRefs: [{parents}]" if parents else ""}
  rules: [{rules}]
"""


def root(*texts: str, settings: tuple[str, ...] = ()) -> AttachedRoute:
    return only_gateway(GATEWAY, *texts, settings=settings).listeners[0].routes[0]


def key(name: str, namespace: str = "default") -> ObjectKey:
    return ObjectKey(GATEWAY_API, "HTTPRoute", namespace, name)


def tree(route: AttachedRoute) -> dict[str, object]:
    """Names of children by reference; a problem by the name of its class."""
    return {
        target.name: type(one.problem).__name__
        if one.problem
        else {each.route.key.namespaced_name: tree(each) for each in one.children}
        for target, one in route.delegations.items()
    }


ROOT = "{name: gw}"


def test_a_route_without_delegations_has_none() -> None:
    assert root(child("a", "{name: web, port: 80}", parents=ROOT)).delegations == {}


def test_by_name_down_to_the_leaves() -> None:
    found = root(
        child("a", to("b"), "{name: web, port: 80}", to("d", "far"), parents=ROOT),
        child("b", to("c")),
        child("c"),
        child("d", namespace="far"),
    )
    assert tree(found) == {"b": {"default/b": {"c": {"default/c": {}}}}, "d": {"far/d": {}}}
    ((first,), _) = (one.children for one in found.delegations.values())
    assert first.parent_ref == ParentRef(GATEWAY_API, "HTTPRoute", "default", "a")
    assert first.listener_parent_ref == found.parent_ref
    assert first.hostnames == ()


def test_whole_namespaces() -> None:
    routes = (child("b", namespace="far"), child("c", namespace="far"), child("d"))
    for name in ("*", ""):
        found = root(child("a", to(name, "far"), parents=ROOT), *routes)
        assert tree(found) == {name: {"far/b": {}, "far/c": {}}}


def test_by_label() -> None:
    routes = (child("b", label="x"), child("c", label="x", namespace="far"), child("d", label="y"))

    def found(ref: str, *settings: str) -> dict[str, object]:
        return tree(root(child("a", LABEL % ref, parents=ROOT), *routes, settings=settings))

    assert found("name: x") == {"x": {"default/b": {}}}
    assert found("name: x, namespace: far") == {"x": {"far/c": {}}}
    assert found("name: x, namespace: all") == {"x": {"default/b": {}, "far/c": {}}}
    assert found("name: x, namespace: any", "DELEGATION_WILDCARD_NAMESPACE=any") == {
        "x": {"default/b": {}, "far/c": {}}
    }


@pytest.mark.parametrize("ref", [to("gone"), to("*", "far"), LABEL % "name: gone", to("b", "all")])
def test_a_reference_to_nothing(ref: str) -> None:
    (found,) = root(child("a", ref, parents=ROOT), child("b")).delegations.values()
    assert isinstance(found.problem, UnresolvedReference)
    assert found.problem.text.endswith(": unresolved reference")


@pytest.mark.parametrize(
    ("parents", "accepted"),
    [
        (f"{{group: {GATEWAY_API}, kind: HTTPRoute, name: a}}", True),
        (f"{{group: {GATEWAY_API}, kind: HTTPRoute, name: a, namespace: default}}", True),
        (f"{{name: gw}}, {{group: {GATEWAY_API}, kind: HTTPRoute, name: a}}", True),
        (f"{{group: {GATEWAY_API}, kind: HTTPRoute, name: a, namespace: far}}", False),
        (f"{{group: {GATEWAY_API}, kind: HTTPRoute, name: x}}", False),
        # Group and kind must be said: otherwise it is a Gateway.
        ("{name: a}", False),
        ("{kind: HTTPRoute, name: a}", False),
    ],
)
def test_children_with_parents_choose_who_delegates(parents: str, accepted: bool) -> None:
    (found,) = root(child("a", to("b"), parents=ROOT), child("b", parents=parents)).delegations.values()
    assert bool(found.children) is accepted
    # Not accepting is no problem of the reference: it is told where nothing is left in the end.
    assert found.problem is None


def test_cycles() -> None:
    found = root(child("a", to("b"), parents=ROOT), child("b", to("c")), child("c", to("b"), to("d")), child("d"))
    assert tree(found) == {"b": {"default/b": {"c": {"default/c": {"b": "CyclicReference", "d": {"default/d": {}}}}}}}


def test_words_of_a_cycle() -> None:
    problem = CyclicReference(key("b"), key("c"), key("b"))
    assert problem.text == (
        "gateway.networking.k8s.io/HTTPRoute/default/b: ignoring child route default/b for parent default/c: "
        "cyclic reference detected while evaluating delegated routes"
    )


def test_a_route_that_delegates_to_itself() -> None:
    parents = f"{ROOT}, {{group: {GATEWAY_API}, kind: HTTPRoute, name: a}}"
    assert tree(root(child("a", to("a"), parents=parents))) == {"a": "CyclicReference"}


def test_a_wildcard_leaves_out_routes_that_have_other_parents() -> None:
    assert tree(root(child("a", to("*"), parents=ROOT), child("b"))) == {"*": {"default/b": {}}}


def test_one_cycle_hides_all_of_a_reference() -> None:
    found = root(
        child("a", to("*", "far"), parents=ROOT), child("b", to("*"), namespace="far"), child("c", namespace="far")
    )
    assert tree(found) == {"*": {"far/b": {"*": "CyclicReference"}, "far/c": {}}}


def test_children_add_up_along_a_rule() -> None:
    rules = f"{to('b')}, {to('c')}"
    found = root(child("a", rules, parents=ROOT), child("b"), child("c"))
    assert tree(found) == {"b": {"default/b": {}}, "c": {"default/b": {}, "default/c": {}}}
    apart = root(child("a", to("b"), to("c"), parents=ROOT), child("b"), child("c"))
    assert tree(apart) == {"b": {"default/b": {}}, "c": {"default/c": {}}}


def test_what_a_cycle_hides_still_adds_up() -> None:
    found = root(
        child("a", to("b", "far"), parents=ROOT),
        child("b", f"{to('*', 'far')}, {to('d', 'default')}", namespace="far"),
        child("e", namespace="far"),
        child("d"),
    )
    below = {"*": "CyclicReference", "d": {"far/e": {}, "default/d": {}}}
    assert tree(found) == {"b": {"far/b": below}}
    (b,) = found.delegations[key("b", "far")].children
    assert b.delegations[key("*", "far")].children == ()


def test_a_diamond_is_no_cycle_and_is_shared() -> None:
    found = root(
        child("a", to("b"), to("c"), parents=ROOT),
        child("b", to("d")),
        child("c", to("d")),
        child("d", to("e")),
        child("e"),
    )
    below = {"d": {"default/d": {"e": {"default/e": {}}}}}
    assert tree(found) == {"b": {"default/b": below}, "c": {"default/c": below}}
    (b,), (c,) = (one.children for one in found.delegations.values())
    assert b.delegations[key("d")].children[0].delegations is c.delegations[key("d")].children[0].delegations


def test_a_lattice_takes_linear_time() -> None:
    levels = [
        child(f"{side}{level}", to(f"l{level + 1}"), to(f"r{level + 1}")) for level in range(60) for side in ("l", "r")
    ]
    found = root(child("a", to("l0"), parents=ROOT), *levels, child("l60"), child("r60"))
    depth = 0
    while found.delegations:
        found = next(iter(found.delegations.values())).children[0]
        depth += 1
    assert depth == 61


def test_nesting_is_bounded() -> None:
    chain = [child(f"n{level}", to(f"n{level + 1}")) for level in range(300)]
    found = root(child("a", to("n0"), parents=ROOT), *chain, child("n300"))
    depth = 0
    while (one := next(iter(found.delegations.values()))).children:
        found = one.children[0]
        depth += 1
    assert isinstance(one.problem, DelegationTooLarge)
    assert 100 <= depth < 300


def test_many_ways_through_cycles_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delegation, "MAX_VISITS", 500)
    names = [f"n{index}" for index in range(12)]
    clique = [child(name, *(to(other) for other in names if other != name)) for name in names]
    found = root(child("a", to("n0"), parents=ROOT), *clique)
    assert found.delegations[key("n0")].problem is None
