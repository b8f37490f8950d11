"""The kinds of ``gateway.kgateway.dev``."""
