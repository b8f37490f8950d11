"""The kinds that the controller creates, as Kubernetes' own types have them."""
