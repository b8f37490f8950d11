"""Choices of core kinds."""

from typing import Literal

#: How a Service is reached.
ServiceType = Literal["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]
