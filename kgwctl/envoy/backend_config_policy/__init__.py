"""BackendConfigPolicy: the kind, and what it sets on a cluster, one module a family of fields."""
