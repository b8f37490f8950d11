from __future__ import annotations

import pytest

from kgwctl.golang.urls import Url, UrlError, parse_url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/a/b", Url("", "", "/a/b")),
        ("/a%20b?x=1#f", Url("", "", "/a b")),
        ("https://user@h:8443/p", Url("https", "h:8443", "/p")),
        ("//host/p", Url("", "host", "/p")),
        ("///p", Url("", "", "///p")),
        ("mailto:x", Url("mailto", "", "")),
        ("*", Url("", "", "*")),
        ("", Url("", "", "")),
        ("http://[::1]:80/", Url("http", "[::1]:80", "/")),
        ("/é", Url("", "", "/Ã©")),
    ],
)
def test_parts(text: str, expected: Url) -> None:
    assert parse_url(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("/a%zz", 'parse "/a%zz": invalid URL escape "%zz"'),
        ("/a%2", 'parse "/a%2": invalid URL escape "%2"'),
        (":x", 'parse ":x": missing protocol scheme'),
        ("a:b/c:d", None),
        ("1a:b", 'parse "1a:b": first path segment in URL cannot contain colon'),
        ("/a\x7f", 'parse "/a\\x7f": net/url: invalid control character in URL'),
        ("http://h:p/", 'parse "http://h:p/": invalid port ":p" after host'),
        ("http://[::1/", "parse \"http://[::1/\": missing ']' in host"),
        ("http://a b/", 'parse "http://a b/": invalid character " " in host name'),
        ("/a#%g", 'parse "/a#%g": invalid URL escape "%g"'),
    ],
)
def test_errors_are_gos(text: str, message: str | None) -> None:
    if message is None:
        parse_url(text)
        return
    with pytest.raises(UrlError) as caught:
        parse_url(text)
    assert str(caught.value) == message
