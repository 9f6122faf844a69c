"""Signing in and out: what lets somebody in, what a session is worth, and how it ends."""

from __future__ import annotations

import logging
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from fastapi import Request
from fastapi.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.access.attempts import Attempts
from api.access.roles import Role
from api.app import create_app
from api.store import sessions, users
from api.store.schema import AUDIT
from tests.access.conftest import ADMIN, PASSPHRASE, Answer, House, OpenHouse
from tests.access.test_matrix import furnish


@pytest.fixture
def house(house: House) -> House:
    house.add("anna", ("primar", Role.DISPATCHER))
    return house


def sign_in(house: House, login: str = "anna", password: str = PASSPHRASE, **more: str) -> Answer:
    return house.client().post("/api/sessions", json={"login": login, "password": password, **more})


def kind(answer: Answer) -> str:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told: str = answer.json()["type"]
    return told.removeprefix("urn:hemrutt:problem:")


def test_who_signs_in_is_who_they_are_until_they_sign_out(house: House) -> None:
    client = house.enter("anna")
    account = client.get("/api/sessions/current").json()
    assert (account["login"], account["user"]) == ("anna", house.users["anna"])
    assert account["roles"] == [{"team": house.teams["primar"], "roles": ["dispatcher"]}]
    assert account["csrf_token"] == client.headers["X-CSRF-Token"]
    cookie = client.cookies["session"]
    left = client.delete("/api/sessions/current")
    assert (left.status_code, left.headers["clear-site-data"]) == (204, '"cache", "storage"')
    assert "session" not in client.cookies
    assert house.client(Cookie=f"session={cookie}").get("/api/sessions/current").status_code == 401


def test_who_signs_in_is_in_the_audit_with_the_way_they_came(house: House) -> None:
    assert sign_in(house).status_code == 201
    link = make_link(house, "entry")
    assert house.client().post("/api/sessions/link", json={"secret": link}).status_code == 201
    with house.service.store.read(ADMIN) as tx:
        entries = tx.connection.execute(sa.select(AUDIT).where(AUDIT.c.action == "session:open").order_by(AUDIT.c.seq))
        told = [(entry.name, entry.subject, entry.document) for entry in entries]
    assert told == [("anna", f"user:{house.users['anna']}", way) for way in ('"password"', '"link"')]


def test_a_login_is_known_in_capitals_too(house: House) -> None:
    assert sign_in(house, "ANNA").status_code == 201


