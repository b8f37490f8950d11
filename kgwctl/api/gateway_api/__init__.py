"""The kinds of Gateway API v1.4.1, standard and experimental."""
