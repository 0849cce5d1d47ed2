"""Everything the what-if page says, as plain JSON values: the page and the API show the same."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from graph.errors import CaptivityError
from graph.market.market import Market
from graph.metrics.closure import LIVE
from graph.whatif.compare import Comparison, compare
from graph.whatif.statements import to_shared
from graph.whatif.told import say_value, tell_comparison
from web.columns import Drawings
from web.state import State
from web.whatif_columns import draw_sides
from web.whatif_reading import Asked, Tried, try_edits

#: A page with an edit in it that cannot be done is still a page.
REFUSED = 422


@dataclass(frozen=True, slots=True)
class Whatif:
    """What a scenario moves.

    Attributes
    ----------
    view
        What :func:`graph.whatif.told.tell_comparison` says, and besides ``lines`` (every edit as
        it was asked for, with its ``error``), ``shared``, ``command`` and the ``address`` of the
        page; in each moved asset also ``value_before`` and ``value_after`` as people say them.
    tried
        The edits in order, with their errors.
    sides
        The asset in the picture and its roads before and after; None when nothing moves.
    """

    view: dict[str, Any]
    tried: tuple[Tried, ...]
    sides: tuple[str, Drawings, Drawings] | None

    @property
    def error(self) -> CaptivityError | None:
        """The first error of any edit."""
        return next((one.error for one in self.tried if one.error is not None), None)

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        if self.error is None:
            return 200
        return 400 if self.error.status == 400 else REFUSED


def view_whatif(state: State, asked: Asked) -> Whatif:
    """What the scenario moves; worked out once for equal scenarios."""
    return state.kept(("whatif", asked), lambda: _view(state, asked))


def _view(state: State, asked: Asked) -> Whatif:
    market = state.market(asked.at)
    tried, outcome = try_edits(market, state.names(), asked.texts)
    population = None if asked.population == LIVE else asked.population
    found = compare(outcome, population)
    view = tell_comparison(found) | {
        "lines": _tell_lines(tried, found),
        "shared": to_shared(one.text for one in tried if one.error is None),
        "command": write_command(asked, tried),
        "address": f"/whatif?{urlencode(asked.args())}",
    }
    for told, moved in zip(view["moved"], found.assets, strict=True):
        told["value_before"], told["value_after"] = map(say_value, (moved.before, moved.after))
    return Whatif(view, tuple(tried), _draw(state, asked, found))


def _tell_lines(tried: Sequence[Tried], found: Comparison) -> list[dict[str, Any]]:
    """Every edit in order; those that count have the number of assets that they changed."""
    steps = iter(found.outcome.steps)
    return [
        {
            "text": one.text,
            "changed": len(next(steps).moved) if one.error is None else None,
            "error": None if one.error is None else one.error.to_problem(),
        }
        for one in tried
    ]


def write_command(asked: Asked, tried: Sequence[Tried]) -> str:
    """The command line that says the same."""
    words = ["captivity", "whatif", *(shlex.quote(one.text) for one in tried)]
    words += ["--as-of", asked.at.as_of.isoformat()]
    if asked.at.view != "developer":
        words += ["--view", str(asked.at.view)]
    if asked.at.resale:
        words.append("--count-resale")
    if asked.population != LIVE:
        words += ["--population", asked.population]
    return " ".join(words)


def _draw(state: State, asked: Asked, found: Comparison) -> tuple[str, Drawings, Drawings] | None:
    """The asset asked for, else the first that moved, else the first whose roads changed."""
    before, after = found.outcome.before, found.outcome.after
    asset = _choose(state, asked, found, before)
    if asset is None:
        return None
    return (asset, *draw_sides(before, after, asset, asked.at.args()))


def _choose(state: State, asked: Asked, found: Comparison, before: Market) -> str | None:
    if asked.asset:
        return state.names().resolve_asset(asked.asset)
    moved = [one.asset for one in found.assets] or list(found.unmoved)
    return next(iter(moved), None)
