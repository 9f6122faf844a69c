"""Boards: a plan as the console shows it, with its day, its drives along the streets and what has happened."""

from api.boards.making import make_board
from api.boards.wire import Board

__all__ = ["Board", "make_board"]
