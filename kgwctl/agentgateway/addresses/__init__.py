"""Addresses: the services and workloads that agentgateway learns of, as Istio's ambient mode tells them."""
