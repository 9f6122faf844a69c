"""docs/teams.md says what the presets say."""

from __future__ import annotations

from pathlib import Path

from scheduler.teams import TEAMS
from scheduler.teams.document import write_document

PAGE = Path(__file__).parents[3] / "docs" / "teams.md"


def test_page_is_the_one_made_from_the_presets() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_document(), "run: python -m scheduler.teams > docs/teams.md"


def test_page_names_everything_that_is_assumed() -> None:
    page = PAGE.read_text(encoding="utf-8")

    sections = {section.splitlines()[0]: section for section in page.split("\n## ")[1:]}
    for team in TEAMS.values():
        (section,) = (text for title, text in sections.items() if title.endswith(f"(`{team.key}`)"))
        assert all(f"`{path}`" in section for path in team.assumed)
