"""What a controller knows from outside the manifests, as far as it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.envoy.gateway_extensions.discovery import Provider
    from kgwctl.objects.resource import ObjectKey


class Outside(NamedTuple):
    """``proxy_pods`` names Pods of proxies by ``namespace/name`` of their Gateway, where labels do not tell;
    ``oidc_providers`` is what OpenID Connect issuers publish, by their address.
    """

    proxy_pods: Mapping[str, ObjectKey] = {}
    oidc_providers: Mapping[str, Provider] = {}


NOTHING_OUTSIDE = Outside()
