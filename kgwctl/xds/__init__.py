"""Serving rendered resources to a real Envoy over xDS, and what it answers."""
