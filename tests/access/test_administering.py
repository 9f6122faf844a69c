"""Administering users and tokens: who may do what to whom."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.store import users
from tests.access.conftest import ADMIN, Answer, House

Json = dict[str, Any]


@pytest.fixture
def house(house: House) -> House:
    house.add("root", (None, Role.ADMIN))
    house.add("chief", ("primar", Role.ADMIN))
    house.add("anna", ("primar", Role.DISPATCHER))
    house.add("bo", ("annan", Role.DISPATCHER))
    house.add("ida", ("primar", Role.VIEWER), ("annan", Role.LEAD))
    return house


def kind(answer: Answer) -> str:
    told: str = answer.json()["type"]
    return told.removeprefix("urn:hemrutt:problem:")


def add_user(client: TestClient, login: str, /, *memberships: Json, **more: Any) -> Answer:
    body = {"login": login, "name": "Ny Ö", "memberships": list(memberships), **more}
    return client.post("/api/users", json=body)


def test_a_user_is_added_invited_and_comes_in(house: House) -> None:
    root = house.enter("root")
    made = add_user(root, "eva", {"team": house.teams["primar"], "role": "lead"})
    assert made.status_code == 201
    user = root.get(made.headers["location"]).json()
    assert user == made.json()
    assert (user["login"], user["has_password"], user["memberships"][0]["role"]) == ("eva", False, "lead")
    link = root.post(f"{made.headers['location']}/link").json()["address"]
    origin, _, secret = link.partition("/#link=")
    assert origin == "http://127.0.0.1:8000"
    client = house.client()
    entered = client.post("/api/sessions/link", json={"secret": secret, "password": "lingon skruv mossa"})
    assert entered.status_code == 201
    assert client.get("/api/sessions/current").json()["login"] == "eva"


def test_a_key_makes_one_user_of_two_orders(house: House) -> None:
    root = house.enter("root")
    root.headers["Idempotency-Key"] = "k1"
    first, second = add_user(root, "eva"), add_user(root, "eva")
    assert first.json() == second.json()
    assert kind(add_user(root, "ada")) == "key-reused"


@pytest.mark.parametrize("login", ["anna", "ANNA"])
def test_a_login_is_one_persons(house: House, login: str) -> None:
    answer = add_user(house.enter("root"), login)
    assert (answer.status_code, kind(answer)) == (409, "login-taken")


@pytest.mark.parametrize(
    "more",
    [
        {"disabled": False},
        {"password_hash": "x"},
        {"is_admin": True},
        {"id": "x"},
        {"totp_secret": None},
        {"login": "å"},
        {"login": "a b"},
        {"login": ""},
        {"login": 1},
        {"name": "a\nb"},
        {"name": ""},
        {"memberships": [{"team": None, "role": "root"}]},
        {"memberships": [{"team": None, "role": "lead", "id": "x"}]},
        {"memberships": [{"role": "lead"}]},
        {"memberships": {}},
        {"memberships": [{"team": None, "role": "lead"}] * 51},
    ],
    ids=lambda more: str(more)[:40],
)
def test_what_nobody_may_set_is_refused(house: House, more: Json) -> None:
    root = house.enter("root")
    before = len(root.get("/api/users").json())
    assert kind(add_user(root, "eva", **more)) == "invalid-request"
    assert len(root.get("/api/users").json()) == before


def test_who_administers_a_team_does_so_there_alone(house: House) -> None:
    chief = house.enter("chief")
    here, elsewhere = house.teams["primar"], house.teams["annan"]
    assert {one["login"] for one in chief.get("/api/users").json()} == {"chief", "anna", "ida"}
    assert add_user(chief, "eva", {"team": here, "role": "lead"}).status_code == 201
    assert add_user(chief, "ada", {"team": elsewhere, "role": "viewer"}).status_code == 404
    assert add_user(chief, "ada", {"team": None, "role": "viewer"}).status_code == 403
    assert add_user(chief, "ada").status_code == 403
    anna, bo, ida = (f"/api/users/{house.users[name]}" for name in ("anna", "bo", "ida"))
    assert chief.post(f"{anna}/memberships", json={"team": here, "role": "lead"}).status_code == 201
    assert chief.post(f"{anna}/memberships", json={"team": None, "role": "lead"}).status_code == 403
    assert chief.post(f"{bo}/memberships", json={"team": here, "role": "lead"}).status_code == 404
    assert chief.patch(anna, json={"disabled": True}).status_code == 200
    for answer in (
        chief.patch(ida, json={"disabled": True}),
        chief.patch(ida, json={"name": "x"}),
        chief.post(f"{ida}/link"),
        chief.delete(f"{ida}/sessions"),
    ):
        assert (answer.status_code, kind(answer)) == (403, "forbidden"), "they are more elsewhere"
    others = chief.get(ida).json()["memberships"]
    theirs = next(one["id"] for one in others if one["team"] == elsewhere)
    assert chief.delete(f"{ida}/memberships/{theirs}").status_code == 403


def test_an_administrator_ends_the_sessions_of_a_user(house: House) -> None:
    first, second = house.enter("anna"), house.enter("anna")
    assert house.enter("root").delete(f"/api/users/{house.users['anna']}/sessions").status_code == 204
    assert {one.get("/api/sessions/current").status_code for one in (first, second)} == {401}


def test_nobody_gives_themselves_a_role_or_shuts_themselves_out(house: House) -> None:
    root = house.enter("root")
    mine = f"/api/users/{house.users['root']}"
    membership = root.get(mine).json()["memberships"][0]["id"]
    for answer in (
        root.post(f"{mine}/memberships", json={"team": None, "role": "lead"}),
        root.delete(f"{mine}/memberships/{membership}"),
        root.patch(mine, json={"disabled": True}),
    ):
        assert (answer.status_code, kind(answer)) == (403, "own-account")
    assert root.get("/api/plans").status_code == 403, "administering shows no patients"


def test_a_role_is_given_once_and_taken_at_once(house: House) -> None:
    root, anna = house.enter("root"), house.enter("anna")
    address = f"/api/users/{house.users['anna']}/memberships"
    body = {"team": house.teams["annan"], "role": "auditor"}
    first, second = root.post(address, json=body).json(), root.post(address, json=body).json()
    assert first == second
    roles = anna.get("/api/sessions/current").json()["roles"]
    assert {"team": house.teams["annan"], "roles": ["auditor"]} in roles
    assert root.delete(f"{address}/{first['id']}").status_code == 204
    assert root.delete(f"{address}/{first['id']}").status_code == 404
    assert len(anna.get("/api/sessions/current").json()["roles"]) == 1


def test_what_is_done_to_users_is_in_the_audit(house: House) -> None:
    root = house.enter("root")
    key = add_user(root, "eva", {"team": house.teams["primar"], "role": "lead"}).json()["id"]
    root.patch(f"/api/users/{key}", json={"disabled": True})
    with house.service.store.read(ADMIN) as tx:
        told = tx.connection.exec_driver_sql(f"SELECT name, action FROM audit WHERE subject = 'user:{key}'").all()  # noqa: S608
    assert [tuple(row) for row in told] == [("root", "user:make"), ("root", "role:give"), ("root", "user:change")]


def add_token(client: TestClient, **body: Any) -> Answer:
    return client.post("/api/tokens", json={"name": "tavla", "team": None, "role": "viewer", **body})


def test_a_token_does_what_its_role_says_in_its_team_until_it_is_revoked(house: House) -> None:
    anna = house.enter("anna")
    made = add_token(anna, team=house.teams["primar"]).json()
    program = house.client(Authorization=f"Bearer {made['token']}")
    assert program.get("/api/plans").status_code == 200
    assert program.get("/api/sessions/current").json()["login"] == "anna/tavla"
    assert program.get("/api/sessions/current").json()["csrf_token"] is None
    assert program.post("/api/days", json={}).status_code == 403, "a viewer's token of a dispatcher"
    listed = anna.get("/api/tokens").json()
    assert listed[0]["seen"] is not None
    assert made["token"] not in str(listed)
    assert anna.delete(f"/api/tokens/{made['id']}").status_code == 204
    assert program.get("/api/plans").status_code == 401


def test_a_token_makes_no_tokens_and_has_no_sessions(house: House) -> None:
    made = add_token(house.enter("anna"), team=house.teams["primar"]).json()
    program = house.client(Authorization=f"Bearer {made['token']}")
    for answer in (program.get("/api/tokens"), add_token(program), program.get("/api/sessions")):
        assert (answer.status_code, kind(answer)) == (403, "session-needed")


def test_a_token_is_never_more_than_its_user(house: House) -> None:
    anna = house.enter("anna")
    here, elsewhere = house.teams["primar"], house.teams["annan"]
    assert add_token(anna, team=here, role="lead").status_code == 403
    assert add_token(anna, team=here, role="auditor").status_code == 403
    assert add_token(anna, role="viewer").status_code == 403
    assert add_token(anna, team=elsewhere).status_code == 404
    token = add_token(anna, team=here, role="dispatcher").json()["token"]
    program = house.client(Authorization=f"Bearer {token}")
    assert program.get("/api/plans").status_code == 200
    with house.service.store.write(ADMIN) as tx:
        held = users.get_user(tx, house.users["anna"]).memberships[0]
        users.remove_membership(tx, house.users["anna"], held.id)
        users.add_membership(tx, house.users["anna"], team=here, role=Role.VIEWER)
    assert program.get("/api/plans").status_code == 403, "a dispatcher's token of a viewer"


def test_a_token_ends_with_its_time_and_with_its_user(house: House) -> None:
    anna = house.enter("anna")
    tokens = [add_token(anna, team=house.teams["primar"], days=days).json()["token"] for days in (1, 366)]
    short, long = (house.client(Authorization=f"Bearer {token}") for token in tokens)
    house.clock.pass_minutes(24 * 60)
    assert short.get("/api/plans").status_code == 401
    assert long.get("/api/plans").status_code == 200
    with house.service.store.write(ADMIN) as tx:
        users.change_user(tx, house.users["anna"], disabled=True)
    assert long.get("/api/plans").status_code == 401


@pytest.mark.parametrize(
    "body",
    [{"days": 0}, {"days": 367}, {"days": 1.5}, {"role": "root"}, {"user": "x"}, {"ends": "2099-01-01"}, {"name": ""}],
    ids=str,
)
def test_a_token_lasts_a_year_at_most_and_is_ones_own(house: House, body: Json) -> None:
    assert kind(add_token(house.enter("anna"), **{"team": house.teams["primar"], **body})) == "invalid-request"


def test_tokens_that_have_ended_take_no_room(house: House) -> None:
    team = house.teams["primar"]
    anna = house.enter("anna")
    assert [add_token(anna, team=team, days=1).status_code for _ in range(50)] == [201] * 50
    house.clock.pass_minutes(24 * 60 + 1)
    assert add_token(house.enter("anna"), team=team).status_code == 201


def test_one_has_no_more_than_fifty_tokens_and_revokes_ones_own_alone(house: House) -> None:
    anna, ida = house.enter("anna"), house.enter("ida")
    made = [add_token(anna, team=house.teams["primar"]).json()["id"] for _ in range(50)]
    assert kind(add_token(anna, team=house.teams["primar"])) == "too-many-tokens"
    assert ida.delete(f"/api/tokens/{made[0]}").status_code == 404
    assert ida.get("/api/tokens").json() == []


def test_the_secret_of_a_token_has_to_be_whole(house: House) -> None:
    token = add_token(house.enter("anna"), team=house.teams["primar"]).json()["token"]
    last = "0" if token[-1] != "0" else "1"
    for wrong in (token[:-1] + last, token[:-1], token.upper(), "", "hcr_"):
        assert house.client(Authorization=f"Bearer {wrong}").get("/api/plans").status_code == 401
    assert house.client(Authorization=f"bearer {token}").get("/api/plans").status_code == 200


def test_a_token_that_does_not_hold_is_not_made_up_for_by_a_cookie(house: House) -> None:
    client = house.enter("anna")
    assert client.get("/api/plans").status_code == 200
    assert client.get("/api/plans", headers={"Authorization": "Bearer hcr_x"}).status_code == 401
