"""Generated manifests of any size; the same size gives the same text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle, islice

SERVICES_PER_ROUTE = 0.01

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: bench
  namespace: default
spec:
  gatewayClassName: kgateway
  listeners:
    - name: http
      port: 8080
      protocol: HTTP
      allowedRoutes:
        namespaces:
          from: All
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: svc-{index}
  namespace: {namespace}
  labels:
    app: svc-{index}
spec:
  selector:
    app: svc-{index}
  ports:
    - name: http
      port: 8080
      targetPort: 8080
      protocol: TCP
"""
ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: route-{index}
  namespace: {namespace}
  labels:
    team: team-{team}
spec:
  parentRefs:
    - name: bench
      namespace: default
  hostnames:
    - host-{host}.example.com
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /api/v1/resource-{index}
          headers:
            - name: x-tenant
              value: tenant-{team}
      filters:
        - type: RequestHeaderModifier
          requestHeaderModifier:
            set:
              - name: x-route
                value: route-{index}
      timeouts:
        request: 10s
      backendRefs:
        - name: svc-{service}
          port: 8080
"""
TRAFFIC_POLICY = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata:
  name: policy-{index}
  namespace: {namespace}
spec:
  targetRefs:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
      name: route-{route}
  cors:
    allowOrigins:
      - https://host-{host}.example.com
    allowMethods:
      - GET
      - POST
    maxAge: 600
  rateLimit:
    local:
      tokenBucket:
        maxTokens: 100
        tokensPerFill: 10
        fillInterval: 1s
"""
BACKEND_CONFIG = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: config-{index}
  namespace: {namespace}
spec:
  targetRefs:
    - group: ""
      kind: Service
      name: svc-{service}
  connectTimeout: 3s
  outlierDetection:
    interval: 5s
    consecutive5xx: 3
"""
BACKEND = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: backend-{index}
  namespace: {namespace}
spec:
  type: Static
  static:
    hosts:
      - host: ext-{index}.example.net
        port: 443
"""
GRANT = """\
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: grant-{index}
  namespace: {namespace}
spec:
  from:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
      namespace: team-{team}
  to:
    - group: ""
      kind: Service
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{index}
  namespace: {namespace}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: svc-{service}
  template:
    metadata:
      labels:
        app: svc-{service}
    spec:
      containers:
        - name: app
          image: registry.example.com/app:{index}
          ports:
            - containerPort: 8080
"""
#: Twenty objects as they come together in a repository of manifests.
MIXTURE = (
    *[ROUTE] * 8,
    *[SERVICE] * 5,
    *[TRAFFIC_POLICY] * 2,
    *[DEPLOYMENT] * 2,
    BACKEND_CONFIG,
    BACKEND,
    GRANT,
)


def routes(count: int) -> str:
    """One Gateway, ``count`` HTTPRoutes with a rule each, and a Service for every hundred of them."""
    services = max(1, int(count * SERVICES_PER_ROUTE))
    documents = [GATEWAY, *(_filled(SERVICE, index, index) for index in range(services))]
    documents += [_filled(ROUTE, index, index % services) for index in range(count)]
    return "---\n".join(documents)


def with_policy(count: int) -> str:
    """``routes``, and a TrafficPolicy for the first."""
    return f"{routes(count)}---\n{_filled(TRAFFIC_POLICY, 0, 0)}"


def mixed(count: int) -> str:
    """One Gateway and ``count`` objects of the kinds in :data:`MIXTURE`, spread over ten namespaces.

    What they refer to is there, unless the last mixture is cut short.
    """
    return "---\n".join([GATEWAY, *_mixture(count)])


def mixed_files(count: int) -> Iterator[str]:
    """The objects of :func:`mixed` as the texts of files that hold one mixture each; the Gateway is in the first."""
    objects = [GATEWAY, *_mixture(count)]
    for start in range(0, len(objects), len(MIXTURE)):
        yield "---\n".join(objects[start : start + len(MIXTURE)])


def _mixture(count: int) -> Iterator[str]:
    first_service, services = MIXTURE.index(SERVICE), MIXTURE.count(SERVICE)
    for index, template in enumerate(islice(cycle(MIXTURE), count)):
        number, place = divmod(index, len(MIXTURE))
        start = index - place
        service = start + first_service + place % services
        yield _filled(template, index, service, namespace=f"team-{number % 10}", route=start + place % first_service)


def _filled(template: str, index: int, service: int, namespace: str = "default", route: int = 0) -> str:
    return template.format(
        index=index, namespace=namespace, team=index % 10, host=index % 50, service=service, route=route
    )


#: The kinds of input, by name.
INPUTS: dict[str, Callable[[int], str]] = {"routes": routes, "mixed": mixed}
