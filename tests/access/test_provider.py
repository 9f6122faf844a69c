"""Signing in at the identity provider, over HTTP."""

from __future__ import annotations

import dataclasses
import json
import logging
from contextlib import nullcontext
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.oidc.issuer import Issuer
from api.access.oidc.provider import ProviderError
from api.access.roles import Role
from api.access.sign_on import SignOn
from api.service import make_service
from api.settings import read_settings
from api.store import users
from tests.access.conftest import ADMIN, Answer, House, OpenHouse
from tests.access.identity import NOW_S, Idp, make_provider

HSA_ID = "SE2321000016-0001"


@pytest.fixture
def idp() -> Idp:
    return Idp()


@pytest.fixture
def house(open_house: OpenHouse, idp: Idp) -> House:
    provider = make_provider()
    issuer = Issuer(provider, fetch=idp, clock=lambda: 0.0)
    sign_on = SignOn(provider=provider, issuer=issuer, fetch=idp, clock=lambda: NOW_S)
    return open_house({"sign_on": sign_on}, origin="https://hemrutt.example.test", hosts=("hemrutt.example.test",))


def go_and_return(client: TestClient, idp: Idp, **changes: str) -> Answer:
    left = client.get("/api/sessions/provider")
    assert left.status_code == 303
    return client.get("/api/sessions/provider/return", params={**idp.sign_in(left.headers["location"]), **changes})


def test_who_was_added_is_let_in_and_known_by_their_subject_from_then_on(house: House, idp: Idp) -> None:
    with house.service.store.write(ADMIN) as tx:
        team = house.teams["primar"]
        key = users.add_user(tx, login=HSA_ID.lower(), name="Åsa", memberships=[(team, Role.LEAD)])
    client = house.client()
    back = go_and_return(client, idp)
    assert (back.status_code, back.headers["location"]) == (303, "/")
    assert client.get("/api/sessions/current").json()["user"] == key
    idp.claims["employeeHsaId"] = "another"
    again = house.client()
    go_and_return(again, idp)
    assert again.get("/api/sessions/current").json()["user"] == key
    idp.claims |= {"sub": "someone else", "employeeHsaId": HSA_ID}
    other = house.client()
    assert go_and_return(other, idp).headers["location"] == "/#refused"
    assert other.get("/api/sessions/current").status_code == 401


def test_a_stranger_and_a_disabled_user_stay_outside(house: House, idp: Idp, caplog: pytest.LogCaptureFixture) -> None:
    assert go_and_return(house.client(), idp).headers["location"] == "/#refused"
    assert HSA_ID not in " ".join(record.getMessage() for record in caplog.records if record.name != "httpx2")
    with house.service.store.write(ADMIN) as tx:
        key = users.add_user(tx, login=HSA_ID, name="Åsa", memberships=[(None, Role.LEAD)])
        users.change_user(tx, key, disabled=True)
    client = house.client()
    assert go_and_return(client, idp).headers["location"] == "/#refused"
    assert client.get("/api/sessions/current").status_code == 401


def test_the_way_is_bound_to_the_browser_and_taken_once(house: House, idp: Idp) -> None:
    with house.service.store.write(ADMIN) as tx:
        users.add_user(tx, login=HSA_ID, name="Åsa", memberships=[(None, Role.LEAD)])
    mine, theirs = house.client(), house.client()
    left = mine.get("/api/sessions/provider")
    cookie = left.headers["set-cookie"].lower()
    assert cookie.startswith("__host-sign-in=")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
    answer = idp.sign_in(left.headers["location"])
    stolen = theirs.get("/api/sessions/provider/return", params=answer)
    assert stolen.headers["location"] == "/#refused"
    assert "__Host-session" not in theirs.cookies
    assert mine.get("/api/sessions/provider/return", params=answer).headers["location"] == "/"
    assert mine.get("/api/sessions/provider/return", params=answer).headers["location"] == "/#refused"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_sends_nobody_to_the_provider(house: House, site: str) -> None:
    refused = house.client().get("/api/sessions/provider", headers={"Sec-Fetch-Site": site})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:hemrutt:problem:foreign-origin")
    assert "set-cookie" not in refused.headers
    for own in ("same-origin", "none"):
        assert house.client().get("/api/sessions/provider", headers={"Sec-Fetch-Site": own}).status_code == 303


@pytest.mark.parametrize(
    ("told", "trusted", "let_in"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"two_factors": True}, False, True),
        ({"required_claims": {"acr": ["loa3"]}}, False, True),
        ({"required_claims": {"commissionPurpose": ["Vård och behandling"]}}, False, False),
    ],
    ids=str,
)
def test_over_an_open_network_a_provider_has_to_ask_for_two_factors(
    tmp_path: Path, *, told: dict[str, object], trusted: bool, let_in: bool
) -> None:
    described = tmp_path / "provider.json"
    made = {"issuer": "https://idp.test", "client_id": "hemrutt", "client_secret": "x", **told}
    described.write_text(json.dumps(made), encoding="utf-8")
    given = {"HEMRUTT_HOME": str(tmp_path), "HEMRUTT_ORIGIN": "https://hemrutt.test", "HEMRUTT_PAPER": "0"}
    given |= {"HEMRUTT_PROVIDER": str(described), "HEMRUTT_TRUSTED_NETWORK": str(int(trusted))}
    settings = dataclasses.replace(read_settings(given), jobs_running=0)
    with nullcontext() if let_in else pytest.raises(ProviderError, match="two_factors"):
        make_service(settings).close()


@pytest.mark.parametrize("changes", [{"state": "x"}, {"error": "access_denied"}, {"code": "x"}, {"iss": "x"}], ids=str)
def test_an_answer_that_does_not_fit_lets_nobody_in(
    house: House, idp: Idp, changes: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="hemrutt")
    client = house.client()
    assert go_and_return(client, idp, **changes).headers["location"] == "/#refused"
    assert client.get("/api/sessions/current").status_code == 401


def test_a_provider_that_does_not_answer_is_told_of(house: House, idp: Idp, caplog: pytest.LogCaptureFixture) -> None:
    idp.down = True
    answer = house.client().get("/api/sessions/provider")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:hemrutt:problem:provider-down")
    assert f"{answer.headers['x-request-id']} sign-in refused: provider: down" in caplog.text


def test_without_a_provider_there_is_no_such_way(open_house: OpenHouse) -> None:
    house = open_house()
    assert house.client().get("/api/sessions/provider").status_code == 404
    assert house.client().get("/api/sessions/provider/return").status_code == 404
    assert "/api/sessions/provider" not in house.client().get("/").text


def test_the_page_shows_the_way(house: House) -> None:
    assert 'href="/api/sessions/provider"' in house.client().get("/").text
