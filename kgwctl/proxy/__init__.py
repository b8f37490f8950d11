"""The proxy itself: the Kubernetes objects that the controller creates for a Gateway."""
