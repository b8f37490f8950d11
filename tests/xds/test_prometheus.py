"""Refusals under the names of kgateway's own metrics."""

from __future__ import annotations

from kgwctl.objects.resource import ObjectKey
from kgwctl.xds.prometheus import Rejects, Series, exposition, of_one_run

GATEWAY = ObjectKey("gateway.networking.k8s.io", "Gateway", "shop", "web")


def test_text() -> None:
    text = exposition(
        {
            Series(GATEWAY, "type.googleapis.com/envoy.config.listener.v3.Listener"): Rejects(3, 0),
            Series(GATEWAY._replace(name='a"\\'), "type.googleapis.com/x"): Rejects(1, 1),
        }
    )
    assert text.splitlines() == [
        "# HELP kgateway_envoy_xds_rejects_total How often Envoy refused what it was sent.",
        "# TYPE kgateway_envoy_xds_rejects_total counter",
        'kgateway_envoy_xds_rejects_total{gateway_name="a\\"\\\\",gateway_namespace="shop",type_url="x"} 1',
        'kgateway_envoy_xds_rejects_total{gateway_name="web",gateway_namespace="shop",'
        'type_url="envoy.config.listener.v3.Listener"} 3',
        "# HELP kgateway_envoy_xds_rejects_active How much of what Envoy was sent last it refuses.",
        "# TYPE kgateway_envoy_xds_rejects_active gauge",
        'kgateway_envoy_xds_rejects_active{gateway_name="a\\"\\\\",gateway_namespace="shop",type_url="x"} 1',
        'kgateway_envoy_xds_rejects_active{gateway_name="web",gateway_namespace="shop",'
        'type_url="envoy.config.listener.v3.Listener"} 0',
    ]
    assert text.endswith("\n")


def test_a_type_counts_once_however_many_resources_are_refused() -> None:
    series = Series(GATEWAY, "t")
    assert of_one_run([series, series]) == {series: Rejects(1, 1)}
