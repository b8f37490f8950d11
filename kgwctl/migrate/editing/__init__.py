"""Edits of YAML text that leave every byte alone which they don't mean."""
