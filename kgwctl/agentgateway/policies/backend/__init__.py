"""``spec.backend``: how backends are called."""
