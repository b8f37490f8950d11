"""The kinds of ``agentgateway.dev``."""