@pytest.mark.parametrize(
    ("login", "password"),
    [("anna", PASSPHRASE + "!"), ("anna", PASSPHRASE.upper()), ("nobody", PASSPHRASE), ("anna' OR 1=1 --", "x")],
)
def test_whatever_is_wrong_is_told_in_the_same_words(house: House, login: str, password: str) -> None:
    wrong = sign_in(house, login, password)
    house.add("disabled", ("primar", Role.LEAD))
    with house.service.store.write(ADMIN) as tx:
        users.change_user(tx, house.users["disabled"], disabled=True)
    disabled = sign_in(house, "disabled")
    assert wrong.status_code == disabled.status_code == 401
    assert {**wrong.json(), "correlation_id": ""} == {**disabled.json(), "correlation_id": ""}
    assert "set-cookie" not in wrong.headers


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"login": "anna"},
        {"login": "anna", "password": PASSPHRASE, "role": "admin"},
        {"login": "anna", "password": "a" * 129},
        {"login": "a" * 201, "password": PASSPHRASE},
        {"login": ["anna"], "password": PASSPHRASE},
        {"login": "anna", "password": {"$ne": ""}},
        {"login": "anna", "password": PASSPHRASE, "code": 123456},
    ],
    ids=str,
)
def test_a_body_that_is_not_right_is_refused_without_telling_what_stood_in_it(house: House, body: Any) -> None:
    answer = house.client().post("/api/sessions", json=body)
    assert kind(answer) == "invalid-request"
    assert PASSPHRASE not in answer.text
    assert "aaaa" not in answer.text


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(house: House) -> None:
    cookie = sign_in(house).headers["set-cookie"].lower().split("; ")
    assert cookie[0].startswith("session=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(cookie)
    assert not any(part.startswith(("domain", "max-age", "expires")) for part in cookie)


def test_over_https_the_cookie_is_bound_to_it_and_to_the_host(open_house: OpenHouse) -> None:
    house = open_house(origin="https://hemrutt.test", hosts=("hemrutt.test",), trusted_network=True)
    house.add("anna", ("primar", Role.DISPATCHER))
    answer = sign_in(house)
    cookie = answer.headers["set-cookie"].split("; ")
    assert cookie[0].startswith("__Host-session=")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= {part.lower() for part in cookie}
    assert not any(part.lower().startswith("domain") for part in cookie)
    client = house.client(Cookie=cookie[0])
    assert client.get("/api/sessions/current").status_code == 200
    plain = cookie[0].removeprefix("__Host-")
    assert house.client(Cookie=plain).get("/api/sessions/current").status_code == 401


def test_a_session_is_made_anew_whatever_the_browser_brings(house: House) -> None:
    """Fixation: a secret that somebody else has put there is never taken up, and a former session ends."""
    client = house.enter("anna")
    first = client.cookies["session"]
    del client.headers["X-CSRF-Token"]
    second = client.post("/api/sessions", json={"login": "anna", "password": PASSPHRASE})
    assert second.status_code == 201
    assert client.cookies["session"] != first
    assert house.client(Cookie=f"session={first}").get("/api/sessions/current").status_code == 401
    planted = "A" * 43
    answer = house.client(Cookie=f"session={planted}").post(
        "/api/sessions", json={"login": "anna", "password": PASSPHRASE}
    )
    assert planted not in answer.headers["set-cookie"]
    assert house.client(Cookie=f"session={planted}").get("/api/sessions/current").status_code == 401


def test_secrets_are_not_stored(house: House) -> None:
    client = house.enter("anna")
    with house.service.store.read(ADMIN) as tx:
        stored = str(tx.connection.exec_driver_sql("SELECT * FROM sessions").all())
        stored += str(tx.connection.exec_driver_sql("SELECT * FROM users").all())
    assert client.cookies["session"] not in stored
    assert PASSPHRASE not in stored


def test_a_session_ends_when_it_is_left_alone_for_half_an_hour(house: House) -> None:
    client = house.enter("anna")
    for _ in range(4):
        house.clock.pass_minutes(20)
        assert client.get("/api/sessions/current").status_code == 200
    house.clock.pass_minutes(30)
    assert client.get("/api/sessions/current").status_code == 401


def test_a_session_ends_after_twelve_hours_however_busy(house: House) -> None:
    client = house.enter("anna")
    for _ in range(36):
        assert client.get("/api/sessions/current").status_code == 200
        house.clock.pass_minutes(20)
    assert client.get("/api/sessions/current").status_code == 401


def test_commands_with_a_cookie_come_from_our_pages(house: House) -> None:
    client = house.enter("anna")
    token = client.headers.pop("X-CSRF-Token")
    other = house.enter("anna").headers["X-CSRF-Token"]
    for given in ("", "x", "å".encode(), other, token.upper(), token[:-1]):
        answer = client.delete("/api/sessions/nosuch", headers={"X-CSRF-Token": given})
        assert (answer.status_code, kind(answer)) == (403, "no-csrf-token")
    assert client.delete("/api/sessions/nosuch", headers={"X-CSRF-Token": token}).status_code == 404
    foreign = client.delete("/api/sessions/nosuch", headers={"X-CSRF-Token": token, "Origin": "https://evil.test"})
    assert (foreign.status_code, kind(foreign)) == (403, "foreign-origin")


def test_somebody_else_cannot_sign_a_browser_in(house: House) -> None:
    """Login CSRF: a form of another site neither names JSON nor comes from here."""
    body = {"login": "anna", "password": PASSPHRASE}
    client = house.client()
    assert kind(client.post("/api/sessions", json=body, headers={"Sec-Fetch-Site": "cross-site"})) == "foreign-origin"
    assert kind(client.post("/api/sessions", data=body)) == "unsupported-media-type"


def test_one_sees_and_ends_ones_own_sessions_and_no_others(house: House) -> None:
    house.add("bo", ("primar", Role.DISPATCHER))
    here, there, other = house.enter("anna"), house.enter("anna"), house.enter("bo")
    listed = here.get("/api/sessions").json()
    assert [one["current"] for one in listed].count(True) == 1
    assert len(listed) == 2
    elsewhere = next(one["id"] for one in listed if not one["current"])
    assert other.delete(f"/api/sessions/{elsewhere}").status_code == 404
    assert there.get("/api/sessions").status_code == 200
    assert here.delete(f"/api/sessions/{elsewhere}").status_code == 204
    assert there.get("/api/sessions").status_code == 401
    assert here.get("/api/sessions").status_code == 200


def test_who_is_disabled_is_out_at_once(house: House) -> None:
    client = house.enter("anna")
    with house.service.store.write(ADMIN) as tx:
        users.change_user(tx, house.users["anna"], disabled=True)
    assert client.get("/api/sessions/current").status_code == 401
    with house.service.store.write(ADMIN) as tx:
        users.change_user(tx, house.users["anna"], disabled=False)
    assert client.get("/api/sessions/current").status_code == 401, "an old session must not come back"


def test_a_change_of_role_counts_at_once(house: House) -> None:
    client = house.enter("anna")
    assert client.get("/api/plans").status_code == 200
    with house.service.store.write(ADMIN) as tx:
        membership = users.get_user(tx, house.users["anna"]).memberships[0]
        users.remove_membership(tx, house.users["anna"], membership.id)
    assert client.get("/api/plans").status_code == 403


def test_guessing_is_slowed_down_and_the_right_password_too(open_house: OpenHouse) -> None:
    seconds = [0.0]
    house = open_house({"attempts": Attempts(lambda: seconds[0])})
    house.add("anna", ("primar", Role.DISPATCHER))
    for _ in range(5):
        assert sign_in(house, password="fel").status_code == 401  # noqa: S106
    slowed = sign_in(house)
    assert (slowed.status_code, kind(slowed), slowed.headers["retry-after"]) == (429, "too-many-attempts", "2")
    seconds[0] += 2
    assert sign_in(house).status_code == 201
    assert sign_in(house).status_code == 201


def test_an_address_that_a_client_gives_itself_counts_for_nothing(house: House) -> None:
    """Behind a proxy on this machine the last of ``X-Forwarded-For`` counts, which is the proxy's own word."""
    behind = TestClient(
        ProxyHeadersMiddleware(create_app(house.service), trusted_hosts="127.0.0.1"),  # type: ignore[arg-type]
        base_url=house.service.settings.origin,
        client=("127.0.0.1", 4711),
    )

    def guess(number: int, address: str) -> int:
        body = {"login": f"nobody{number}", "password": "fel"}
        forwarded = {"X-Forwarded-For": f"198.51.100.{number}, {address}"}
        return behind.post("/api/sessions", json=body, headers=forwarded).status_code

    assert {guess(number, "203.0.113.9") for number in range(30)} == {401}
    assert guess(30, "203.0.113.9") == 429
    assert guess(31, "203.0.113.10") == 401


def test_a_hash_by_older_parameters_is_renewed_on_the_way_in(house: House) -> None:
    older = "$argon2id$v=19$m=32,t=1,p=1$"
    from argon2 import PasswordHasher  # noqa: PLC0415

    with house.service.store.write(ADMIN) as tx:
        old = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSPHRASE)
        users.set_password(tx, house.users["anna"], old)
    assert old.startswith(older)
    assert sign_in(house).status_code == 201
    with house.service.store.read(ADMIN) as tx:
        stored = users.get_proof(tx, house.users["anna"]).password_hash
    assert stored is not None
    assert not stored.startswith(older)
    assert sign_in(house).status_code == 201


