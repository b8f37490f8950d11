"""A control plane on this machine: manifests served to real Envoys on loopback, and served again when they change."""
