"""``rules[].timeouts``: how long a request, and each try of it, may take."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kgwctl.golang.forms import proto_duration
from kgwctl.scalars.duration import DurationError

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.http_route import HTTPRouteTimeouts


@lru_cache(maxsize=256)
def readable_duration(text: str | None) -> str | None:
    """The proto-JSON form of a duration field; ``None`` if it is unset or cannot be read.

    The API refuses what cannot be read; where it was not asked, the controller drops it too.
    """
    if text is None:
        return None
    try:
        return proto_duration(text)
    except DurationError:
        return None


def route_timeout(spec: HTTPRouteTimeouts | None, *, retries: bool) -> str | None:
    """The timeout of the whole route.

    With both timeouts set the backend's, being the shorter, is the route's; unless there are retries,
    each of which has the backend's, so that the route's is the request's.
    """
    if spec is None:
        return None
    request, backend_request = readable_duration(spec.request), readable_duration(spec.backend_request)
    if request is not None and backend_request is not None:
        return request if retries else backend_request
    return backend_request if backend_request is not None else request
