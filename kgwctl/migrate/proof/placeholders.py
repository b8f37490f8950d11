"""Stand-ins for what is rarely in a repository: the certificates of listeners, and Gateways kept elsewhere.

Without its certificate a listener is not rendered, and without its Gateway a policy does nothing; a
comparison of nothing with nothing would look like a proof. Both sides get the same stand-ins.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import GATEWAY_API
from kgwctl.manifests import Source, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.manifests import Document

_GATEWAYS = GATEWAY_API
_LISTENERS = frozenset(("Gateway", "ListenerSet", "XListenerSet"))
_POLICIES = frozenset(("HTTPListenerPolicy", "ListenerPolicy"))
#: A name that no file can have: sources with it are not the user's.
PATH = "<placeholders>"


class Missing(NamedTuple):
    """An object that is referred to and not there."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}"


def missing(sources: Iterable[Source], namespace: str) -> list[Missing]:
    """The certificates and Gateways that ``sources`` refer to and do not have, in order of kind and name."""
    there: set[Missing] = set()
    wanted: set[Missing] = set()
    for source in sources:
        for document in read_source(source)[0]:
            if isinstance(document.value, dict):
                there.add(Missing(document.kind, document.namespace or namespace, document.name))
                wanted.update(_wanted(document, document.namespace or namespace))
    return sorted(wanted - there)


def _wanted(document: Document, namespace: str) -> Iterator[Missing]:
    spec = document.value.get("spec")
    if not isinstance(spec, dict):
        return
    if document.kind in _LISTENERS:
        for listener in _mappings(spec.get("listeners")):
            tls = listener.get("tls")
            for ref in _mappings(tls.get("certificateRefs") if isinstance(tls, dict) else None):
                if ref.get("kind", "Secret") == "Secret" and isinstance(ref.get("name"), str):
                    yield Missing("Secret", str(ref.get("namespace") or namespace), ref["name"])
    elif document.kind in _POLICIES:
        for ref in _mappings(spec.get("targetRefs")):
            if ref.get("kind") == "Gateway" and isinstance(ref.get("name"), str):
                yield Missing("Gateway", namespace, ref["name"])


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def stand_ins(objects: Sequence[Missing]) -> Source:
    """A source with something for each of ``objects``: a made-up certificate, a Gateway of one open listener."""
    documents = []
    pair = _certificate() if any(each.kind == "Secret" for each in objects) else {}
    for each in objects:
        metadata = {"name": each.name, "namespace": each.namespace}
        if each.kind == "Secret":
            documents.append(
                {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": "kubernetes.io/tls", "data": pair}
            )
        else:
            listener = {
                "name": "http",
                "port": 80,
                "protocol": "HTTP",
                "allowedRoutes": {"namespaces": {"from": "All"}},
            }
            spec = {"gatewayClassName": "kgateway", "listeners": [listener]}
            documents.append({"apiVersion": f"{_GATEWAYS}/v1", "kind": "Gateway", "metadata": metadata, "spec": spec})
    return Source(PATH, "\n---\n".join(map(json.dumps, documents)).encode())


def _certificate() -> dict[str, str]:
    """A key that is made up here and forgotten, and a certificate of it, as the data of a Secret."""
    from base64 import b64encode
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "placeholder")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    return {"tls.crt": b64encode(public).decode(), "tls.key": b64encode(private).decode()}
