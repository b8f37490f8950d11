"""The kinds of the Gateway API inference extension."""
