"""Policies that no AgentgatewayPolicy makes: those of BackendTLSPolicies, InferencePools and Services."""
