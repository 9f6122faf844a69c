"""The way to the provider and back."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from api.access.oidc import addresses, flow, provider
from api.access.oidc.addresses import FetchError
from api.access.oidc.flow import Departure, Person
from api.access.oidc.id_tokens import IdTokenError
from api.access.oidc.issuer import Issuer
from api.access.oidc.provider import ProviderError
from tests.access.identity import EC, ISSUER, NOW_S, RETURNING, Idp, make_provider

KEY = b"k" * 32


@pytest.fixture
def idp() -> Idp:
    return Idp()


def begin(idp: Idp, **changes: Any) -> Departure:
    config = make_provider(**changes)
    issuer = Issuer(config, fetch=idp, clock=lambda: 0.0)
    return flow.begin(config, issuer, returning=RETURNING, key=KEY, now_s=NOW_S)


def finish(idp: Idp, answer: dict[str, str], cookie: str, *, now_s: float = NOW_S, key: bytes = KEY) -> Person:
    config = make_provider()
    issuer = Issuer(config, fetch=idp, clock=lambda: 0.0)
    return flow.finish(
        config, issuer, answer=answer, cookie=cookie, returning=RETURNING, key=key, fetch=idp, now_s=now_s
    )


def test_who_signs_in_is_known_by_issuer_subject_and_login(idp: Idp) -> None:
    departure = begin(idp)
    person = finish(idp, idp.sign_in(departure.address), departure.cookie)
    assert person == Person(issuer=ISSUER, subject="abc-123", login="SE2321000016-0001", name="Åsa Ö")
    assert idp.authorization == "hemrutt:s%2Fe%20c%3Ar"


def test_every_departure_is_another(idp: Idp) -> None:
    first, second = (parse_qs(urlsplit(begin(idp).address).query) for _ in range(2))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name][0]) == 43


def test_what_must_be_told_is_asked_for(idp: Idp) -> None:
    departure = begin(idp, required_claims={"acr": ["loa3", "loa4"]}, requested_claims=["employeeHsaId"])
    asked = parse_qs(urlsplit(departure.address).query)
    assert asked["acr_values"] == ["loa3 loa4"]
    assert json.loads(asked["claims"][0]) == {"id_token": {"employeeHsaId": {"essential": True}}}


def test_what_another_browser_began_is_refused(idp: Idp) -> None:
    mine, theirs = begin(idp), begin(idp)
    with pytest.raises(IdTokenError, match="state"):
        finish(idp, idp.sign_in(theirs.address), mine.cookie)
    with pytest.raises(IdTokenError, match="cookie"):
        finish(idp, idp.sign_in(theirs.address), "")
    with pytest.raises(IdTokenError, match="cookie"):
        finish(idp, idp.sign_in(mine.address), mine.cookie, key=b"x" * 32)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": ""}, "state"),
        ({"state": "å"}, "state"),
        ({"iss": "https://evil.test"}, "iss of the answer"),
        ({"error": "access_denied"}, "refused"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(idp: Idp, changes: dict[str, str], reason: str) -> None:
    departure = begin(idp)
    with pytest.raises(IdTokenError, match=reason):
        finish(idp, {**idp.sign_in(departure.address), **changes}, departure.cookie)


def test_an_answer_after_ten_minutes_is_refused(idp: Idp) -> None:
    departure = begin(idp)
    with pytest.raises(IdTokenError, match="too late"):
        finish(idp, idp.sign_in(departure.address), departure.cookie, now_s=NOW_S + 601)


def test_a_code_is_good_once(idp: Idp) -> None:
    departure = begin(idp)
    answer = idp.sign_in(departure.address)
    finish(idp, answer, departure.cookie)
    with pytest.raises(FetchError):
        finish(idp, answer, departure.cookie)


@pytest.mark.parametrize("told", [None, "", 7, "x" * 201, ["a"]])
def test_a_login_that_is_none_is_refused(idp: Idp, told: object) -> None:
    idp.claims["employeeHsaId"] = told
    departure = begin(idp)
    with pytest.raises(IdTokenError, match="login"):
        finish(idp, idp.sign_in(departure.address), departure.cookie)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.test"},
        {"token_endpoint": "http://idp.example.test/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=lambda metadata: next(iter(metadata)),
)
def test_an_issuer_that_tells_odd_things_is_not_used(metadata: dict[str, str]) -> None:
    with pytest.raises(FetchError):
        begin(Idp(metadata=metadata))


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://idp.example.test"},
        {"issuer": "https://user:secret@idp.example.test"},
        {"algorithms": ["HS256"]},
        {"algorithms": ["none"]},
        {"algorithms": []},
        {"required_claims": {"acr": []}},
        {"client_secret": ""},
        {"unknown": 1},
    ],
    ids=str,
)
def test_a_description_that_would_not_be_safe_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    file = tmp_path / "provider.json"
    described = {"issuer": ISSUER, "client_id": "hemrutt", "client_secret": "hush"}
    file.write_text(json.dumps(described))
    assert "hush" not in repr(provider.read_provider(file))
    file.write_text(json.dumps({**described, **change}))
    with pytest.raises(ProviderError) as caught:
        provider.read_provider(file)
    assert "hush" not in str(caught.value)


def test_the_service_shows_who_it_is_by_a_key_that_only_it_has(idp: Idp, tmp_path: Path) -> None:
    key, form = tmp_path / "client.pem", dict[str, str]()
    plain = serialization.NoEncryption()
    key.write_bytes(EC.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    mine = {"client_secret": None, "client_key": {"file": str(key), "id": "k1"}}
    departure, config = begin(idp, **mine), make_provider(**mine)

    def fetch(address: str, **asked: Any) -> Any:
        form.update(asked.get("form") or {})
        assert "headers" not in asked or address != f"{ISSUER}/token"
        return idp(address, **asked)

    def finish_now() -> Person:
        issuer, answer = Issuer(config, fetch=idp, clock=lambda: 0.0), idp.sign_in(departure.address)
        return flow.finish(
            config,
            issuer,
            answer=answer,
            cookie=departure.cookie,
            returning=RETURNING,
            key=KEY,
            fetch=fetch,
            now_s=NOW_S,
        )

    assert finish_now().login == "SE2321000016-0001"
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assertion, told = form["client_assertion"], {"verify_exp": False, "verify_iat": False}
    assert jwt.get_unverified_header(assertion)["kid"] == "k1"
    claims = jwt.decode(assertion, EC.public_key(), algorithms=["ES256"], audience=f"{ISSUER}/token", options=told)
    assert (claims["iss"], claims["sub"], claims["exp"] - claims["iat"]) == ("hemrutt", "hemrutt", 60)
    assert finish_now()
    assert form["client_assertion"] != assertion
    key.write_bytes(b"no key")
    with pytest.raises(FetchError, match="client_key"):
        finish_now()


@pytest.mark.parametrize(
    "proofs", [{"client_secret": None}, {"client_key": {"file": "client.pem", "id": "k1"}}], ids=["neither", "both"]
)
def test_the_service_has_one_way_to_show_who_it_is(proofs: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="client_secret or client_key"):
        make_provider(**proofs)


class Odd(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = {"/list": (200, b"[]"), "/text": (200, b"hej"), "/large": (200, b" " * 1_000_001 + b"{}")}.get(
            self.path, (200, b'{"a": 1}')
        )
        status = {"/moved": 302, "/broken": 500}.get(self.path, status)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/here")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def odd_server() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), Odd) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_only_an_object_from_the_address_itself_is_taken(odd_server: str) -> None:
    assert addresses.fetch(odd_server + "/here") == {"a": 1}
    for path in ("/moved", "/broken", "/list", "/text", "/large"):
        with pytest.raises(FetchError):
            addresses.fetch(odd_server + path)
