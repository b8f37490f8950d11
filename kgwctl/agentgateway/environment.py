"""Where settings look things up: objects of the run, by name. No ReferenceGrant is asked for, as upstream."""

from __future__ import annotations

import base64
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import AGENTGATEWAY, AGENTGATEWAY_POLICY, CONFIG_MAP, INFERENCE, NAMESPACE, SECRET, SERVICE
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.agentgateway.jwks.stores import KeySets
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.namespaces import Namespaces

AGENTGATEWAY_GROUP = AGENTGATEWAY
INFERENCE_GROUP = INFERENCE
CLUSTER_DOMAIN = "cluster.local"
_LINE_BREAKS = {ord("\r"): None, ord("\n"): None}


class Environment:
    """The objects that the controller sees, and the key sets it would have fetched. One serves a whole run."""

    def __init__(self, objects: ObjectSet, namespaces: Namespaces, key_sets: KeySets) -> None:
        self._objects = objects
        self._namespaces = namespaces
        self.key_sets = key_sets

    def find(self, group: str, kind: str, namespace: str, name: str) -> Resource[Any] | None:
        """The object of that identity."""
        if not self._namespaces.discovered(namespace):
            return None
        return self._objects.get(ObjectKey(group, kind, namespace, name))

    @cached_property
    def services(self) -> list[Resource[Any]]:
        """All Services, by namespace and name."""
        found = self._namespaces.seen(self._objects.of(SERVICE))
        return sorted(found, key=lambda one: (one.namespace, one.name))

    def namespace_labels(self, name: str) -> Mapping[str, str] | None:
        """The labels of a namespace that there is a manifest of."""
        found = self._objects.get(ObjectKey(*NAMESPACE, "", name))
        return None if found is None else self._namespaces.labels(name)

    def secret(self, namespace: str, name: str) -> dict[str, bytes] | None:
        """The values of a Secret."""
        found = self.find(*SECRET, namespace, name)
        return None if found is None else secret_values(found)

    def secrets_labelled(self, namespace: str, labels: Mapping[str, str]) -> list[Resource[Any]]:
        """The Secrets of a namespace that have all those labels, by name."""
        inside = self._secrets.get(namespace, ())
        return [one for one in inside if all(one.labels.get(key) == value for key, value in labels.items())]

    @cached_property
    def _secrets(self) -> dict[str, list[Resource[Any]]]:
        """Secrets by namespace, each list by name."""
        found: dict[str, list[Resource[Any]]] = {}
        for secret in sorted(self._namespaces.seen(self._objects.of(SECRET)), key=lambda one: one.name):
            found.setdefault(secret.namespace, []).append(secret)
        return found

    def config_map(self, namespace: str, name: str) -> Mapping[str, str | None] | None:
        """The texts of a ConfigMap."""
        found = self.find(*CONFIG_MAP, namespace, name)
        return None if found is None else found.object.data or {}

    def policies_targeting(self, target: ObjectKey) -> list[Resource[Any]]:
        """The AgentgatewayPolicies that name ``target``, or a section of it, in load order."""
        return self._policies.get(target, [])

    @cached_property
    def _policies(self) -> dict[ObjectKey, list[Resource[Any]]]:
        found: dict[ObjectKey, list[Resource[Any]]] = {}
        for policy in self._namespaces.seen(self._objects.of(AGENTGATEWAY_POLICY)):
            refs = policy.object.spec.target_refs or ()
            for target in {ObjectKey(ref.group or "", ref.kind, policy.namespace, ref.name) for ref in refs}:
                found.setdefault(target, []).append(policy)
        return found


def secret_values(secret: Resource[Any]) -> dict[str, bytes]:
    """The values of a Secret by key; what is not base64, which no API server would have taken, is empty."""
    data = secret.object.data or {}
    if data.__class__ is not dict:
        from kgwctl.objects.placeholder import decoded as decoded_unknown

        return decoded_unknown(data)
    values: dict[str, bytes] = {}
    for key, text in data.items():
        try:
            values[key] = base64.b64decode((text or "").translate(_LINE_BREAKS), validate=True)
        except ValueError:
            values[key] = b""
    return values


def service_hostname(namespace: str, name: str) -> str:
    """The name of a Service inside the cluster."""
    return f"{name}.{namespace}.svc.{CLUSTER_DOMAIN}"


def pool_hostname(namespace: str, name: str) -> str:
    """The name that agentgateway knows an InferencePool by."""
    return f"{name}.{namespace}.inference.{CLUSTER_DOMAIN}"
