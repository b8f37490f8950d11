"""Gateways and XListenerSets: their listeners, what agentgateway binds for them, and their statuses."""
