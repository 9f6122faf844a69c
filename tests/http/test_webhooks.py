"""Webhooks: signed, delivered again while a receiver fails, sent where the settings say and nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.actor import SERVICE, Actor
from api.access.roles import Role
from api.settings import Settings, read_settings
from api.store import Store, deliveries, open_store, teams, webhooks
from api.store.deliveries import DELAYS_S
from api.store.schema import DELIVERIES, WEBHOOKS
from api.webhooks import addresses
from api.webhooks.addresses import AddressError, pick_address, read_target
from api.webhooks.sending import Sender
from api.webhooks.signing import sign
from tests.http.conftest import post

NOW_US = 1_795_000_000_000_000


@dataclass(slots=True)
class Receiver:
    """A receiver on this machine that answers as it is told to."""

    port: int = 0
    answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: reply(handler, 204)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def reply(handler: BaseHTTPRequestHandler, status: int, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"content-length": "0", **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            known.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            known.answer(self)

        do_GET = do_POST  # noqa: N815 (the name that http.server calls)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    known.port = server.server_address[1]
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass(slots=True)
class Clock:
    now_us: int = NOW_US

    def __call__(self) -> int:
        return self.now_us

    def pass_s(self, seconds: float) -> None:
        self.now_us += int(seconds * 1_000_000)


@dataclass(frozen=True, slots=True)
class Post:
    """A store with one webhook, and a sender that is asked by hand."""

    store: Store
    sender: Sender
    clock: Clock
    secret: str
    hook: str
    team: str

    def publish(self, kind: str = "plan", **document: object) -> None:
        with self.store.write(SERVICE) as tx:
            tx.publish(self.team, kind, {"plan": "p", "version": 3, "state": "published", **document})

    @property
    def states(self) -> list[tuple[str, int]]:
        with self.store.read(SERVICE) as tx:
            rows = tx.connection.execute(sa.select(DELIVERIES.c.state, DELIVERIES.c.attempts))
            return [(row.state, row.attempts) for row in rows]


@pytest.fixture
def office(tmp_path: Path, receiver: Receiver) -> Iterator[Post]:
    clock = Clock()
    store = open_store(f"sqlite:///{tmp_path / 'h.db'}", key=bytes(32), clock=clock)
    admin = Actor(user="a", name="a", roles={None: frozenset({Role.ADMIN})})
    with store.write(admin) as tx:
        team = teams.add_team(tx, key="primar", name="Primär")
        hook, secret = webhooks.add_webhook(tx, team="primar", url=f"{receiver.origin}/hook?x=1", key=store.seal_key)
    settings = read_settings({"HEMRUTT_HOME": str(tmp_path)})
    sender = Sender(store, settings, patience_s=2.0)
    allowed = replace(settings, webhook_origins=frozenset({receiver.origin}))
    sender._settings = allowed
    yield Post(store, sender, clock, secret, hook.id, team.id)
    store.close()


def test_a_change_is_told_with_a_signature_that_holds(office: Post, receiver: Receiver) -> None:
    office.publish()
    assert office.sender.send_due() == 1
    ((path, headers, body),) = receiver.got
    assert (path, headers["content-type"]) == ("/hook?x=1", "application/json")
    told = json.loads(body)
    assert told.keys() == {"id", "kind", "made", "plan", "version", "state"}
    assert (told["id"], told["state"]) == (headers["hemrutt-delivery"], "published")
    at, _, digest = headers["hemrutt-signature"].partition(",v1=")
    expected = hmac.new(office.secret.encode(), at.removeprefix("t=").encode() + b"." + body, hashlib.sha256)
    assert hmac.compare_digest(digest, expected.hexdigest())
    assert office.states == [("delivered", 1)]
    assert office.sender.send_due() == 0


def test_the_secret_of_a_webhook_is_sealed_for_it_alone(office: Post, receiver: Receiver) -> None:
    other = add_hook(office, f"{receiver.origin}/other")
    with office.store.write(SERVICE) as tx:
        sealed = tx.connection.execute(sa.select(WEBHOOKS.c.secret).where(WEBHOOKS.c.id == office.hook)).scalar_one()
        tx.connection.execute(WEBHOOKS.update().where(WEBHOOKS.c.id == other).values(secret=sealed))
    assert office.secret not in sealed
    office.publish()
    assert office.sender.send_due() == 2
    assert [path for path, _, _ in receiver.got] == ["/hook?x=1"]


def test_a_webhook_from_before_secrets_were_sealed_is_told_as_it_was(office: Post, receiver: Receiver) -> None:
    with office.store.write(SERVICE) as tx:
        tx.connection.execute(WEBHOOKS.update().values(secret=office.secret))
    office.publish()
    assert office.sender.send_due() == 1
    assert office.states == [("delivered", 1)]
    assert len(receiver.got) == 1


def test_a_signature_is_of_its_instant_and_its_body() -> None:
    given = sign(b"{}", secret="s", at_s=1)  # noqa: S106 (a test's own)
    assert given == "t=1,v1=" + hmac.new(b"s", b"1.{}", hashlib.sha256).hexdigest()
    assert given.partition(",")[2] != sign(b"{}", secret="s", at_s=2).partition(",")[2]  # noqa: S106


def test_nothing_about_people_is_delivered(office: Post, receiver: Receiver) -> None:
    office.publish(patient="Åsa", visits=["v1"], reason="19121212-1212")
    office.publish("call", patient="Åsa")
    office.publish("event", patient="Åsa")
    office.sender.send_due()
    assert len(office.states) == 1
    assert not [word for word in ("Åsa", "v1", "1912") if word in receiver.got[0][2].decode("unicode_escape")]


def test_what_is_undone_is_not_told(office: Post) -> None:
    def fail() -> None:
        with office.store.write(SERVICE) as tx:
            tx.publish(office.team, "plan", {"plan": "p"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert office.states == []


def test_a_receiver_that_fails_is_asked_again_ever_later_and_then_given_up(office: Post, receiver: Receiver) -> None:
    receiver.answer = lambda handler: reply(handler, 503)
    office.publish()
    for number, delay in enumerate(DELAYS_S, start=1):
        assert office.sender.send_due() == 1
        assert office.states == [("waiting", number)]
        office.clock.pass_s(delay - 1)
        assert office.sender.send_due() == 0
        office.clock.pass_s(1)
    office.sender.send_due()
    assert office.states == [("given_up", len(DELAYS_S) + 1)]
    assert list(DELAYS_S) == sorted(DELAYS_S)


def test_a_receiver_that_comes_back_gets_what_it_missed(office: Post, receiver: Receiver) -> None:
    receiver.answer = lambda handler: reply(handler, 500)
    office.publish(version=1)
    office.sender.send_due()
    office.publish(version=2)
    receiver.answer = lambda handler: reply(handler, 200)
    office.clock.pass_s(DELAYS_S[0])
    while office.sender.send_due():
        pass
    assert sorted(json.loads(body)["version"] for _, _, body in receiver.got) == [1, 1, 2]
    assert {state for state, _ in office.states} == {"delivered"}


def test_nobody_is_followed_elsewhere(office: Post, receiver: Receiver) -> None:
    receiver.answer = lambda handler: reply(handler, 302, location=f"{receiver.origin}/inside")
    office.publish()
    office.sender.send_due()
    assert [path for path, _, _ in receiver.got] == ["/hook?x=1"]
    assert office.states == [("waiting", 1)]


def test_a_receiver_that_is_gone_for_good_says_so_once(office: Post, receiver: Receiver) -> None:
    receiver.answer = lambda handler: reply(handler, 410)
    office.publish()
    office.sender.send_due()
    assert office.states == [("given_up", 1)]


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a line for ever, a letter at a time, each well within a read's patience."""
    try:
        handler.wfile.write(b"HTTP/1.1 ")
        for _ in range(600):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        return


