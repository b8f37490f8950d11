"""Clusters and endpoints: one cluster for each backend, whether or not a route leads to it."""
