"""A dozen GitOps layouts as people keep them, each healthy and with one mistake planted in it.

A line that ends in ``# ! KGW0201`` is expected to be found with that rule, and no other line is.
"""

from __future__ import annotations

from typing import NamedTuple


class Layout(NamedTuple):
    """A tree. In ``mistake`` the first text stands in the healthy tree and the second in the broken one."""

    name: str
    worlds: tuple[str, ...]
    healthy: str
    mistake: tuple[str, str]

    @property
    def broken(self) -> str:
        """The tree with the mistake."""
        right, wrong = self.mistake
        assert self.healthy.count(right) == 1, (self.name, right)
        return self.healthy.replace(right, wrong)


def _kustomization(*resources: str, rest: str = "") -> str:
    listed = "\n".join(f"- {one}" for one in resources)
    return f"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n{rest}resources:\n{listed}\n"


def _gateway(namespace: str = "", host: str = "*.example.com", secret: str = "", extra: str = "") -> str:
    tls = f"\n    tls:\n      certificateRefs:\n      - name: {secret}" if secret else ""
    port, protocol = (443, "HTTPS") if secret else (80, "HTTP")
    where = f"\n  namespace: {namespace}" if namespace else ""
    return f"""\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge{where}{extra}
spec:
  gatewayClassName: kgateway
  listeners:
  - name: web
    port: {port}
    protocol: {protocol}
    hostname: "{host}"{tls}
    allowedRoutes:
      namespaces:
        from: All
"""


def _route(namespace: str = "", parent: str = "name: edge", host: str = "app.example.com", port: int = 80) -> str:
    where = f"\n  namespace: {namespace}" if namespace else ""
    return f"""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: app{where}
spec:
  parentRefs:
  - {parent}
  hostnames:
  - "{host}"
  rules:
  - backendRefs:
    - name: app
      port: {port}
"""


def _service(namespace: str = "") -> str:
    where = f"\n  namespace: {namespace}" if namespace else ""
    return f"""\
apiVersion: v1
kind: Service
metadata:
  name: app{where}
spec:
  ports:
  - port: 80
"""


def _flux(name: str, path: str, rest: str = "") -> str:
    return f"""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: {name}
  namespace: flux-system
spec:
  interval: 10m
  prune: true
  path: {path}
  sourceRef:
    kind: GitRepository
    name: flux-system
{rest}"""


def _application(name: str, path: str, namespace: str = "shop", server: str = "https://kubernetes.default.svc") -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {name}
  namespace: argocd
spec:
  project: default
  source:
    repoURL: https://git.example.com/shop.git
    path: {path}
    targetRevision: HEAD
  destination:
    server: {server}
    namespace: {namespace}
"""


_OTHER_FILES = """\
=== .github/workflows/ci.yaml
on: push
=== docker-compose.yaml
services: {web: {image: nginx}}
=== playbook.yml
- hosts: all
  tasks: []
=== dashboards/traffic.json
{"title": "Traffic", "panels": []}
=== tsconfig.json
{
  // comments
  "compilerOptions": {}
}
"""

_FLUX_MONOREPO = f"""
=== clusters/production/flux-system/gotk-sync.yaml
{_flux("flux-system", "./clusters/production")}
=== clusters/production/flux-system/kustomization.yaml
{_kustomization("gotk-sync.yaml")}
=== clusters/production/infrastructure.yaml
{_flux("infrastructure", "./infrastructure")}
=== clusters/production/apps.yaml
{_flux("apps", "./apps/production")}
=== clusters/staging/flux-system/gotk-sync.yaml
{_flux("flux-system", "./clusters/staging")}
=== clusters/staging/flux-system/kustomization.yaml
{_kustomization("gotk-sync.yaml")}
=== clusters/staging/infrastructure.yaml
{_flux("infrastructure", "./infrastructure")}
=== clusters/staging/apps.yaml
{_flux("apps", "./apps/staging")}
=== infrastructure/kustomization.yaml
{_kustomization("gateway.yaml")}
=== infrastructure/gateway.yaml
{_gateway("network")}
=== apps/base/kustomization.yaml
{_kustomization("route.yaml", "service.yaml")}
=== apps/base/route.yaml
{_route(parent="{name: edge, namespace: network}")}
=== apps/base/service.yaml
{_service()}
=== apps/production/kustomization.yaml
{_kustomization("../base", rest="namespace: shop" + chr(10))}
=== apps/staging/kustomization.yaml
{_kustomization("../base", rest="namespace: shop" + chr(10))}
patches:
- target:
    kind: HTTPRoute
  patch: |
    - op: replace
      path: /spec/hostnames/0
      value: staging.example.com
{_OTHER_FILES}"""

_HOME_FLUX = f"""
=== kubernetes/flux/cluster/ks.yaml
{
    _flux(
        "cluster-apps",
        "./kubernetes/apps",
        '''  patches:
  - target:
      group: kustomize.toolkit.fluxcd.io
      kind: Kustomization
    patch: |
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata:
        name: all
      spec:
        postBuild:
          substituteFrom:
          - kind: Secret
            name: cluster-secrets
''',
    )
}
=== kubernetes/apps/network/kustomization.yaml
{_kustomization("./edge/ks.yaml", rest="namespace: network" + chr(10))}
=== kubernetes/apps/network/edge/ks.yaml
{_flux("edge", "./kubernetes/apps/network/edge/app", "  targetNamespace: network" + chr(10))}
=== kubernetes/apps/network/edge/app/kustomization.yaml
{_kustomization("gateway.yaml", "certificate.yaml")}
=== kubernetes/apps/network/edge/app/gateway.yaml
{_gateway(host="*.${SECRET_DOMAIN}", secret="${SECRET_DOMAIN/./-}-tls".replace("/./-", ""))}
=== kubernetes/apps/network/edge/app/certificate.yaml
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: wildcard
spec:
  secretName: ${{SECRET_DOMAIN}}-tls
