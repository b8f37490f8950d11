"""Bootstraps that take everything from a control plane on a Unix socket."""

from __future__ import annotations

import json

from kgwctl.envoy.bootstrap import LOOPBACK, SYSTEM_CA_FILE, SYSTEM_CA_SECRET

_HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
_ADS = {"ads": {}, "resourceApiVersion": "V3"}


def ads_bootstrap(socket: str, *, node: str = "kgwctl", authorities: bool = True, names: bool = True) -> bytes:
    """A bootstrap for an Envoy that asks the control plane at ``socket``, incrementally.

    ``authorities`` gives it the secret with the system's certificate authorities; ``names`` lets it look names up.
    """
    control_plane = {
        "name": "control-plane",
        "type": "STATIC",
        "typedExtensionProtocolOptions": {
            _HTTP_OPTIONS: {
                "@type": f"type.googleapis.com/{_HTTP_OPTIONS}",
                "explicitHttpConfig": {"http2ProtocolOptions": {}},
            }
        },
        "loadAssignment": {
            "clusterName": "control-plane",
            "endpoints": [{"lbEndpoints": [{"endpoint": {"address": {"pipe": {"path": socket}}}}]}],
        },
    }
    secret = {"name": SYSTEM_CA_SECRET, "validationContext": {"trustedCa": {"filename": SYSTEM_CA_FILE}}}
    config = {
        "node": {"id": node, "cluster": node},
        "admin": {"address": {"socketAddress": {"address": LOOPBACK, "portValue": 0}}},
        "dynamicResources": {
            "adsConfig": {
                "apiType": "DELTA_GRPC",
                "transportApiVersion": "V3",
                "grpcServices": [{"envoyGrpc": {"clusterName": "control-plane"}}],
            },
            "cdsConfig": _ADS,
            "ldsConfig": _ADS,
        },
        "staticResources": {"clusters": [control_plane], "secrets": [secret] if authorities else []},
        **({} if names else {"typedDnsResolverConfig": _dead_resolver()}),
    }
    return json.dumps(config).encode()


def _dead_resolver() -> dict[str, object]:
    """A resolver on a port where nobody is."""
    kind = "envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig"
    config = {
        "@type": f"type.googleapis.com/{kind}",
        "resolvers": [{"socketAddress": {"address": LOOPBACK, "portValue": 1}}],
        "dnsResolverOptions": {"useTcpForDnsLookups": True, "noDefaultSearchDomain": True},
    }
    return {"name": "envoy.network.dns_resolver.cares", "typedConfig": config}
