"""Keeping the service's database from the command line: audit, backup, restore, check."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from api.access.actor import SERVICE
from api.store import days, open_store, read_key
from api.store.store import now_us
from scheduler import files
from tests.cli.conftest import Json, Run


@pytest.fixture
def home(tmp_path: Path, day: Json) -> Path:
    """Give a data folder whose database holds a day of the team ``primar``."""
    return _keep_day(tmp_path / "home", day)


def _keep_day(folder: Path, day: Json, *, ago_us: int = 0) -> Path:
    store = open_store(f"sqlite:///{folder / 'hemrutt.db'}", key=read_key(folder), anchor=folder / "hemrutt.db-anchor")
    store.clock = lambda: now_us() - ago_us
    with store.write(SERVICE) as tx:
        days.add_day(tx, files.parse_day(day, file="day"), day)
    store.close()
    return folder


def _tamper(home: Path, statement: str) -> None:
    database = sqlite3.connect(home / "hemrutt.db", isolation_level=None)
    guards = dict(database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())
    for name in guards:
        database.execute(f"DROP TRIGGER {name}")
    database.execute(statement)
    for words in guards.values():
        database.execute(words)
    database.close()


def test_the_audit_holds_until_somebody_changes_it(call: Run, home: Path) -> None:
    ran = call("audit", "verify", "--json")
    assert (ran.code, ran.json["holds"], ran.json["noted"][0]["seq"]) == (0, True, 2)
    _tamper(home, "UPDATE audit SET name = 'Nobody' WHERE seq = 1")
    ran = call("audit", "verify", "--json")
    assert ran.code == 1
    assert ran.json["broken"] == [{"seq": 1, "fault": "changed"}]
    told = call("audit", "verify", "--language", "en")
    assert (told.code, "It was changed." in told.out) == (1, True)


def test_what_is_older_than_it_must_be_kept_is_taken_out_of_the_audit(call: Run, tmp_path: Path, day: Json) -> None:
    home = _keep_day(tmp_path / "home", day, ago_us=6 * 366 * 86_400_000_000)
    assert call("audit", "trim", "--years", "4", "--json").code == 2
    assert call("audit", "trim", "--json").json["entries"] == 0
    assert call("audit", "trim", "--years", "5", "--check", "--json").json["entries"] == 2
    assert "Took out 2 entries" in call("audit", "trim", "--years", "5", "--language", "en").out
    ran = call("audit", "verify", "--json")
    assert (ran.code, ran.json["noted"][0]["seq"]) == (0, 3)
    assert call("audit", "extract", "primar", day["visits"][0]["patient"]).code == 0
    kept = call("backup", "kept", "--json").json["folder"]
    assert call("restore", kept, "--check", "--json").code == 0
    _tamper(home, "UPDATE audit SET name = 'Nobody' WHERE seq = 3")
    assert call("audit", "trim", "--years", "5", "--json").json["faults"][0]["code"] == "audit_broken"


@pytest.mark.usefixtures("home")
def test_a_patient_gets_what_was_done_in_words(call: Run, day: Json) -> None:
    patient = day["visits"][0]["patient"]
    ran = call("audit", "extract", "primar", patient, "--language", "en")
    assert ran.code == 0
    assert "day stored" in ran.out
    assert "audit listed for the patient" in ran.out
    assert call("audit", "extract", "elsewhere", patient, "--json").json["faults"][0]["code"] == "no_such_team"


@pytest.mark.usefixtures("home")
def test_a_spot_check_is_drawn_and_signed_once(call: Run) -> None:
    drawn = call("audit", "sample", "primar", "--count", "1", "--json").json
    assert (len(drawn["entries"]), drawn["among"]) == (1, 2)
    signed = call("audit", "sign", drawn["check"], "in_order", "--json")
    assert (signed.code, signed.json["outcome"]) == (0, "in_order")
    again = call("audit", "sign", drawn["check"], "followed_up", "--json")
    assert (again.code, again.json["faults"][0]["code"]) == (1, "signed_before")


def test_a_backup_is_made_rehearsed_and_restored(call: Run, home: Path, tmp_path: Path) -> None:
    made = call("backup", str(tmp_path / "backups"), "--json").json
    assert call("restore", made["folder"], "--check").code == 0
    refused = call("restore", made["folder"], "--json")
    assert (refused.code, refused.json["faults"][0]["code"]) == (1, "not_empty")
    for path in home.glob("hemrutt.db*"):
        path.rename(tmp_path / path.name)
    restored = call("restore", made["folder"], "--json")
    assert (restored.code, restored.json["audit_entries"]) == (0, 2)
    checked = call("database", "check", "--json")
    assert (checked.code, checked.json["sound"], checked.json["rows"]["days"]) == (0, True, 1)


@pytest.mark.parametrize(("language", "words"), [("sv", "är inte en"), ("en", "is not a")])
def test_the_service_says_why_it_does_not_start(run: Run, home: Path, language: str, words: str) -> None:
    (home / "hemrutt.db").write_text("Dear diary, " * 500, encoding="utf-8")
    ran = run("serve", "--port", "0", "--language", language)
    assert ran.code == 1
    assert words in ran.err
