"""What a manifest may say, and kgateway would act on, that is not rendered yet. Each row with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import TRAFFIC_POLICY as TRAFFIC_POLICY_KIND
from kgwctl.api.kinds import GroupKind

if TYPE_CHECKING:
    from collections.abc import Mapping

TRAFFIC_POLICY = TRAFFIC_POLICY_KIND

#: Fields of policies, as paths below the object.
FIELDS: Mapping[GroupKind, Mapping[tuple[str, ...], str]] = {TRAFFIC_POLICY: {}}
