"""Mutants: the core with one small fault put in, to see that its tests catch it."""
