"""Kinds of Istio that the controllers read (networking.istio.io)."""
