"""The route filters and rule fields of Gateway API itself, applied as one policy kind."""
