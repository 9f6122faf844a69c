"""The ways in: by password, one-time link or identity provider; each ends in a session of its own.

Whatever is wrong with a login, its password or its code is told in the same words and takes as long.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from api.access import passwords, sealing, second_factor
from api.access.actor import Actor
from api.access.attempts import Attempts
from api.access.hashing import CrowdedError, Hashing, Verdict
from api.access.sign_on import SignOn, log_refusal
from api.errors import RefusalError
from api.store import Store, Transaction, sessions, users
from api.store.sessions import Lifetime, Method, StoredSession
from api.store.users import Proof

NOBODY: Final = Actor(user="", name="", roles={})
"""Who asks before it is known who it is."""

_RETRY_AFTER_S: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What the ways in share.

    ``origin`` is what people's addresses of the service begin with (``https://hemrutt.example.org``); ``two_factors``
    tells whether a password alone is too little; ``clock`` gives seconds since 1970.
    """

    store: Store
    hashing: Hashing = field(default_factory=Hashing)
    attempts: Attempts = field(default_factory=lambda: Attempts(time.monotonic))
    lifetime: Lifetime = field(default_factory=Lifetime)
    sign_on: SignOn | None = None
    origin: str = "http://127.0.0.1:8000"
    two_factors: bool = False
    clock: Callable[[], float] = time.time

    @property
    def encrypted(self) -> bool:
        """Whether people come by HTTPS, which decides how cookies are guarded."""
        return self.origin.startswith("https://")

    @property
    def returning(self) -> str:
        """Where the provider sends people back to."""
        return f"{self.origin}/api/sessions/provider/return"

    def link_address(self, secret: str) -> str:
        """Give the address of a one-time link: what follows ``#`` is sent to no server and stands in no log."""
        return f"{self.origin}/#link={secret}"

    @property
    def flow_key(self) -> bytes:
        """What signs the cookies of those who are away at the provider."""
        return self.store.derive(b"away at the provider")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who has sent a request; ``session`` is None for a token's."""

    actor: Actor
    session: StoredSession | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who stands at a door: where from, under which request, and the secret of the session that they leave."""

    address: str
    correlation_id: str
    former: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody signs in with."""

    login: str
    password: str
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What somebody who was invited chooses: a password, and their app's secret with a code of it."""

    password: str | None = None
    totp_secret: str | None = None
    code: str | None = None


def by_password(doors: Doors, given: Given, *, visitor: Visitor) -> str:
    """Let in who knows a login's password, and has its code where there is a second factor; give the session's secret.

    Raises
    ------
    RefusalError
        Too many attempts, wrong credentials, no second factor where one is needed.
    """
    _take_attempt(doors, given.login, visitor)
    with doors.store.read(NOBODY) as tx:
        proof = users.find_proof(tx, given.login)
    verdict = _compare(doors, given.password, proof)
    step = _find_step(doors, proof, given.code)
    if proof is None or not verdict.right or proof.disabled or (proof.totp_secret is not None and step is None):
        log_refusal(visitor.correlation_id, "wrong credentials")
        raise _wrong()
    if doors.two_factors and proof.totp_secret is None:
        log_refusal(visitor.correlation_id, "no second factor")
        raise RefusalError("second_factor_needed")
    with doors.store.write(_acting(proof.user, proof.login, visitor.correlation_id)) as tx:
        _see_unchanged(tx, proof, step)
        if verdict.renewed is not None:
            users.renew_hash(tx, proof.user, old=proof.password_hash, new=verdict.renewed)
        if proof.totp_secret is not None and not sealing.is_sealed(proof.totp_secret):
            sealed = sealing.seal(proof.totp_secret, key=doors.store.seal_key, owner=proof.user)
            users.seal_second_factor(tx, proof.user, old=proof.totp_secret, new=sealed)
        method: Method = "password" if step is None else "two_factors"
        secret = sessions.open_session(tx, proof.user, method=method, lifetime=doors.lifetime, former=visitor.former)
    doors.attempts.succeed(account=given.login, address=visitor.address)
    return secret


