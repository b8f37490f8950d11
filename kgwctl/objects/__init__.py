"""Documents become typed Kubernetes objects: defaults, structure, identity and age."""
