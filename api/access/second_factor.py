"""Codes of an authenticator app: TOTP (RFC 6238), each good for one sign-in."""

from __future__ import annotations

import hmac
import re
from typing import Final

import pyotp

STEP_S: Final = 30
_TOLERANCE: Final = (0, -1, 1)
"""Steps by which the clock of a phone may be wrong."""

_CODE: Final = re.compile(r"[0-9]{6}")
_SECRET: Final = re.compile(r"[A-Z2-7]{32}")


def new_secret() -> str:
    """Make the secret that an app is given: 160 bits in base 32."""
    return pyotp.random_base32()


def provisioning_address(secret: str, *, login: str, issuer: str = "hemrutt") -> str:
    """Give the ``otpauth:`` address that an app reads, as a picture or by hand."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def find_step(secret: str, code: str, *, now_s: float, last: int | None) -> int | None:
    """Give the step of time that a code is of, to be stored as the last; None for a wrong, old or used code.

    A secret that is none of ours has no codes.

    A code of the last step or one before it is refused, so that one that was watched is of no use (RFC 6238 §5.2).
    """
    if not (_SECRET.fullmatch(secret) and _CODE.fullmatch(code)):
        return None
    now = int(now_s) // STEP_S
    generator = pyotp.TOTP(secret)
    for step in (now + shift for shift in _TOLERANCE):
        if hmac.compare_digest(generator.at(step * STEP_S), code) and (last is None or step > last):
            return step
    return None
