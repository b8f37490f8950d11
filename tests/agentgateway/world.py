"""Translating manifests in tests: what agentgateway gets of a policy or backend, as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kgwctl.agentgateway.backends.translate import TranslatedBackend, translate_backend
from kgwctl.agentgateway.environment import AGENTGATEWAY_GROUP, Environment
from kgwctl.agentgateway.jwks.stores import StoredKeySets
from kgwctl.agentgateway.policies.translate import TranslatedPolicy, translate_policy
from kgwctl.manifests import Source, read_source
from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.typing import type_documents
from kgwctl.output.json_writer import to_json
from kgwctl.resolve.namespaces import Namespaces
from kgwctl.settings import Settings

#: Objects that policies of the tests refer to.
WORLD = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec: {gatewayClassName: agentgateway, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: v1
kind: Service
metadata: {name: svc}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Secret
metadata: {name: keys, labels: {team: a}}
stringData: {plain: one, rich: '{"key": "two", "metadata": {"group": "x"}}', .htaccess: "ada:{SHA}x"}
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayBackend
metadata: {name: host}
spec: {static: {host: keys.example, port: 443}, policies: {tls: {}}}
"""
_POLICY = """\
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayPolicy
metadata: {name: p}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw}]
"""


def environment(text: str, files: dict[str, str] | None = None) -> tuple[ObjectSet, Environment]:
    """The objects of a text with their defaults, and where policies look them up."""
    objects = type_documents(read_source(Source("<test>", text.encode()))[0]).objects
    settings = Settings()
    key_sets = StoredKeySets(objects, settings.pod_namespace, files)
    return objects, Environment(objects, Namespaces(objects, settings), key_sets)


def policy(text: str, files: dict[str, str] | None = None) -> TranslatedPolicy:
    """The translation of the one policy called ``p`` in ``text``, which has its surroundings already."""
    objects, env = environment(text, files)
    (found,) = (one for one in objects.of((AGENTGATEWAY_GROUP, "AgentgatewayPolicy")) if one.name == "p")
    return translate_policy(found, env)


def on_gateway(spec: dict[str, Any], more: str = "", files: dict[str, str] | None = None) -> TranslatedPolicy:
    """The translation of a policy on a Gateway in the tests' world."""
    body = "".join(f"  {section}: {json.dumps(value)}\n" for section, value in spec.items())
    return policy(f"{WORLD}{_POLICY}{body}---\n{more}", files)


def backend(spec: dict[str, Any], more: str = "") -> TranslatedBackend:
    """The translation of a backend called ``b`` in the tests' world."""
    text = "---\napiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayBackend\nmetadata: {name: b}\n"
    objects, env = environment(f"{WORLD}{text}spec: {json.dumps(spec)}\n---\n{more}")
    (found,) = (one for one in objects.of((AGENTGATEWAY_GROUP, "AgentgatewayBackend")) if one.name == "b")
    return translate_backend(found, env)


def plain(records: Iterable[Any]) -> list[Any]:
    """Records as plain data, secrets shown."""
    found: list[Any] = json.loads(to_json(list(records), show_secrets=True))
    return found


def sent(made: TranslatedPolicy) -> dict[str, Any]:
    """What is sent of a policy: the settings by the last part of their keys, which all end with the target."""
    return {
        one["key"].split(":")[1]: next(one[section] for section in ("frontend", "traffic", "backend") if section in one)
        for one in plain(made.policies)
    }


def accepted(made: TranslatedPolicy) -> tuple[str, str]:
    """Reason and message of the first ancestor's Accepted condition."""
    condition = made.status["ancestors"][0]["conditions"][0]
    return condition["reason"], condition["message"]
