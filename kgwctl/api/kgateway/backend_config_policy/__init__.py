"""BackendConfigPolicy."""
