"""What a BackendConfigPolicy sets on a cluster, one setting a field of its spec."""
