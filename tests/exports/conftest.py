"""The plan made by hand that these tests draw."""

from __future__ import annotations

import pytest

from api.exports.scene import Scene
from tests.exports.sample import make_scene


@pytest.fixture(scope="session")
def scene() -> Scene:
    return make_scene()