def by_link(doors: Doors, secret: str, chosen: Chosen, *, visitor: Visitor) -> str:
    """Let in who has a one-time link, which is used up; an invitation takes a password, and a second factor if needed.

    Raises
    ------
    RefusalError
        The link is of no use, or what was chosen is not good enough: then it can be used again.
    """
    with doors.store.read(NOBODY) as tx:
        found = sessions.find_link(tx, secret)
    if found is None:
        log_refusal(visitor.correlation_id, "no such link")
        raise RefusalError("link_unusable")
    link, login = found
    invited = link.method == "invitation"
    hashed = _choose_password(doors, chosen.password, login) if invited else None
    step = _choose_second_factor(doors, chosen) if invited else None
    with doors.store.write(_acting(link.user, login, visitor.correlation_id)) as tx:
        if not sessions.use_link(tx, link.id) or users.get_proof(tx, link.user).disabled:
            log_refusal(visitor.correlation_id, "link used up")
            raise RefusalError("link_unusable")
        if hashed is not None:
            users.end_sessions(tx, link.user)
            users.set_password(tx, link.user, hashed)
            users.set_second_factor(tx, link.user, secret=_sealed(doors, chosen, link.user), step=step)
        method: Method = "link" if step is None else "two_factors"
        return sessions.open_session(tx, link.user, method=method, lifetime=doors.lifetime, former=visitor.former)


def by_provider(doors: Doors, *, answer: dict[str, str], cookie: str, visitor: Visitor) -> str:
    """Let in whom the identity provider names, if they are a user here.

    Raises
    ------
    RefusalError
        There is no provider, it does not answer, what it says does not hold, or they are no user.
    """
    sign_on = sign_on_of(doors)
    person = sign_on.finish(
        answer=answer,
        cookie=cookie,
        returning=doors.returning,
        key=doors.flow_key,
        correlation_id=visitor.correlation_id,
    )
    with doors.store.write(_acting("", person.login, visitor.correlation_id)) as tx:
        user = users.link_provider(tx, issuer=person.issuer, subject=person.subject, login=person.login)
    if user is None:
        log_refusal(visitor.correlation_id, "no user")
        raise RefusalError("provider_refused")
    with doors.store.write(_acting(user, person.login, visitor.correlation_id)) as tx:
        if users.get_proof(tx, user).disabled:
            log_refusal(visitor.correlation_id, "disabled")
            raise RefusalError("provider_refused")
        return sessions.open_session(tx, user, method="provider", lifetime=doors.lifetime, former=visitor.former)


def sign_on_of(doors: Doors) -> SignOn:
    """Give the provider's side; raises RefusalError where there is none."""
    if doors.sign_on is None:
        raise RefusalError("not_found")
    return doors.sign_on


def change_password(doors: Doors, identity: Identity, *, old: str, new: str, visitor: Visitor) -> None:
    """Change the password of who asks, who gives the old one; their other sessions end; raises RefusalError."""
    assert identity.session is not None
    actor = identity.actor
    with doors.store.read(actor) as tx:
        proof = users.get_proof(tx, actor.user)
    _take_attempt(doors, proof.login, visitor)
    if not _compare(doors, old, proof).right:
        log_refusal(visitor.correlation_id, "wrong old password")
        raise _wrong()
    hashed = _choose_password(doors, new, proof.login)
    with doors.store.write(actor) as tx:
        _see_unchanged(tx, proof, None)
        users.set_password(tx, actor.user, hashed)
        users.end_sessions(tx, actor.user, but=identity.session.id)
    doors.attempts.succeed(account=proof.login, address=visitor.address)


