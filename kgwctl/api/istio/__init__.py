"""Kinds of Istio that agentgateway's controller reads (networking.istio.io)."""
