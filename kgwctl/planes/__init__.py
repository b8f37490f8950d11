"""Data planes as values: everything in which one controller's reading of the objects differs from another's."""
