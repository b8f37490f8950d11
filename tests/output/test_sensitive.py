"""A secret does not print itself by accident."""

from __future__ import annotations

import hashlib

import msgspec
import pytest

from kgwctl.output.sensitive import Sensitive

SECRET = Sensitive("correct horse")
FINGERPRINT = f"[redacted sha256:{hashlib.sha256(b'correct horse').hexdigest()[:8]}]"


@pytest.mark.parametrize(
    "printed",
    [str(SECRET), f"{SECRET}", f"{SECRET!s}", "%s" % SECRET, "{}".format(SECRET)],  # noqa: UP031, UP032
    ids=["str", "f-string", "conversion", "percent", "format"],
)
def test_printing_shows_a_fingerprint(printed: str) -> None:
    assert printed == FINGERPRINT


@pytest.mark.parametrize("printed", [repr(SECRET), repr([SECRET]), repr({"a": SECRET}), f"{SECRET!r}"])
def test_repr_hides_the_text(printed: str) -> None:
    assert "horse" not in printed
    assert FINGERPRINT in printed


def test_reveal_gives_plain_text() -> None:
    assert SECRET.reveal() == "correct horse"
    assert type(SECRET.reveal()) is str


def test_equal_secrets_are_equal() -> None:
    assert Sensitive("correct horse") == SECRET
    assert {SECRET: 1}["correct horse"] == 1


def test_an_encoder_that_was_not_told_refuses() -> None:
    with pytest.raises(TypeError):
        msgspec.json.encode({"key": SECRET})