=== kubernetes/apps/default/kustomization.yaml
{_kustomization("./app/ks.yaml")}
=== kubernetes/apps/default/app/ks.yaml
{_flux("app", "./kubernetes/apps/default/app/app", "  targetNamespace: default" + chr(10))}
=== kubernetes/apps/default/app/app/kustomization.yaml
{_kustomization("helmrelease.yaml", "route.yaml")}
=== kubernetes/apps/default/app/app/helmrelease.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: app
spec:
  interval: 1h
  chartRef: {{kind: OCIRepository, name: app}}
=== kubernetes/apps/default/app/app/route.yaml
{_route(parent="{name: edge, namespace: network}", host="app.${SECRET_DOMAIN}")}
"""

_APP_OF_APPS = f"""
=== root.yaml
{_application("root", "apps", "argocd")}
=== apps/gateway.yaml
{_application("gateway", "manifests/gateway", "network")}
=== apps/shop.yaml
{_application("shop", "manifests/shop")}
=== manifests/gateway/gateway.yaml
{_gateway()}
=== manifests/shop/route.yaml
{_route(parent="{name: edge, namespace: network}")}
=== manifests/shop/service.yaml
{_service()}
"""

_APPLICATION_SET = f"""
=== argocd/set.yaml
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: shops
  namespace: argocd
