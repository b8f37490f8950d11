"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# mypy: ignore-errors

from kgwctl.cel.bundled.gateway_networking_k8s_io_v1_gatewayclass import FUNCTIONS
