"""URLs that Envoy calls: absolute, by HTTP.

Source: source/common/http/utility.cc:Url::initialize@v1.36.4.
"""

from __future__ import annotations

import re

_URL = re.compile(
    r"https?://(?:[^/?#@]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^/?#:@\[\] ]+)(?::(?P<port>[0-9]+))?(?:[/?#]\S*)?", re.I
)


def url_problem(url: str) -> str:
    """Why Envoy refuses to call ``url``, or nothing."""
    found = _URL.fullmatch(url)
    if found is None:
        missing = "" if re.match(r"https?://", url, re.IGNORECASE) else ": it begins with neither http:// nor https://"
        return f"{url} is no URL that can be called{missing}"
    port = found["port"]
    return f"{url} has no port between 1 and 65535" if port and not 0 < int(port[:6]) < 65536 else ""
