"""What a manifest may say, and kgateway would act on, that is not rendered yet. Each row with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import GroupKind
from kgwctl.resolve.kinds import KGATEWAY_GROUP

if TYPE_CHECKING:
    from collections.abc import Mapping

TRAFFIC_POLICY = GroupKind(KGATEWAY_GROUP, "TrafficPolicy")

#: Fields of policies, as paths below the object.
FIELDS: Mapping[GroupKind, Mapping[tuple[str, ...], str]] = {TRAFFIC_POLICY: {}}
