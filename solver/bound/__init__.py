"""How good a plan can be at all: a lower bound by column generation, and the best plan where the gap closes."""

from solver.bound.proof import Bound, ProofFaultError, prove

__all__ = ["Bound", "ProofFaultError", "prove"]
