"""Istio's AuthorizationPolicies as Envoy's RBAC filters."""
