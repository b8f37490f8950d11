"""Objects that other objects of the tree make in the cluster: what a Certificate, an operator or a chart leaves there.

Each row reads one kind. What it names certainly is there, with content unknown; what only may be there, such as
the Services of a Helm release, is said to be uncertain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import SECRET
from kgwctl.objects.external import ExternalObject

if TYPE_CHECKING:
    from kgwctl.worlds.model import Built

#: Words of which one stands in every file that a row reads.
MARKS = (
    b"cert-manager.io",
    b"external-secrets.io",
    b"bitnami.com",
    b"fluxcd.io",
    b"argoproj.io",
    b"postgresql.cnpg.io",
    b"kafka.strimzi.io",
    b".elastic.co",
    b"monitoring.coreos.com",
    b"operator.victoriametrics.com",
    b"secrets.hashicorp.com",
    b"onepassword.com",
    b"infisical.com",
    b"doppler.com",
    b"serving.knative.dev",
    b"secrets-store.csi",
    b"redis.redis.opstreelabs.in",
    b"crossplane.io",
    b"opentelemetry.io",
    b"helm.cattle.io",
    b"isindir.github.com",
    b"vaultproject.io",
    b"mittwald.de",
)
_ANYWHERE = "*"


def made_by(one: Built) -> Iterator[ExternalObject]:
    """What an object makes, beside itself."""
    reader = _BY_KIND.get((one.group, one.kind))
    if reader is not None:
        yield from reader(one)
    yield from _annotated(one)


def _text(value: Any, *path: str) -> str:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _dict(value: Any, *path: str) -> dict[str, Any]:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _list(value: Any, *path: str) -> list[Any]:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def _made(
    one: Built, kind: str, name: str, namespace: str | None = None, *, certain: bool = True
) -> Iterator[ExternalObject]:
    if name:
        where = one.namespace if namespace is None else namespace
        yield ExternalObject(
            kind, where, name, f"{one.kind} {one.name} {'makes' if certain else 'may make'} it", certain
        )


def _annotated(one: Built) -> Iterator[ExternalObject]:
    """Secrets that cert-manager makes for the listeners of Gateways and the TLS entries of Ingresses."""
    annotations = one.metadata.get("annotations")
    if not isinstance(annotations, dict):
        return
    if one.kind in ("Gateway", "XListenerSet", "ListenerSet", "Ingress") and any(
        key in annotations
        for key in ("cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "kubernetes.io/tls-acme")
    ):
        spec = one.value.get("spec")
        for listener in _list(spec, "listeners"):
            for ref in _list(listener, "tls", "certificateRefs"):
                if _text(ref, "kind") in SECRET:
                    yield from _made(one, "Secret", _text(ref, "name"), _text(ref, "namespace") or one.namespace)
        for entry in _list(spec, "tls"):
            yield from _made(one, "Secret", _text(entry, "secretName"))
    for key in ("reflector.v1.k8s.emberstack.com/reflection-auto-namespaces", "replicator.v1.mittwald.de/replicate-to"):
        spaces = annotations.get(key)
        for space in spaces.split(",") if isinstance(spaces, str) else ():
            yield from _made(one, one.kind, one.name, space.strip() or _ANYWHERE)
    if annotations.get("reflector.v1.k8s.emberstack.com/reflection-auto-enabled") == "true":
        yield from _made(one, one.kind, one.name, _ANYWHERE)


def _certificate(one: Built) -> Iterator[ExternalObject]:
    yield from _made(one, "Secret", _text(one.value, "spec", "secretName"))


def _external_secret(one: Built) -> Iterator[ExternalObject]:
    yield from _made(one, "Secret", _text(one.value, "spec", "target", "name") or one.name)


def _cluster_external_secret(one: Built) -> Iterator[ExternalObject]:
    spec = _dict(one.value, "spec")
    name = _text(spec, "externalSecretSpec", "target", "name") or _text(spec, "externalSecretName") or one.name
    yield from _made(one, "Secret", name, _ANYWHERE)


def _same_name(one: Built) -> Iterator[ExternalObject]:
    yield from _made(one, "Secret", _text(one.value, "spec", "template", "metadata", "name") or one.name)


def _bundle(one: Built) -> Iterator[ExternalObject]:
    target = _dict(one.value, "spec", "target")
    for field, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
        if field in target:
            yield from _made(one, kind, one.name, _ANYWHERE)


def _destination(one: Built) -> Iterator[ExternalObject]:
    name = _text(one.value, "spec", "destination", "name") or _text(one.value, "spec", "secretName")
    yield from _made(one, "Secret", name)


def _vault_secret(one: Built) -> Iterator[ExternalObject]:
    yield from _made(one, "Secret", _text(one.value, "spec", "name") or one.name)


def _infisical(one: Built) -> Iterator[ExternalObject]:
    reference = _dict(one.value, "spec", "managedSecretReference")
    yield from _made(one, "Secret", _text(reference, "secretName"), _text(reference, "secretNamespace") or None)
    for each in _list(one.value, "spec", "managedKubeSecretReferences"):
        yield from _made(one, "Secret", _text(each, "secretName"), _text(each, "secretNamespace") or None)


def _managed_secret(one: Built) -> Iterator[ExternalObject]:
    reference = _dict(one.value, "spec", "managedSecret")
    yield from _made(one, "Secret", _text(reference, "name"), _text(reference, "namespace") or None)


def _connection_secret(one: Built) -> Iterator[ExternalObject]:
    reference = _dict(one.value, "spec", "writeConnectionSecretToRef")
    yield from _made(one, "Secret", _text(reference, "name"), _text(reference, "namespace") or None)


def _provider_class(one: Built) -> Iterator[ExternalObject]:
    for each in _list(one.value, "spec", "secretObjects"):
        yield from _made(one, "Secret", _text(each, "secretName"))


def _several_secrets(one: Built) -> Iterator[ExternalObject]:
    for each in _list(one.value, "spec", "secretTemplates"):
        yield from _made(one, "Secret", _text(each, "name"))


def _services(*names: str) -> Callable[[Built], Iterator[ExternalObject]]:
    def read(one: Built) -> Iterator[ExternalObject]:
        for name in names:
            kind, _, pattern = name.rpartition(":")
            yield from _made(one, kind or "Service", pattern.format(name=one.name))

    return read


def _helm_release(one: Built) -> Iterator[ExternalObject]:
    """A chart may bring anything into its namespace."""
    namespace = _text(one.value, "spec", "targetNamespace") or one.namespace
    yield from _made(one, "*", "*", namespace, certain=False)


def _push_secret(one: Built) -> Iterator[ExternalObject]:
    """Where it pushes to is the store's business; that may be this cluster."""
    for each in _list(one.value, "spec", "data"):
        yield from _made(one, "Secret", _text(each, "match", "remoteRef", "remoteKey"), _ANYWHERE, certain=False)


