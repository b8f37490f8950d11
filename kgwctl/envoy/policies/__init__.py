"""Policies on Envoy resources: the contract of a policy kind, the engine that runs them, and the kinds."""
