"""Kubernetes' own kinds, as far as they matter here, and the types that other kinds embed."""
