"""The numbers of a key (RFC 7518, section 6; RFC 8037): checked, and in the form they are written in."""

from __future__ import annotations

from typing import NamedTuple

from kgwctl.keys.jwks.errors import UNSUPPORTED, KeyRefusedError, refused

#: Members of a key that are bytes.
BYTES = ("k", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi")


class Curve(NamedTuple):
    """A curve ``y² = x³ - 3x + b`` modulo ``prime``; ``size`` is that of a coordinate, in bytes."""

    prime: int
    b: int
    size: int

    def holds(self, x: int, y: int) -> bool:
        """Whether the point is on the curve."""
        return max(x, y) < self.prime and (y * y - (x * x * x - 3 * x + self.b)) % self.prime == 0


CURVES = {
    "P-256": Curve(
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        32,
    ),
    "P-384": Curve(
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        48,
    ),
    "P-521": Curve(
        2**521 - 1,
        0x0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00,
        66,
    ),
}

#: Members by name, in bytes; absent ones are missing.
Members = dict[str, bytes]


class Material(NamedTuple):
    """What identifies the public half, for comparing it with a certificate, and the members to write."""

    public: tuple[object, ...]
    members: dict[str, bytes]
    crv: str = ""


def material(kty: str, crv: str, given: Members) -> Material:
    """The numbers of a key of type ``kty``. Raises :class:`KeyRefusedError`."""
    if kty == "RSA":
        return _rsa(given)
    if kty == "EC":
        return _elliptic(crv, given)
    if kty == "oct":
        if "k" not in given:
            raise refused("invalid OCT (symmetric) key, missing k value")
        return Material((), {"k": given["k"]} if given["k"] else {})
    if kty == "OKP" and crv == "Ed25519":
        return _edwards(given)
    raise refused(UNSUPPORTED if kty else "missing json web key type")


def number(data: bytes) -> int:
    """Bytes as a number, the highest first."""
    return int.from_bytes(data, "big")


def shortest(value: int) -> bytes:
    """A number in as few bytes as it takes; none for 0."""
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _rsa(given: Members) -> Material:
    if "d" in given:
        _all(given, ("n", "e", "d", "p", "q"), "RSA private key")
    elif "n" not in given or "e" not in given:
        raise refused("invalid RSA key, missing n/e values")
    n = number(given["n"])
    # The exponent is kept in 64 bits, the modulus whole.
    e = number(given["e"]) % 2**64
    members = {"n": shortest(n)}
    if e:
        members["e"] = shortest(e)
    if "d" in given:
        names = ("d", "p", "q", "dp", "dq", "qi")
        values: dict[str, int] = {name: number(given[name]) for name in names if name in given}
        _check_private(n, e, values)
        members |= {name: shortest(value) for name, value in values.items()}
    return Material(("RSA", n, e), members)


def _check_private(n: int, e: int, values: dict[str, int]) -> None:
    d, p, q = values["d"], values["p"], values["q"]
    problem = ""
    if p * q != n:
        problem = "p * q != n"
    elif min(p, q) <= 1:
        problem = "invalid prime"
    elif values.get("dp", d % (p - 1)) != d % (p - 1) or values.get("dq", d % (q - 1)) != d % (q - 1):
        problem = "invalid CRT exponent"
    elif d * e % (p - 1) != 1 or d * e % (q - 1) != 1:
        problem = "invalid exponents"
    elif values.get("qi", pow(q, -1, p)) != pow(q, -1, p):
        problem = "invalid CRT coefficient"
    if problem:
        raise KeyRefusedError(f"crypto/rsa: {problem}")


def _elliptic(crv: str, given: Members) -> Material:
    curve = CURVES.get(crv)
    if curve is None:
        raise refused(f"unsupported elliptic curve '{crv}'")
    half = "private" if "d" in given else "public"
    if half == "private":
        _all(given, ("x", "y", "d"), "EC private key")
    elif "x" not in given or "y" not in given:
        raise refused("invalid EC key, missing x/y values")
    names = ("x", "y", "d") if half == "private" else ("x", "y")
    for name in names:
        if len(given[name]) != curve.size:
            raise refused(f"invalid EC {half} key, wrong length for {name}")
    x, y = number(given["x"]), number(given["y"])
    if not curve.holds(x, y):
        raise refused("invalid EC key, X/Y are not on declared curve")
    return Material(("EC", crv, x, y), {name: given[name] for name in names}, crv)


def _edwards(given: Members) -> Material:
    if "d" in given:
        _all(given, ("d", "x"), "Ed25519 private key")
    elif "x" not in given:
        raise refused("invalid Ed key, missing x value")
    # Whatever its length, upstream makes 32 bytes of it.
    members: Members = {name: given[name][:32].ljust(32, b"\0") for name in ("x", "d") if name in given}
    return Material(("Ed25519", members["x"]), members, "Ed25519")


def _all(given: Members, names: tuple[str, ...], key: str) -> None:
    missing = ", ".join(name.upper() for name in names if name not in given)
    if missing:
        raise refused(f"invalid {key}, missing {missing} value(s)")
