# ruff: noqa: E501 - lists of texts
"""What the fuzzer starts from: the examples, the examples of the rules, and a few of what those lack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_REPOSITORY = Path(__file__).resolve().parents[2]

#: Values that readers of one kind or another trip over.
WORDS: tuple[Any, ...] = (
    *(
        "",
        " ",
        "a",
        "*",
        "/",
        "-1",
        "0",
        "1e400",
        "9" * 5000,
        "0x",
        "1.5Ki",
        "5s",
        "-5s",
        "1h1",
        "\x00",
        "\ufeff",
        "\u2028",
        "é",
    ),
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 10**400, 0.5, float("1e308"), [], {}, [[]], [None], {"": None}),
    *(
        "default",
        "kgateway",
        "HTTPRoute",
        "Gateway",
        "Service",
        "Secret",
        "gateway.networking.k8s.io",
        "a.b",
        "*.a.b",
        "a..b",
    ),
    # CEL, RE2, templates
    *("request.path == '/'", "true || 1", "self.size() > 0 ? 'a' : b", "[" * 300, "a.b.c.d.e", "'\\", "has(x)", "1/0"),
    *("(?P<a>.*)", "(a|b", "[^]", "a{1,1001}", "\\p{Greek}", "(?i)\\Qa", ".*.*.*.*x", "(" * 200),
    *('{{ header("a") }}', "{% if %}", "{{", "{{ a | b | c }}", "{{ request_header(':path') }}", "{# #}"),
    # keys, key sets, logins
    *(
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t",
        "a:$apr1$b$c",
    ),
    *(
        "user:{SHA}" + "A" * 27 + "=",
        '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}',
        '{"keys":[{}]}',
        '{"keys":',
        "AA==",
        "=" * 9,
    ),
    *("http://[::1", "https://a:b@c/d?e#f", "10.0.0.0/33", "::/129", "255.255.255.256", "2000-13-01T00:00:00Z", "P1D"),
)
OTHERS = (
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n"
    "patches:\n- target: {kind: HTTPListenerPolicy}\n  patch: |-\n    - {op: replace, path: /spec/useRemoteAddress, value: true}\n",
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: kgateway}\nspec:\n"
    "  chart: {spec: {chart: kgateway, version: v2.1.0}}\n  values: {controller: {extraEnv: {KGW_ENABLE_AGENTGATEWAY: 'true'}}}\n",
    "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {ca.crt: x}}\n- null\n",
)
CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [size]
            properties:
              size: {type: integer, minimum: 1, default: 2}
              name: {type: string, pattern: "^[a-z]+$", maxLength: 5, enum: [a, b]}
              list: {type: array, maxItems: 3, items: {type: string, format: date}, x-kubernetes-list-type: set}
              any: {x-kubernetes-preserve-unknown-fields: true}
              either: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
            x-kubernetes-validations: [{rule: "self.size > 1 || has(self.name)", message: too small}]
"""
THING = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: {size: 1, name: a, list: [2000-01-01]}\n"
CONFIGURATION = (
    "select: [KGW01]\nignore: [KGW0101]\nfailOn: warning\nsettings: {KGW_VALIDATION_MODE: STANDARD}\nnamespace: a\n"
)


def manifests() -> list[list[Any]]:
    """Inputs as lists of documents."""
    from kgwctl.lint.catalogue import catalogue

    texts = [path.read_text("utf-8") for path in sorted((_REPOSITORY / "examples").rglob("*.yaml"))]
    texts += [text for rule in catalogue().values() for text in (rule.bad, rule.good) if text]
    found = [_documents(text) for text in (*texts, *OTHERS)]
    return [documents for documents in found if documents]


def _documents(text: str) -> list[Any]:
    try:
        return [document for document in yaml.load_all(text, yaml.CSafeLoader) if document is not None]
    except yaml.YAMLError:
        # A rule about files that cannot be read.
        return []
