"""Signing in at the identity provider, from here: the provider, what is known of its issuer, and its refusals."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from api.access.oidc import addresses, flow
from api.access.oidc.addresses import Fetch, FetchError
from api.access.oidc.flow import Departure, Person
from api.access.oidc.id_tokens import IdTokenError
from api.access.oidc.issuer import Issuer
from api.access.oidc.provider import Provider
from api.errors import RefusalError

LOG: Final = logging.getLogger("hemrutt.access")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """The provider that people sign in at; ``clock`` gives seconds since 1970."""

    provider: Provider
    issuer: Issuer
    fetch: Fetch
    clock: Callable[[], float]

    def begin(self, *, returning: str, key: bytes, correlation_id: str) -> Departure:
        """Send somebody to the provider; raises RefusalError if it does not answer."""
        try:
            return flow.begin(self.provider, self.issuer, returning=returning, key=key, now_s=self.clock())
        except FetchError as error:
            raise _down(error, correlation_id) from None

    def finish(
        self, *, answer: Mapping[str, str], cookie: str, returning: str, key: bytes, correlation_id: str
    ) -> Person:
        """Tell who has come back; raises RefusalError. Why somebody is refused is for the log alone."""
        try:
            return flow.finish(
                self.provider,
                self.issuer,
                answer=answer,
                cookie=cookie,
                returning=returning,
                key=key,
                fetch=self.fetch,
                now_s=self.clock(),
            )
        except FetchError as error:
            raise _down(error, correlation_id) from None
        except IdTokenError as error:
            log_refusal(correlation_id, error.reason)
            raise RefusalError("provider_refused") from None


def log_refusal(correlation_id: str, failure: str) -> None:
    """Log that somebody was refused; a login may be a password in the wrong field, and is not told."""
    told = {"correlation_id": correlation_id, "failure": failure}
    LOG.warning("%(correlation_id)s sign-in refused: %(failure)s", told, extra={"event": "sign-in refused", **told})


def _down(error: FetchError, correlation_id: str) -> RefusalError:
    """Log why the provider could not be asked (a certificate that does not hold, for one) and give the refusal."""
    log_refusal(correlation_id, f"provider: {error}")
    return RefusalError("provider_down")


def open_sign_on(provider: Provider, *, fetch: Fetch = addresses.fetch) -> SignOn:
    """Make ready for a provider, which is asked for the first time when somebody signs in."""
    issuer = Issuer(provider, fetch=fetch, clock=time.monotonic)
    return SignOn(provider=provider, issuer=issuer, fetch=fetch, clock=time.time)
