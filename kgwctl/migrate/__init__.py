"""Moves manifests to the API of a newer release, by small edits that prove themselves."""