def test_with_a_second_factor_its_code_is_needed_and_good_once(house: House) -> None:
    secret = pyotp.random_base32()
    with house.service.store.write(ADMIN) as tx:
        users.set_second_factor(tx, house.users["anna"], secret=secret, step=None)
    code = pyotp.TOTP(secret).at(house.clock.now_us // 1_000_000)
    assert kind(sign_in(house)) == "wrong-credentials"
    assert kind(sign_in(house, code="000000" if code != "000000" else "000001")) == "wrong-credentials"
    assert sign_in(house, code=code).status_code == 201
    assert kind(sign_in(house, code=code)) == "wrong-credentials"


def test_over_an_open_network_a_password_alone_is_too_little(open_house: OpenHouse) -> None:
    house = open_house(origin="https://hemrutt.test", hosts=("hemrutt.test",))
    house.add("anna", ("primar", Role.DISPATCHER))
    answer = sign_in(house)
    assert (answer.status_code, kind(answer)) == (403, "second-factor-needed")


def make_link(house: House, kind: Any, login: str = "anna") -> str:
    with house.service.store.write(ADMIN) as tx:
        return sessions.make_link(tx, house.users[login], kind=kind)


def test_an_entry_link_lets_in_once_and_for_a_quarter_of_an_hour(house: House) -> None:
    secret = make_link(house, "entry")
    client = house.client()
    assert client.post("/api/sessions/link/look", json={"secret": secret}).json()["kind"] == "entry"
    assert client.get("/api/sessions/current").status_code == 401
    assert client.post("/api/sessions/link", json={"secret": secret}).status_code == 201
    assert client.get("/api/sessions/current").status_code == 200
    again = house.client().post("/api/sessions/link", json={"secret": secret})
    assert (again.status_code, kind(again)) == (410, "link-unusable")
    late = make_link(house, "entry")
    house.clock.pass_minutes(15)
    assert kind(house.client().post("/api/sessions/link", json={"secret": late})) == "link-unusable"


def test_a_new_link_takes_the_place_of_the_old_and_a_link_is_no_session(house: House) -> None:
    old, new = make_link(house, "entry"), make_link(house, "entry")
    assert kind(house.client().post("/api/sessions/link", json={"secret": old})) == "link-unusable"
    assert house.client(Cookie=f"session={new}").get("/api/sessions/current").status_code == 401
    session = house.enter("anna").cookies["session"]
    assert kind(house.client().post("/api/sessions/link", json={"secret": session})) == "link-unusable"


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "å", "a" * 201])
def test_what_is_no_link_lets_nobody_in(house: House, secret: str) -> None:
    answer = house.client().post("/api/sessions/link", json={"secret": secret})
    assert answer.status_code in {410, 422}


