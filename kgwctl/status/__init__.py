"""Conditions of every object, in the controller's order and words."""