spec:
  goTemplate: true
  generators:
  - git:
      repoURL: https://git.example.com/shop.git
      directories:
      - path: envs/*
  template:
    metadata:
      name: "{{{{.path.basename}}}}"
    spec:
      project: default
      source:
        repoURL: https://git.example.com/shop.git
        path: "{{{{.path.path}}}}"
      destination:
        name: "{{{{.path.basename}}}}"
        namespace: shop
=== envs/dev/all.yaml
{_gateway()}---
{_route()}---
{_service()}
=== envs/prod/all.yaml
{_gateway()}---
{_route()}---
{_service()}
"""

_OVERLAYS = f"""
=== base/kustomization.yaml
{_kustomization("gateway.yaml", "route.yaml", "service.yaml")}
=== base/gateway.yaml
{_gateway()}
=== base/route.yaml
{_route()}
=== base/service.yaml
{_service()}
=== components/limits/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources:
- policy.yaml
=== components/limits/policy.yaml
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata:
  name: limits
spec:
  targetRefs:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    name: app
  rateLimit:
    local:
      tokenBucket:
        maxTokens: 10
        fillInterval: 1s
=== overlays/dev/kustomization.yaml
{_kustomization("../../base", rest="namespace: app-dev" + chr(10))}
patches:
- path: gateway.yaml
=== overlays/dev/gateway.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
spec:
  listeners:
  - name: web
    port: 8080
    protocol: HTTP
=== overlays/prod/kustomization.yaml
{_kustomization("../../base", rest="namespace: app-prod" + chr(10))}
components:
- ../../components/limits
patches:
- path: hostnames.yaml
  target:
    kind: HTTPRoute
    name: app
=== overlays/prod/hostnames.yaml
- op: add
  path: /spec/hostnames/-
  value: www.example.com
{_OTHER_FILES}"""

_PLAIN = f"""
=== gateway.yaml
{_gateway("network")}
=== shop/route.yaml
{_route("shop", parent="{name: edge, namespace: network}")}
=== shop/service.yaml
{_service("shop")}
{_OTHER_FILES}"""

_STAGES = f"""
=== common/class.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: shop
=== dev/all.yaml
{_gateway("shop", "dev.example.com")}---
{_route("shop", host="dev.example.com")}---
{_service("shop")}
=== prod/all.yaml
{_gateway("shop", "www.example.com")}---
{_route("shop", host="www.example.com")}---
{_service("shop")}
"""

_SOPS = f"""
=== network/secret.sops.yaml
apiVersion: v1
kind: Secret
metadata:
  name: edge-tls
  namespace: network
type: kubernetes.io/tls
data:
  tls.crt: ENC[AES256_GCM,data:Zm9v,iv:Zm9v,tag:Zm9v,type:str]
  tls.key: ENC[AES256_GCM,data:Zm9v,iv:Zm9v,tag:Zm9v,type:str]
sops:
  mac: ENC[AES256_GCM,data:Zm9v,iv:Zm9v,tag:Zm9v,type:str]
  version: 3.9.0
=== network/gateway.yaml
{_gateway("network", secret="edge-tls")}
=== shop/all.yaml
{_route("shop", parent="{name: edge, namespace: network}")}---
{_service("shop")}
"""

_EXTERNAL_SECRETS = f"""
=== all.yaml
{_gateway("shop")}---
{_route("shop")}---
{_service("shop")}---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: users
  namespace: shop
spec:
  secretStoreRef: {{kind: ClusterSecretStore, name: vault}}
  target:
    name: shop-users
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata:
  name: login
  namespace: shop
spec:
  targetRefs:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    name: app
  basicAuth:
    secretRef:
      name: shop-users
"""

_GATEWAY_SHIM = f"""
=== edge.yaml
{
    _gateway(
        "network",
        host="app.example.com",
        secret="app-example-com",
        extra='''
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt''',
    )
}
=== shop.yaml
{_route("shop", parent="{name: edge, namespace: network}")}---
{_service("shop")}
"""

_HELM_UMBRELLA = f"""
=== chart/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
=== chart/values.yaml
host: app.example.com
=== chart/templates/route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{{{ .Release.Name }}}}
spec:
  hostnames: [{{{{ .Values.host | quote }}}}]
=== platform/edge.yaml
{_gateway("network")}
=== platform/release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: app
  namespace: shop
spec:
  interval: 1h
  chart: {{spec: {{chart: ./chart, sourceRef: {{kind: GitRepository, name: flux-system}}}}}}
=== platform/route.yaml
{_route("shop", parent="{name: edge, namespace: network}")}
"""

_MIXED = f"""
=== deploy/kustomization.yaml
{_kustomization("route.yaml", "service.yaml", rest="namespace: shop" + chr(10))}
=== deploy/route.yaml
{_route(parent="{name: edge, namespace: network}")}
=== deploy/service.yaml
{_service()}
=== edge/gateway.yaml
{_gateway("network")}
{_OTHER_FILES}"""

_SUBSTITUTED = f"""
=== cluster/ks.yaml
{
    _flux(
        "shop",
        "./shop",
        '''  postBuild:
    substitute:
      PORT: "80"
      HOST: app.example.com
''',
    )
}
=== shop/kustomization.yaml
{_kustomization("all.yaml", rest="namespace: shop" + chr(10))}
=== shop/all.yaml
{_gateway(host="${HOST}")}---
{_route(host="${HOST}").replace("port: 80", "port: ${PORT}")}---
{_service()}
"""

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "flux-monorepo",
        ("clusters/production", "clusters/staging"),
        _FLUX_MONOREPO,
        ("value: staging.example.com", "value: staging_example  # ! KGW0105"),
    ),
    Layout(
        "flux-home",
        ("kubernetes/flux/cluster",),
        _HOME_FLUX,
        ("  - {name: edge, namespace: network}", "  - {name: egde, namespace: network}  # ! KGW0301"),
    ),
    Layout(
        "argo-app-of-apps",
        (".",),
        _APP_OF_APPS,
        ("    - name: app\n      port: 80", "    - name: app\n      port: 8080  # ! KGW0201"),
    ),
    Layout(
        "argo-application-set",
        ("argocd", "argocd -> dev", "argocd -> prod"),
        _APPLICATION_SET,
        (
            "=== envs/prod/all.yaml\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway",
            "=== envs/prod/all.yaml\napiVersion: gateway.networking.k8s.io/v1\nkind: Gatway  # ! KGW0127",
        ),
    ),
    Layout(
        "kustomize-overlays",
        ("overlays/dev", "overlays/prod"),
        _OVERLAYS,
        (
            "    protocol: HTTP\n=== overlays/prod",
            "    protocol: HTTP\n    hostnames: x  # ! KGW0101\n=== overlays/prod",
        ),
    ),
    Layout("plain", (".",), _PLAIN, ('    hostname: "*.example.com"', '    hostnam: "*.example.com"  # ! KGW0101')),
    Layout("stages", ("dev", "prod"), _STAGES, ('  - "www.example.com"', '  - "wwww.example.com"  # ! KGW0302')),
    Layout("sops", (".",), _SOPS, ("      - name: edge-tls", "      - name: edge-tsl  # ! KGW0307")),
    Layout(
        "external-secrets",
        (".",),
        _EXTERNAL_SECRETS,
        ('  - "app.example.com"', '  - "app_example.com"  # ! KGW0105'),
    ),
    Layout("gateway-shim", (".",), _GATEWAY_SHIM, ("    port: 443", "    port: 443443  # ! KGW0105")),
    Layout("helm-umbrella", ("platform",), _HELM_UMBRELLA, ("from: All", "from: Al  # ! KGW0104")),
    Layout(
        "mixed",
        ("deploy", "edge"),
        _MIXED,
        ("    - name: app\n      port: 80", "    - name: ap  # ! KGW0201\n      port: 80"),
    ),
    Layout("substituted", ("cluster",), _SUBSTITUTED, ("port: ${PORT}", "port: ${HOST}  # ! KGW0102")),
)