def _rancher_chart(one: Built) -> Iterator[ExternalObject]:
    yield from _made(one, "*", "*", _text(one.value, "spec", "targetNamespace") or one.namespace, certain=False)


_OPERATORS = {
    ("postgresql.cnpg.io", "Cluster"): ("{name}-rw", "{name}-ro", "{name}-r", "Secret:{name}-app", "Secret:{name}-ca"),
    ("postgresql.cnpg.io", "Pooler"): ("{name}",),
    ("kafka.strimzi.io", "Kafka"): ("{name}-kafka-bootstrap", "{name}-kafka-brokers", "Secret:{name}-cluster-ca-cert"),
    ("kafka.strimzi.io", "KafkaConnect"): ("{name}-connect-api",),
    ("kafka.strimzi.io", "KafkaBridge"): ("{name}-bridge-service",),
    ("elasticsearch.k8s.elastic.co", "Elasticsearch"): ("{name}-es-http", "Secret:{name}-es-http-certs-public"),
    ("kibana.k8s.elastic.co", "Kibana"): ("{name}-kb-http", "Secret:{name}-kb-http-certs-public"),
    ("apm.k8s.elastic.co", "ApmServer"): ("{name}-apm-http",),
    ("monitoring.coreos.com", "Prometheus"): ("prometheus-operated",),
    ("monitoring.coreos.com", "Alertmanager"): ("alertmanager-operated",),
    ("operator.victoriametrics.com", "VMSingle"): ("vmsingle-{name}",),
    ("operator.victoriametrics.com", "VMAgent"): ("vmagent-{name}",),
    ("operator.victoriametrics.com", "VMAlert"): ("vmalert-{name}",),
    ("operator.victoriametrics.com", "VMAlertmanager"): ("vmalertmanager-{name}",),
    ("operator.victoriametrics.com", "VMCluster"): ("vmselect-{name}", "vminsert-{name}", "vmstorage-{name}"),
    ("operator.victoriametrics.com", "VLSingle"): ("vlsingle-{name}",),
    ("serving.knative.dev", "Service"): ("{name}",),
    ("redis.redis.opstreelabs.in", "Redis"): ("{name}",),
    ("redis.redis.opstreelabs.in", "RedisCluster"): ("{name}-leader", "{name}-follower"),
    ("opentelemetry.io", "OpenTelemetryCollector"): ("{name}-collector", "{name}-collector-headless"),
    ("grafana.integreatly.org", "Grafana"): ("{name}-service",),
    ("k8s.keycloak.org", "Keycloak"): ("{name}-service",),
}

_BY_KIND: dict[tuple[str, str], Callable[[Built], Iterator[ExternalObject]]] = {
    ("cert-manager.io", "Certificate"): _certificate,
    ("external-secrets.io", "ExternalSecret"): _external_secret,
    ("external-secrets.io", "ClusterExternalSecret"): _cluster_external_secret,
    ("external-secrets.io", "PushSecret"): _push_secret,
    ("bitnami.com", "SealedSecret"): _same_name,
    ("trust.cert-manager.io", "Bundle"): _bundle,
    ("trust-manager.io", "ClusterBundle"): _bundle,
    ("secrets.hashicorp.com", "VaultStaticSecret"): _destination,
    ("secrets.hashicorp.com", "VaultDynamicSecret"): _destination,
    ("secrets.hashicorp.com", "VaultPKISecret"): _destination,
    ("ricoberger.de", "VaultSecret"): _same_name,
    ("redhatcop.redhat.io", "VaultSecret"): _same_name,
    ("onepassword.com", "OnePasswordItem"): _vault_secret,
    ("secrets.infisical.com", "InfisicalSecret"): _infisical,
    ("secrets.doppler.com", "DopplerSecret"): _managed_secret,
    ("isindir.github.com", "SopsSecret"): _several_secrets,
    ("secrets-store.csi.x-k8s.io", "SecretProviderClass"): _provider_class,
    ("helm.toolkit.fluxcd.io", "HelmRelease"): _helm_release,
    ("helm.cattle.io", "HelmChart"): _rancher_chart,
    **{kind: _services(*names) for kind, names in _OPERATORS.items()},
}
