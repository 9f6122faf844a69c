"""What docs/operations.md says of settings, commands and addresses, docs/security.md of files, faults.md of tests."""

from __future__ import annotations

import configparser
import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from api.cli import main
from api.fhir.naming import Systems
from api.openapi import write_document
from api.settings import SettingsError, read_settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
GROUPS = {"users", "database", "audit", "tokens", "roads"}
UNIT = ROOT / "docs" / "examples" / "hemrutt.service"


def variables(text: str) -> set[str]:
    return set(re.findall(r"HEMRUTT_[A-Z]+(?:_[A-Z]+)*", text))


def test_every_setting_is_told_and_no_other() -> None:
    read = variables((ROOT / "api" / "settings.py").read_text(encoding="utf-8")) - {"HEMRUTT_FHIR"}
    read |= {f"HEMRUTT_FHIR_{field.name.upper()}" for field in fields(Systems)}
    assert variables(TEXT) == read
    assert variables(UNIT.read_text(encoding="utf-8")) <= read


def test_settings_are_what_the_document_says(tmp_path: Path) -> None:
    plain = read_settings({"HEMRUTT_HOME": str(tmp_path)})
    assert (plain.json_logs, plain.metrics_token, plain.paper, plain.otel) == (False, None, tmp_path / "paper", False)
    given = read_settings(
        {
            "HEMRUTT_HOME": str(tmp_path),
            "HEMRUTT_LOG": "json",
            "HEMRUTT_PAPER": "0",
            "HEMRUTT_KEEP_DAYS": "7",
            "HEMRUTT_OTEL": "1",
            "HEMRUTT_WEBHOOK_HOSTS": "Hooks.example.se, b.example",
            "HEMRUTT_WEBHOOK_INSIDE": "http://10.0.0.5:8080/",
            "HEMRUTT_FHIR_STAFF": "urn:oid:1.2.752.29.4.19",
        }
    )
    assert (given.json_logs, given.paper, given.otel) == (True, None, True)
    assert (plain.keep_days, given.keep_days) == (90, 7)
    assert given.webhook_hosts == {"hooks.example.se", "b.example"}
    assert given.webhook_origins == {"http://10.0.0.5:8080"}
    assert given.fhir == Systems(staff="urn:oid:1.2.752.29.4.19")


@pytest.mark.parametrize("days", ["-1", "a month", "1.5"])
def test_days_that_are_none_are_refused(days: str) -> None:
    with pytest.raises(SettingsError, match="HEMRUTT_KEEP_DAYS"):
        read_settings({"HEMRUTT_KEEP_DAYS": days})


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    return sorted({" ".join(words[1:3]) for words in lines if words and words[0] == "hemrutt"})


@pytest.mark.parametrize("words", commands())
def test_every_command_is_there(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = words.split()
    assert main([first, *([second] if first in GROUPS else []), "--help"]) == 0
    assert "Usage: hemrutt" in capsys.readouterr().out


def test_every_address_is_there() -> None:
    paths = write_document()
    for path in re.findall(r"(?:GET|POST) (/[a-z/]+)", TEXT):
        assert f'"{path}"' in paths, path


def test_the_unit_starts_the_service_and_gives_it_time_to_end() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(UNIT, encoding="utf-8")
    assert unit["Service"]["ExecStart"].endswith("hemrutt serve --port 8000")
    assert int(unit["Service"]["TimeoutStopSec"]) > 10
    assert unit["Service"]["KillMode"] == "mixed", "the service ends its searches itself"
    assert unit["Service"]["LimitCORE"] == "0", "memory holds patients' data and keys"


def test_what_the_security_document_names_is_there() -> None:
    told = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:api|requirements)/[\w/.-]+)`", told))
    assert {"api/access/roles.py", "requirements/run.lock"} < named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_tests_that_faults_are_held_by_are_there() -> None:
    told = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (F\d\d) \|.*\| (.*) \|$", told, re.MULTILINE)
    assert [name for name, _ in rows] == [f"F{number:02}" for number in range(1, 67)]
    assert [name for name, held in rows if "::" not in held] == []
    named = set(re.findall(r"`([\w/]+\.py)::(\w+)`", told))
    texts = {file: (ROOT / "tests" / file).read_text(encoding="utf-8") for file, _ in named}
    assert {f"{file}::{test}" for file, test in named if f"\ndef {test}(" not in texts[file]} == set()
