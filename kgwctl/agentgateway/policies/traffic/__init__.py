"""``spec.traffic``: what happens to requests."""
