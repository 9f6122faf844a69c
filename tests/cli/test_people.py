"""users and tokens: who may use the service, administered on its machine."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import Run


def test_a_user_is_added_listed_disabled_and_enabled(call: Run) -> None:
    added = call("users", "add", "anna", "--name", "Anna A", "--role", "dispatcher", "--team", "primar", "--json")
    assert added.code == 0, added.err
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/#link=[\w-]{43}", added.json["link"])
    assert "annan adress eller port än http://127.0.0.1:8000" in " ".join(call("users", "invite", "anna").out.split())
    listed = call("users", "list", "--json").json["users"]
    assert [(one["login"], one["name"], one["disabled"]) for one in listed] == [("anna", "Anna A", False)]
    assert listed[0]["memberships"] == [{"team": "primar", "role": "dispatcher"}]
    assert call("users", "disable", "ANNA").code == 0
    assert "avstängd" in call("users", "list").out
    assert call("users", "enable", "anna").code == 0
    assert not call("users", "list", "--json").json["users"][0]["disabled"]
    assert call("users", "invite", "anna", "--json").json["link"] != added.json["link"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "anna", "--role", "lead"), "login_taken"),
        (("add", "å", "--role", "lead"), "bad_login"),
        (("add", "bo", "--name", "B\u001bo", "--role", "lead"), "bad_login"),
        (("disable", "nobody"), "no_such_user"),
        (("invite", "nobody"), "no_such_user"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_what_cannot_be_done_to_a_user_is_told(call: Run, words: tuple[str, ...], code: str) -> None:
    assert call("users", "add", "anna", "--role", "viewer").code == 0
    ended = call("users", *words, "--json")
    assert (ended.code, ended.json["faults"][0]["code"]) == (1, code)


def test_a_token_is_made_within_what_its_user_may_listed_and_revoked(call: Run) -> None:
    call("users", "add", "anna", "--role", "viewer", "--team", "primar")
    made = call("tokens", "add", "anna", "--role", "viewer", "--team", "primar", "--name", "board", "--json").json
    assert re.fullmatch(r"hcr_[0-9a-f]{16}_[0-9a-f]{64}", made["token"])
    for more in (("--role", "lead", "--team", "primar"), ("--role", "viewer"), ("--role", "viewer", "--team", "annan")):
        ended = call("tokens", "add", "anna", "--name", "x", *more, "--json")
        assert (ended.code, ended.json["faults"][0]["code"]) == (1, "role_too_high")
    listed = call("tokens", "list", "anna", "--json")
    assert [(one["id"], one["name"], one["revoked"]) for one in listed.json["tokens"]] == [(made["id"], "board", False)]
    assert made["token"] not in listed.out
    assert call("tokens", "revoke", made["id"]).code == 0
    assert call("tokens", "list", "--json").json["tokens"][0]["revoked"]
    assert call("tokens", "revoke", made["id"], "--json").json["faults"][0]["code"] == "no_such_token"
