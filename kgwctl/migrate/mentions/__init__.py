"""Objects of other projects that mention what moved."""
