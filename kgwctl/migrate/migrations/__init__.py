"""The migrations, one module each, and what they share. ``catalogue`` lists them in the order they run."""
