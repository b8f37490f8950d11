"""Envoy listeners: Gateway listeners merged by port, with their filter chains and TLS contexts."""
