"""``spec.frontend``: how clients are met."""
