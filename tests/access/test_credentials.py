"""Secrets, API tokens, codes of an authenticator app."""

from __future__ import annotations

import pyotp
import pytest

from api.access import credentials, second_factor
from api.access.credentials import Token


def test_a_token_reads_back_as_it_was_made() -> None:
    token = Token.mint()
    assert Token.parse(str(token)) == token
    assert str(token).startswith(f"hcr_{token.id}_")
    assert token.secret not in repr(token)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + "0",
        lambda text: text + "\n",
        lambda text: text.upper(),
        lambda text: text.replace("hcr", "hcx"),
        lambda text: "é" + text,
    ],
)
def test_what_is_not_quite_a_token_is_none(change: object) -> None:
    assert callable(change)
    assert Token.parse(change(str(Token.mint()))) is None


def test_secrets_are_long_differ_and_are_known_by_their_form() -> None:
    made = {credentials.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(credentials.is_secret(secret) for secret in made)
    assert not credentials.is_secret("a" * 42)
    assert not credentials.is_secret("a" * 42 + "\n")


def test_a_code_is_good_once_and_for_a_minute_and_a_half() -> None:
    secret = second_factor.new_secret()
    now_s = 1_800_000_010.0
    code = pyotp.TOTP(secret).at(int(now_s))
    step = second_factor.find_step(secret, code, now_s=now_s, last=None)
    assert step == int(now_s) // 30
    assert second_factor.find_step(secret, code, now_s=now_s, last=step) is None
    assert second_factor.find_step(secret, code, now_s=now_s + 5, last=step + 1) is None
    assert second_factor.find_step(secret, code, now_s=now_s + 30, last=None) == step
    assert second_factor.find_step(secret, code, now_s=now_s - 30, last=None) == step
    assert second_factor.find_step(secret, code, now_s=now_s + 60, last=None) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６", "123456\n"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert second_factor.find_step(second_factor.new_secret(), code, now_s=0, last=None) is None
