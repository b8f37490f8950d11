"""core.shared"""

from __future__ import annotations

from typing import Literal

ServiceType = Literal["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]