@pytest.mark.parametrize("answer", [drip, lambda _: time.sleep(8), lambda handler: handler.wfile.write(b"SSH-2.0\r\n")])
def test_slow_and_strange_receivers_are_let_go(office: Post, receiver: Receiver, answer: Any) -> None:
    office.sender._patience_s = 0.5
    receiver.answer = answer
    office.publish()
    office.sender.send_due()
    assert office.states == [("waiting", 1)]


def test_one_that_is_removed_is_told_nothing_any_more(office: Post, receiver: Receiver) -> None:
    office.publish()
    with office.store.write(Actor(user="a", name="a", roles={None: frozenset({Role.ADMIN})})) as tx:
        webhooks.remove_webhook(tx, office.hook)
    office.publish()
    assert office.sender.send_due() == 0
    assert receiver.got == []
    assert office.states == [("given_up", 0)]


def test_a_sender_that_died_is_stood_in_for(office: Post, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    office.publish()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(office.sender.__class__, "_deliver", die)
        with pytest.raises(KeyboardInterrupt):
            office.sender.send_due()
    assert office.sender.send_due() == 0
    office.clock.pass_s(120)
    assert office.sender.send_due() == 1
    assert len(receiver.got) == 1


def add_hook(office: Post, url: str) -> str:
    """Add a webhook of the team; gives its id."""
    with office.store.write(Actor(user="a", name="a", roles={None: frozenset({Role.ADMIN})})) as tx:
        return webhooks.add_webhook(tx, team="primar", url=url, key=office.store.seal_key)[0].id


def wait_until(is_so: Callable[[], bool], *, patience_s: float = 20) -> bool:
    deadline = time.monotonic() + patience_s
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_so()


def test_a_webhook_with_hundreds_of_deliveries_due_does_not_keep_the_others_from_theirs(
    office: Post, receiver: Receiver
) -> None:
    with office.store.write(SERVICE) as tx:
        for number in range(250):
            tx.publish(office.team, "plan", {"plan": "p", "version": number, "state": "proposed"})
    office.clock.pass_s(1)
    add_hook(office, f"{receiver.origin}/good")
    office.publish()
    assert office.sender.send_due() == 2
    assert sorted(path for path, _, _ in receiver.got) == ["/good", "/hook?x=1"]


def test_webhooks_take_turns_where_there_are_more_than_hands(office: Post, receiver: Receiver) -> None:
    for number in range(4):
        add_hook(office, f"{receiver.origin}/{number}")
    for _ in range(3):
        office.publish()
        office.clock.pass_s(1)
    add_hook(office, f"{receiver.origin}/latest")
    office.publish()
    assert [office.sender.send_due(), office.sender.send_due()] == [4, 4]
    assert len({path for path, _, _ in receiver.got}) == 6


def test_nobody_waits_for_a_receiver_that_hangs(office: Post, receiver: Receiver) -> None:
    hanging = threading.Event()
    add_hook(office, f"{receiver.origin}/good")
    told: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path != "/good":
            hanging.wait(20)
        reply(handler, 204)
        told.append(handler.path)

    receiver.answer, office.sender._patience_s = answer, 20
    for _ in range(6):
        office.publish()
    office.sender._thread.start()
    try:
        assert wait_until(lambda: told == ["/good"] * 6, patience_s=10)
        assert [path for path, _, _ in receiver.got if path != "/good"] == ["/hook?x=1"]
    finally:
        hanging.set()
        office.sender.close()


@pytest.mark.parametrize("error", [UnicodeError, ValueError, OSError, RuntimeError])
def test_a_name_that_cannot_be_looked_up_ends_nothing_but_its_own_attempt(
    office: Post, receiver: Receiver, error: type[Exception]
) -> None:
    names = iter([error])

    def ask(*_: object) -> list[str]:
        for fault in names:
            raise fault
        return ["127.0.0.1"]

    office.sender._ask = ask
    office.publish(version=1)
    office.clock.pass_s(1)
    office.publish(version=2)
    office.sender._thread.start()
    try:
        assert wait_until(lambda: [json.loads(body)["version"] for _, _, body in receiver.got] == [2])
    finally:
        office.sender.close()


def test_a_look_that_fails_is_not_the_last(office: Post, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[None] = []
    look = deliveries.claim

    def fail_once(*given: Any, **named: Any) -> Any:
        looks.append(None)
        if len(looks) == 1:
            raise RuntimeError
        return look(*given, **named)

    monkeypatch.setattr(deliveries, "claim", fail_once)
    office.publish()
    office.sender._thread.start()
    try:
        assert wait_until(lambda: len(receiver.got) == 1)
    finally:
        office.sender.close()


@pytest.fixture
def allowing(settings: Settings) -> Settings:
    return replace(
        settings,
        webhook_hosts=frozenset({"hooks.example.se"}),
        webhook_origins=frozenset({"http://10.0.0.5:8080"}),
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.se/",
        "http://hooks.example.se/",
        "https://hooks.example.se@evil.example/",
        "https://evil.example#@hooks.example.se/",
        "https://hooks.example.se/#x",
        "https://hooks.example.se.evil.example/",
        "https://hooks.example.se:99999/",
        "http://10.0.0.5:8081/",
        "http://127.0.0.1:8000/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:8080/",
        "file:///etc/passwd",
        "gopher://10.0.0.5:8080/",
        "https://hooks.example.se/a b",
        "https://hooks.example.se/\r\nX: y",
        "https:///",
        "https://hooks.example.se/" + "a" * 3000,
        "https://höoks.example.se/",
        "",
    ],
)
def test_addresses_that_the_settings_do_not_list_are_refused(allowing: Settings, url: str) -> None:
    with pytest.raises(AddressError):
        read_target(url, allowing)


def test_addresses_that_the_settings_list_are_taken(allowing: Settings) -> None:
    outside = read_target("https://Hooks.example.se/in?a=b", allowing)
    assert (outside.host, outside.port, outside.path, outside.inside) == ("hooks.example.se", 443, "/in?a=b", False)
    assert read_target("http://10.0.0.5:8080", allowing).inside


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:0:0:0:0:80ff:fffe", "ff02::1",
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_not_sent_to(allowing: Settings, address: str) -> None:
    target = read_target("https://hooks.example.se/", allowing)
    assert not addresses.is_public(address)
    for found in ([address], ["93.184.216.34", address], [address, "93.184.216.34"]):
        with pytest.raises(AddressError):
            pick_address(target, ask=lambda *_, found=found: found)


def test_a_name_on_the_open_internet_is_sent_to(allowing: Settings) -> None:
    target = read_target("https://hooks.example.se/", allowing)
    assert pick_address(target, ask=lambda *_: ["93.184.216.34", "2606:2800:220:1::"]) == "93.184.216.34"


def test_webhooks_are_added_listed_and_removed(open_client: Callable[..., TestClient], receiver: Receiver) -> None:
    client = open_client(webhook_origins=frozenset({receiver.origin}))
    service = client.app.state.service  # type: ignore[attr-defined]
    object.__setattr__(
        service, "identify", lambda _: Actor(user="a", name="a", roles={None: frozenset({Role.ADMIN, Role.LEAD})})
    )
    with service.store.write(SERVICE) as tx:
        team = teams.add_team(tx, key="primar", name="Primär")
    order = {"team": "primar", "url": f"{receiver.origin}/in"}
    made = post(client, "/api/webhooks", order)
    assert (made.status_code, len(made.json()["secret"])) == (201, 43)
    listed = client.get("/api/webhooks").json()
    assert listed == [{"id": made.json()["id"], **order}]
    with service.store.write(SERVICE) as tx:
        tx.publish(team.id, "plan", {"plan": "p", "version": 1, "state": "proposed"})
    deadline = time.monotonic() + 30
    while not receiver.got and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(receiver.got) == 1
    assert client.delete(f"/api/webhooks/{made.json()['id']}").status_code == 204
    assert client.get("/api/webhooks").json() == []
    refused = post(client, "/api/webhooks", {**order, "url": "http://127.0.0.1:1/"})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:hemrutt:problem:unknown-reference")


def test_who_administers_no_team_adds_none(client: TestClient) -> None:
    assert post(client, "/api/webhooks", {"team": "primar", "url": "https://x.example/"}).status_code == 403
