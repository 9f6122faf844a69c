"""The signature of a delivery: HMAC-SHA256 over its instant and its body, so that neither can be changed or replayed.

Who gets one takes ``t`` and ``v1`` from ``Hemrutt-Signature: t=<seconds>,v1=<hex>``, computes the HMAC of
``<t>.<body>`` with the secret, compares in constant time, and refuses what is older than five minutes.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

HEADER: Final = "Hemrutt-Signature"


def sign(body: bytes, *, secret: str, at_s: int) -> str:
    """Give the value of the header for a body sent at an instant, in seconds since 1970."""
    digest = hmac.new(secret.encode(), str(at_s).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at_s},v1={digest}"
