"""The search for days with any rules: trial insertions settle all starts that a change moves, then are undone."""