def test_an_invitation_takes_a_good_password_and_ends_old_sessions(house: House) -> None:
    before = house.enter("anna")
    secret = make_link(house, "invitation")

    def choose(**chosen: str) -> Answer:
        return house.client().post("/api/sessions/link", json={"secret": secret, **chosen})

    assert kind(choose()) == "weak-password"
    for weak in ("kort", "sommar2026!!", "anna.anna.2026"):
        assert kind(choose(password=weak)) == "weak-password"
    assert before.get("/api/sessions/current").status_code == 200
    assert choose(password="tre helt andra ord").status_code == 201  # noqa: S106
    assert before.get("/api/sessions/current").status_code == 401
    assert kind(sign_in(house)) == "wrong-credentials"
    assert sign_in(house, password="tre helt andra ord").status_code == 201  # noqa: S106


def test_an_invitation_over_an_open_network_takes_a_second_factor(open_house: OpenHouse) -> None:
    house = open_house(origin="https://hemrutt.test", hosts=("hemrutt.test",))
    house.add("anna", ("primar", Role.DISPATCHER))
    secret = make_link(house, "invitation")
    client = house.client()
    sight = client.post("/api/sessions/link/look", json={"secret": secret}).json()
    assert sight["two_factors"]
    assert f"secret={sight['totp_secret']}" in sight["totp_address"]
    body = {"secret": secret, "password": "tre helt andra ord"}
    assert kind(client.post("/api/sessions/link", json=body)) == "wrong-code"
    code = pyotp.TOTP(sight["totp_secret"]).at(house.clock.now_us // 1_000_000)
    body |= {"totp_secret": sight["totp_secret"], "code": code}
    assert client.post("/api/sessions/link", json=body).status_code == 201
    assert kind(sign_in(house, password="tre helt andra ord")) == "wrong-credentials"  # noqa: S106
    house.clock.pass_minutes(1)
    code = pyotp.TOTP(sight["totp_secret"]).at(house.clock.now_us // 1_000_000)
    assert sign_in(house, password="tre helt andra ord", code=code).status_code == 201  # noqa: S106


def test_a_password_is_changed_by_who_knows_the_old_one(house: House) -> None:
    here, there = house.enter("anna"), house.enter("anna")

    def change(old: str, new: str) -> Answer:
        return here.put("/api/account/password", json={"old": old, "new": new})

    assert kind(change("fel", "tre helt andra ord")) == "wrong-credentials"
    assert kind(change(PASSPHRASE, "lösenord2026")) == "weak-password"
    assert change(PASSPHRASE, "tre helt andra ord").status_code == 204
    assert here.get("/api/sessions/current").status_code == 200
    assert there.get("/api/sessions/current").status_code == 401
    assert kind(sign_in(house)) == "wrong-credentials"


def code_of(house: House, secret: str) -> str:
    return pyotp.TOTP(secret).at(house.clock.now_us // 1_000_000)


def test_an_authenticator_app_is_changed_by_who_has_the_password_and_the_old_app(house: House) -> None:
    here, there = house.enter("anna"), house.enter("anna")

    def change(secret: str, **given: str) -> Answer:
        body = {"password": PASSPHRASE, "totp_secret": secret, "new_code": code_of(house, secret), **given}
        return here.put("/api/account/second-factor", json=body)

    offered = here.post("/api/account/second-factor/offer").json()
    first = offered["totp_secret"]
    assert f"secret={first}" in offered["totp_address"]
    assert kind(change(first, password="fel lösenord")) == "wrong-credentials"  # noqa: S106
    wrong = "000000" if code_of(house, first) != "000000" else "000001"
    assert kind(change(first, new_code=wrong)) == "wrong-code"
    assert sign_in(house).status_code == 201  # nothing has changed yet
    assert change(first).status_code == 204
    assert there.get("/api/sessions/current").status_code == 401
    assert here.get("/api/sessions/current").status_code == 200
    assert kind(sign_in(house)) == "wrong-credentials"
    second = here.post("/api/account/second-factor/offer").json()["totp_secret"]
    assert kind(change(second)) == "wrong-credentials"
    assert kind(change(second, code=code_of(house, first))) == "wrong-credentials"  # used when it was set up
    house.clock.pass_minutes(1)
    assert change(second, code=code_of(house, first)).status_code == 204
    house.clock.pass_minutes(1)
    assert kind(sign_in(house, code=code_of(house, first))) == "wrong-credentials"
    assert sign_in(house, code=code_of(house, second)).status_code == 201


@pytest.mark.parametrize("secret", ["x", "1" * 32, "å" * 32, "A" * 31, "a" * 32, "A" * 33])
def test_what_is_no_secret_of_an_app_is_refused(house: House, secret: str) -> None:
    body = {"password": PASSPHRASE, "totp_secret": secret, "new_code": "123456"}
    answer = house.enter("anna").put("/api/account/second-factor", json=body)
    assert (answer.status_code, kind(answer)) == (422, "wrong-code")
    link = make_link(house, "invitation")
    chosen = {"secret": link, "password": "tre helt andra ord", "totp_secret": secret, "code": "123456"}
    assert kind(house.client().post("/api/sessions/link", json=chosen)) == "wrong-code"


def test_nothing_secret_reaches_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    link = make_link(house, "entry")
    sign_in(house, password="kanariefågel i gruvan")  # noqa: S106
    sign_in(house, login="kanariefågel i gruvan")
    house.client().post("/api/sessions/link", json={"secret": link})
    cookie = house.enter("anna").cookies["session"]
    told = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "wrong credentials" in told
    for secret in ("kanarie", PASSPHRASE, link, cookie):
        assert secret not in told


def test_whatever_lets_nobody_in_is_in_the_log(open_house: OpenHouse, caplog: pytest.LogCaptureFixture) -> None:
    house = open_house({"attempts": Attempts(lambda: 0.0)}, trusted_network=True)
    house.add("anna", ("primar", Role.DISPATCHER))
    client = house.enter("anna")
    client.put("/api/account/password", json={"old": "fel", "new": "tre helt andra ord"})
    app = {"password": "fel", "totp_secret": "A" * 32, "new_code": "000000"}
    client.put("/api/account/second-factor", json=app)
    house.client().post("/api/sessions/link", json={"secret": "A" * 43})
    for _ in range(4):
        sign_in(house, password="fel")  # noqa: S106
    told = [record.failure for record in caplog.records if record.name == "hemrutt.access"]  # type: ignore[attr-defined]
    wrong = ["wrong old password", "wrong password or code for a new app", "no such link"]
    assert told == [*wrong, *["wrong credentials"] * 3, "too many attempts"]


def test_who_stays_outside_for_want_of_a_second_factor_is_in_the_log(
    open_house: OpenHouse, caplog: pytest.LogCaptureFixture
) -> None:
    house = open_house(origin="https://hemrutt.test", hosts=("hemrutt.test",))
    house.add("anna", ("primar", Role.DISPATCHER))
    sign_in(house)
    assert "no second factor" in caplog.text


def test_the_secret_of_an_app_is_sealed_for_its_user_alone(house: House) -> None:
    """One stored before secrets were sealed is sealed at the next sign-in; another's row is of no use."""
    secret, anna, bo = pyotp.random_base32(), house.users["anna"], house.add("bo", ("primar", Role.DISPATCHER))

    def stored(key: str) -> str | None:
        with house.service.store.read(ADMIN) as tx:
            return users.get_proof(tx, key).totp_secret

    with house.service.store.write(ADMIN) as tx:
        users.set_second_factor(tx, anna, secret=secret, step=None)
    assert sign_in(house, code=code_of(house, secret)).status_code == 201
    sealed = stored(anna)
    assert sealed is not None
    assert secret not in sealed
    house.clock.pass_minutes(1)
    assert sign_in(house, code=code_of(house, secret)).status_code == 201
    with house.service.store.write(ADMIN) as tx:
        users.set_second_factor(tx, bo, secret=sealed, step=None)
    assert kind(sign_in(house, "bo", code=code_of(house, secret))) == "wrong-credentials"
    client = house.enter("anna")
    body = {"password": PASSPHRASE, "totp_secret": secret}
    house.clock.pass_minutes(1)
    now = code_of(house, secret)
    assert client.put("/api/account/second-factor", json={**body, "code": now, "new_code": now}).status_code == 204
    chosen = stored(anna)
    assert chosen is not None
    assert secret not in chosen
    assert chosen != sealed


def test_who_came_by_https_comes_by_nothing_else(open_house: OpenHouse) -> None:
    house = open_house(origin="https://hemrutt.test", hosts=("hemrutt.test",))
    assert house.client().get("/").headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_on_this_machine_plain_http_goes_on(house: House) -> None:
    assert "strict-transport-security" not in house.client().get("/").headers


def test_listening_keeps_no_session_alive(house: House) -> None:
    """A stream asks anew who listens; that is no use of the session, and sees that it has ended."""
    client = house.enter("anna")
    scope = {"type": "http", "method": "GET", "headers": [(b"cookie", f"session={client.cookies['session']}".encode())]}
    for _ in range(2):
        house.clock.pass_minutes(14)
        actor = house.service.recognise(Request(scope))
        assert actor is not None
        assert actor.user == house.users["anna"]
    house.clock.pass_minutes(14)
    assert house.service.recognise(Request(scope)) is None


def test_a_stream_ends_with_the_session(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.access.listening._RECOGNISE_S", 0.0)
    client = house.enter("anna")
    recognised = iter([house.service.recognise])

    def once(request: Request) -> Any:
        with house.service.store.write(ADMIN) as tx:
            users.end_sessions(tx, house.users["anna"])
        return next(recognised)(request)

    object.__setattr__(house.service, "recognise", once)
    with client.stream("GET", "/api/feed") as stream:
        assert stream.status_code == 200
        assert ": open" in "".join(stream.iter_text())


def test_a_job_that_goes_on_is_told_no_more_to_who_is_signed_out(house: House) -> None:
    client = house.enter("anna")
    job = furnish(house)["job"]

    def gone(_: Request) -> None:
        return None

    object.__setattr__(house.service, "recognise", gone)
    with client.stream("GET", f"/api/jobs/{job}/events") as stream:
        told = "".join(stream.iter_text())
    assert told.count("event: job") == 1, "a stream that never ends hangs the test"
