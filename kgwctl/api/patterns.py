"""Regular expressions that occur inside several field patterns. Unanchored RE2 text."""

from __future__ import annotations

#: Lower-case DNS labels joined by dots (RFC 1123).
DNS_NAME = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
#: A slash and what may follow it in the path of a URL.
URL_PATH = r"\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+"