def change_second_factor(
    doors: Doors, identity: Identity, *, password: str, code: str | None, chosen: Chosen, visitor: Visitor
) -> None:
    """Change the authenticator app of who asks, who proves to be themselves as when signing in; raises RefusalError.

    Their other sessions end: whoever has the old app may have opened them.
    """
    assert identity.session is not None
    actor = identity.actor
    with doors.store.read(actor) as tx:
        proof = users.get_proof(tx, actor.user)
    _take_attempt(doors, proof.login, visitor)
    step = _find_step(doors, proof, code)
    if not _compare(doors, password, proof).right or (proof.totp_secret is not None and step is None):
        log_refusal(visitor.correlation_id, "wrong password or code for a new app")
        raise _wrong()
    new = _find_chosen_step(doors, chosen)
    with doors.store.write(actor) as tx:
        _see_unchanged(tx, proof, step)
        users.set_second_factor(tx, actor.user, secret=_sealed(doors, chosen, actor.user), step=new)
        users.end_sessions(tx, actor.user, but=identity.session.id)
    doors.attempts.succeed(account=proof.login, address=visitor.address)


def _take_attempt(doors: Doors, login: str, visitor: Visitor) -> None:
    wait_s = doors.attempts.take(account=login, address=visitor.address)
    if wait_s > 0:
        log_refusal(visitor.correlation_id, "too many attempts")
        raise RefusalError("too_many_attempts", headers={"Retry-After": str(math.ceil(wait_s))})


def _compare(doors: Doors, password: str, proof: Proof | None) -> Verdict:
    try:
        return doors.hashing.compare(password, None if proof is None else proof.password_hash)
    except CrowdedError:
        raise RefusalError("busy", headers={"Retry-After": str(_RETRY_AFTER_S)}) from None


def _find_step(doors: Doors, proof: Proof | None, code: str | None) -> int | None:
    if proof is None or proof.totp_secret is None or code is None:
        return None
    secret = sealing.unseal(proof.totp_secret, key=doors.store.seal_key, owner=proof.user)
    return None if secret is None else second_factor.find_step(secret, code, now_s=doors.clock(), last=proof.totp_last)


def _sealed(doors: Doors, chosen: Chosen, user: str) -> str | None:
    return (
        None if chosen.totp_secret is None else sealing.seal(chosen.totp_secret, key=doors.store.seal_key, owner=user)
    )


def _see_unchanged(tx: Transaction, proof: Proof, step: int | None) -> None:
    """See to it that the account is still as it was when its password was looked at, and the code unused."""
    now = users.get_proof(tx, proof.user)
    same = now.password_hash == proof.password_hash and now.totp_secret == proof.totp_secret and not now.disabled
    if not same or (step is not None and not users.use_code(tx, proof.user, step)):
        raise _wrong()


def _choose_password(doors: Doors, password: str | None, login: str) -> str:
    if password is None:
        raise RefusalError("weak_password", subject="missing")
    weakness = passwords.find_weakness(password, known=[login])
    if weakness is not None:
        raise RefusalError("weak_password", subject=weakness)
    try:
        return doors.hashing.hash(password)
    except CrowdedError:
        raise RefusalError("busy", headers={"Retry-After": str(_RETRY_AFTER_S)}) from None


def _choose_second_factor(doors: Doors, chosen: Chosen) -> int | None:
    if chosen.totp_secret is None and not doors.two_factors:
        return None
    return _find_chosen_step(doors, chosen)


def _find_chosen_step(doors: Doors, chosen: Chosen) -> int:
    """Give the step of the code that shows that an app has the secret; raises RefusalError."""
    secret, code = chosen.totp_secret or "", chosen.code or ""
    step = second_factor.find_step(secret, code, now_s=doors.clock(), last=None)
    if step is None:
        raise RefusalError("wrong_code")
    return step


def _wrong() -> RefusalError:
    return RefusalError("wrong_credentials", headers={"WWW-Authenticate": "Bearer"})


def _acting(user: str, login: str, correlation_id: str) -> Actor:
    return Actor(user=user, name=login, roles={}, correlation_id=correlation_id)
