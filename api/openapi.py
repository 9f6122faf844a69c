"""The OpenAPI document: ``python -m api.openapi`` rewrites ``docs/openapi.json``, and a test compares the two."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from api.app import create_app
from api.service import make_service
from api.settings import read_settings

KEPT: Final = Path(__file__).parents[1] / "docs" / "openapi.json"


def write_document() -> str:
    """Write the document as text."""
    with tempfile.TemporaryDirectory() as folder:
        service = make_service(replace(read_settings({"HEMRUTT_HOME": folder}), jobs_running=0))
        document = create_app(service).openapi()
        service.close()
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    KEPT.write_text(write_document(), encoding="utf-8")
