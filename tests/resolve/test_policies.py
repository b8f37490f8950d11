"""Which policies reach an object, and in what order."""

from __future__ import annotations

from kgwctl.api.kinds import GATEWAY_API, KGATEWAY, GroupKind
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.model import AttachedPolicies, HttpRoute
from kgwctl.resolve.reasons import PolicyNotFound
from tests.resolve.inputs import GATEWAY, only_gateway, resolved

TRAFFIC = GroupKind(KGATEWAY, "TrafficPolicy")
CONFIG = GroupKind(KGATEWAY, "BackendConfigPolicy")


def policy(
    name: str,
    target: str = "",
    *,
    selector: str = "",
    namespace: str = "default",
    kind: str = "TrafficPolicy",
    weight: str | None = None,
    created: int | None = None,
) -> str:
    annotations = f", annotations: {{kgateway.dev/policy-weight: '{weight}'}}" if weight is not None else ""
    timestamp = f", creationTimestamp: {created}" if created is not None else ""
    return f"""
apiVersion: gateway.kgateway.dev/v1alpha1
kind: {kind}
metadata: {{name: {name}, namespace: {namespace}{annotations}{timestamp}}}
spec:
  targetRefs: [{target}]
  targetSelectors: [{selector}]
"""


def route(rules: str = "[{}]", annotations: str = "{}", labels: str = "{app: web}", namespace: str = "default") -> str:
    return f"""
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: r, namespace: {namespace}, labels: {labels}, annotations: {annotations}}}
spec:
  parentRefs: [{{name: gw, namespace: default}}]
  rules: {rules}
"""


ROUTE_REF = f"{{group: {GATEWAY_API}, kind: HTTPRoute, name: r}}"
ROUTE_SELECTOR = f"{{group: {GATEWAY_API}, kind: HTTPRoute, matchLabels: {{app: web}}}}"


def names(policies: AttachedPolicies, kind: GroupKind = TRAFFIC) -> list[str]:
    return [f"{one.key.namespace}/{one.key.name}" for one in policies.get(kind, ())]


def the_route(*texts: str, settings: tuple[str, ...] = ()) -> HttpRoute:
    gateway = GATEWAY.replace("protocol: HTTP}", "protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}")
    found = only_gateway(gateway, *texts, settings=settings).listeners[0].routes[0].route
    assert isinstance(found, HttpRoute)
    return found


def test_a_policy_reaches_targets_of_its_own_namespace_only() -> None:
    found = the_route(route(), policy("here", ROUTE_REF), policy("there", ROUTE_REF, namespace="other"))
    assert names(found.policies) == ["default/here"]


def test_heavier_first_then_older_then_by_name() -> None:
    found = the_route(
        route(),
        policy("new", ROUTE_REF),
        policy("b", ROUTE_REF, created=50),
        policy("a", ROUTE_REF, created=50),
        policy("old", ROUTE_REF, created=10),
        policy("light", ROUTE_REF, weight="-1", created=1),
        policy("heavy", ROUTE_REF, weight="+2"),
        policy("unreadable", ROUTE_REF, weight="2.5", created=60),
    )
    expected = ["heavy", "old", "a", "b", "unreadable", "new", "light"]
    assert names(found.policies) == [f"default/{name}" for name in expected]
    assert [one.weight for one in found.policies[TRAFFIC]] == [2, 0, 0, 0, 0, 0, -1]


def test_only_traffic_policies_have_weight() -> None:
    found = the_route(
        route(),
        policy("light", ROUTE_REF, kind="HTTPListenerPolicy"),
        policy("heavy", ROUTE_REF, kind="HTTPListenerPolicy", weight="9"),
    )
    assert names(found.policies, GroupKind(KGATEWAY, "HTTPListenerPolicy")) == ["default/light", "default/heavy"]


def test_by_label() -> None:
    found = the_route(
        route(labels="{app: web, tier: front}"),
        policy("one", selector=ROUTE_SELECTOR),
        policy("more", selector=ROUTE_SELECTOR.replace("app: web", "app: web, tier: back")),
        # An empty selector selects nothing.
        policy("none", selector=ROUTE_SELECTOR.replace("app: web", "")),
        policy("kind", selector=ROUTE_SELECTOR.replace("HTTPRoute", "Gateway")),
    )
    assert names(found.policies) == ["default/one"]


def test_by_name_and_by_label_attaches_twice() -> None:
    found = the_route(route(), policy("p", f"{ROUTE_REF}, {ROUTE_REF}", selector=f"{ROUTE_SELECTOR}, {ROUTE_SELECTOR}"))
    assert names(found.policies) == ["default/p", "default/p"]


def test_the_global_namespace_reaches_every_namespace_by_label() -> None:
    texts = (
        route(namespace="team"),
        policy("by-label", selector=ROUTE_SELECTOR, namespace="global"),
        policy("by-name", ROUTE_REF, namespace="global"),
        policy("own", selector=ROUTE_SELECTOR, namespace="team"),
    )
    assert names(the_route(*texts).policies) == ["team/own"]
    assert names(the_route(*texts, settings=("KGW_GLOBAL_POLICY_NAMESPACE=global",)).policies) == [
        "global/by-label",
        "team/own",
    ]


def test_the_global_namespace_reaches_itself_once() -> None:
    found = the_route(
        route(),
        policy("p", selector=ROUTE_SELECTOR),
        settings=("KGW_GLOBAL_POLICY_NAMESPACE=default",),
    )
    assert names(found.policies) == ["default/p"]


