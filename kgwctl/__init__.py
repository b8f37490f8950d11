"""Offline compiler, linter and migrator for kgateway and agentgateway manifests."""

__version__ = "0.1.0"
