"""TrafficPolicy."""
