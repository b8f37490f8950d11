"""Resolved manifests to Envoy configuration."""
