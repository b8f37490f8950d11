"""Remote key sets: where they are, and what the controller would have fetched."""
