"""Turn-by-turn directions for a path, without words: what is done where, for a catalogue of sentences to say.

``describe`` gives the steps; ``scheduler.directing`` says them in a language, which this package knows nothing of.
"""

from __future__ import annotations

from maps.directions.steps import Step
from maps.directions.walking import describe

__all__ = ("Step", "describe")
