"""Istio waypoints: the one listener of a waypoint Gateway, with a filter chain for each port of its services."""
