"""Worlds checked one by one, and what is said of them together."""
