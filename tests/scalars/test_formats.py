from __future__ import annotations

import pytest

from kgwctl.scalars.formats import FORMATS

CASES: dict[str, tuple[list[str], list[str]]] = {
    "bsonobjectid": (["507f1f77bcf86cd799439011"], ["507f1f77bcf86cd79943901", "g07f1f77bcf86cd799439011"]),
    "uri": (
        ["http://a.b/c?d", "/path", "*", "mailto:a@b", "https://[::1]:80/"],
        ["", "a.b/c", "http://a b", "://x", "/%zz", "http://a:b/"],
    ),
    "email": (["a@b.c", "A B <a@b.c>"], ["a", "a@", "@b", "a b@c"]),
    "hostname": (
        ["a", "a.example", "1a.example", "xn--a.example", "münchen.example"],
        ["", "-a", "a-", "a..b", "a_b", "a.1", "a.b", f"{'a' * 64}.example", "a\n"],
    ),
    "ipv4": (["1.2.3.4", "01.2.3.4", "::ffff:1.2.3.4"], ["1.2.3", "1.2.3.256", "::1", "1.2.3.4\n", "٣.1.1.1"]),
    "ipv6": (["::1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"], ["1.2.3.4", ":::", "1:2", "fe80::1%eth0"]),
    "cidr": (["10.0.0.0/8", "::/0", "10.0.0.1/32"], ["10.0.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/-1"]),
    "mac": (
        ["00:00:5e:00:53:01", "0000.5e00.5301", "02-00-5e-10-00-00-00-01"],
        ["00:00:5e:00:53", "00:00-5e:00:53:01"],
    ),
    "uuid": (["123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000"], ["123e4567"]),
    "uuid3": (["123e4567-e89b-32d3-a456-426614174000"], ["123e4567-e89b-12d3-a456-426614174000"]),
    "uuid4": (["123e4567-e89b-42d3-a456-426614174000"], ["123e4567-e89b-42d3-7456-426614174000"]),
    "uuid5": (["123e4567-e89b-52d3-a456-426614174000"], ["123e4567-e89b-42d3-a456-426614174000"]),
    "isbn": (["0321751043", "978-0321751041"], ["0321751044"]),
    "isbn10": (["0321751043", "043942089X"], ["978-0321751041"]),
    "isbn13": (["978-0321751041"], ["0321751043"]),
    "creditcard": (["4111 1111 1111 1111", "378282246310005"], ["4111 1111 1111 1112", "1234"]),
    "ssn": (["123-45-6789", "123456789"], ["123-456-789"]),
    "hexcolor": (["#fff", "a1b2c3"], ["#ffff", "red"]),
    "rgbcolor": (["rgb(0,31,255)", "rgb( 1 , 2 , 3 )"], ["rgb(0,0,256)", "rgb(0,0)", "rgba(0,0,0)"]),
    "byte": (["YQ==", "YWJj"], ["", "YQ", "YQ=", "Y-_=", "YQ==\n"]),
    "password": (["", "anything"], []),
    "date": (["2024-02-29", "0000-01-01"], ["2023-02-29", "2024-2-9", "2024-13-01"]),
    "duration": (["22 ns", "1h30m", "3 days", "2wk"], ["", "22", "soon"]),
    "datetime": (
        ["2014-12-15T19:30:20.000Z", "2014-12-15t19:30:20+02:00"],
        ["2014-12-15", "2014-12-15T24:00:00Z", "2014-12-15T19:30:20", "2014-12-15 19:30:20Z"],
    ),
    "k8sshortname": (["a", "a-1"], ["", "A", "a.b", "a" * 64, "a\n"]),
    "k8slongname": (["a.b", "a" * 200], ["", "a..b", "a" * 254]),
}


def test_every_format_has_cases() -> None:
    assert CASES.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", CASES)
def test_format(name: str) -> None:
    valid, invalid = CASES[name]
    assert [text for text in valid if not FORMATS[name](text)] == []
    assert [text for text in invalid if FORMATS[name](text)] == []
