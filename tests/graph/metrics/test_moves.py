"""Captivities that differ between two markets, worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from graph.metrics.moves import find_moves

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def test_a_closed_road_raises_captivity_and_names_the_veto_owner(
    new_book: Callable[[], Any],
) -> None:
    """x: two owners, then one: 1/2 -> 1. y stays 1. z loses its only road. w is ever without."""
    book = new_book().asset("w")
    for asset in ("x", "y", "z"):
        book.asset(asset)
    book.gates("x1", "x", ["acme"], stage="GA")
    book.gates("x2", "x", ["bolt"], stage="GA", valid_to=AUGUST)
    book.gates("y1", "y", ["acme"], stage="GA")
    book.gates("z1", "z", ["bolt"], stage="GA", valid_to=AUGUST)
    moves = find_moves(book.market(JULY), book.market(AUGUST))
    assert [
        (row["name"], row["captivity_before"], row["captivity_after"], row["veto_after"])
        for row in (move.to_row() for move in moves)
    ] == [("z", "1", None, []), ("x", "1/2", "1", ["acme"])]


def test_equal_markets_have_no_moves(new_book: Callable[[], Any]) -> None:
    book = new_book().asset("x").gates("c", "x", ["acme"], stage="GA")
    assert find_moves(book.market(JULY), book.market(AUGUST)) == []
