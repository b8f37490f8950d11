"""core.shared"""

from typing import Literal

ServiceType = Literal["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]
