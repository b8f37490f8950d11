"""What kustomizations do with the objects that move, and how they follow: patches, selectors, field paths."""