def test_sections_are_exact() -> None:
    found = the_route(
        route(rules="[{name: a}, {name: b}, {}]"),
        policy("whole", ROUTE_REF),
        policy("rule", ROUTE_REF.replace("}", ", sectionName: b}")),
        policy("label", selector=ROUTE_SELECTOR.replace("matchLabels", "sectionName: a, matchLabels")),
    )
    assert names(found.policies) == ["default/whole"]
    assert [names(rule.policies) for rule in found.rules] == [["default/label"], ["default/rule"], []]
    assert found.rules[1].policies[TRAFFIC][0].section_name == "b"


def test_inherited_priority_is_the_routes() -> None:
    def priority(value: str) -> tuple[str, str]:
        annotations = f"{{kgateway.dev/inherited-policy-priority: {value}}}"
        found = the_route(route(annotations=annotations), policy("p", ROUTE_REF))
        return found.inherited_priority, found.policies[TRAFFIC][0].inherited_priority

    assert priority("DeepMergePreferParent") == ("DeepMergePreferParent", "DeepMergePreferParent")
    assert priority("Nonsense") == ("ShallowMergePreferChild", "ShallowMergePreferChild")


def test_listeners_and_gateway() -> None:
    gateway_ref = f"{{group: {GATEWAY_API}, kind: Gateway, name: gw}}"
    found = only_gateway(
        GATEWAY,
        policy("whole", gateway_ref),
        policy("listener", gateway_ref.replace("}", ", sectionName: http}")),
        policy("none", gateway_ref.replace("}", ", sectionName: other}")),
    )
    assert names(found.policies) == ["default/whole"]
    assert names(found.listeners[0].policies) == ["default/listener"]


def test_listeners_of_a_set_also_get_what_targets_the_set() -> None:
    ref = "{group: gateway.networking.x-k8s.io, kind: XListenerSet, name: set}"
    found = only_gateway(
        GATEWAY.replace("listeners:", "allowedListeners: {namespaces: {from: Same}}\n  listeners:"),
        """
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {name: set}
spec:
  parentRef: {name: gw}
  listeners: [{name: a, port: 81, protocol: HTTP}, {name: b, port: 82, protocol: HTTP}]
""",
        policy("set", ref),
        policy("listener", ref.replace("}", ", sectionName: b}")),
        policy("config", ref, kind="ListenerPolicy"),
    )
    assert [names(one.policies) for one in found.listeners] == [
        [],
        ["default/set"],
        ["default/listener", "default/set"],
    ]
    assert GroupKind(KGATEWAY, "ListenerPolicy") in found.listeners[2].policies


def test_backends_take_only_policies_of_backends() -> None:
    ref = "{group: '', kind: Service, name: web}"
    (backend,) = resolved(
        "{apiVersion: v1, kind: Service, metadata: {name: web, labels: {app: web}}, spec: {ports: [{port: 80}]}}",
        policy("traffic", ref),
        policy("config", ref, kind="BackendConfigPolicy"),
        policy("label", selector="{group: '', kind: Service, matchLabels: {app: web}}", kind="BackendConfigPolicy"),
        """
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: tls}
spec:
  targetRefs:
  - {group: '', kind: Service, name: web}
  validation: {hostname: a.com, wellKnownCACertificates: System}
""",
    ).backends
    assert list(backend.policies) == [CONFIG, GroupKind(GATEWAY_API, "BackendTLSPolicy")]
    assert names(backend.policies, CONFIG) == ["default/config", "default/label"]


def test_extension_refs() -> None:
    def extension(kind: str, name: str) -> str:
        return f"{{type: ExtensionRef, extensionRef: {{group: {KGATEWAY}, kind: {kind}, name: {name}}}}}"

    filters = ", ".join(
        [
            extension("TrafficPolicy", "two"),
            extension("TrafficPolicy", "gone"),
            extension("TrafficPolicy", "one"),
            extension("DirectResponse", "teapot"),
            extension("Unknown", "two"),
            "{type: ExtensionRef}",
        ]
    )
    found = the_route(
        route(rules=f"[{{filters: [{filters}], backendRefs: [{{name: web, port: 80, filters: [{filters}]}}]}}]"),
        policy("one"),
        policy("two"),
        policy("gone", namespace="other"),
        """
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata: {name: teapot}
spec: {status: 418}
""",
    )
    (rule,) = found.rules
    for extensions in (rule.extension_refs, rule.backends[0].extension_refs):
        assert names(extensions) == ["default/two", "default/one"]
        assert names(extensions, GroupKind(KGATEWAY, "DirectResponse")) == ["default/teapot"]
    assert rule.extension_problems == (
        PolicyNotFound(ObjectKey(KGATEWAY, "TrafficPolicy", "default", "gone"), 1),
        PolicyNotFound(ObjectKey(KGATEWAY, "Unknown", "default", "two"), 4),
    )
    assert rule.extension_problems[0].text == "gateway.kgateway.dev/TrafficPolicy/default/gone: policy not found"


def test_lookups_by_identity() -> None:
    found = resolved(policy("p", ROUTE_REF))
    assert found.find_policy(ObjectKey(*TRAFFIC, "default", "p")) is not None
    assert found.find_policy(ObjectKey(*TRAFFIC, "other", "p")) is None
    assert names(found.policies_for(ObjectKey(GATEWAY_API, "HTTPRoute", "default", "r"), {})) == ["default/p"]
