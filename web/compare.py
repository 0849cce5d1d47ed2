"""Two to four things of one kind side by side; of assets which owner stands on whose roads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.metrics.captivity import score_asset
from graph.metrics.explain import explain_asset
from web.compare_names import Compared
from web.compare_parties import compare_organisations, compare_platforms
from web.entity.nodes import name_node
from web.entity.rows import score_row
from web.entity.sides import ASSET, ORGANISATION, PLATFORM
from web.state import State
from web.viewpoint import Viewpoint


def compare(state: State, at: Viewpoint, compared: Compared) -> dict[str, Any]:
    """The things side by side, in the form that fits their kind."""
    return COMPARERS[compared.kind](state, at, compared.iris)


def compare_assets(state: State, at: Viewpoint, assets: Sequence[str]) -> dict[str, Any]:
    """The assets as columns, and every owner who can close a road of any of them as a row.

    An owner ``closes`` so many of the live channels of each asset, and ``alone`` says whether that
    is every road there is.
    """
    market = state.market(at)
    scores = [score_asset(market, asset) for asset in assets]
    closes = [Counter(o for r in market.routes.get(a, ()) for o in r.owners) for a in assets]
    owners = sorted({o for counts in closes for o in counts}, key=lambda o: _rank(closes, o))
    return {
        "as_of": at.as_of.isoformat(),
        "view": str(at.view),
        "kind": ASSET,
        "assets": [
            score_row(state, score) | {"summary": explain_asset(market, score.asset).summary}
            for score in scores
        ],
        "owners": [
            name_node(state, owner)
            | {
                "closes": [counts.get(owner, 0) for counts in closes],
                "alone": [owner in score.veto for score in scores],
            }
            for owner in owners
        ],
        "shared": [name_node(state, o) for o in owners if all(counts[o] for counts in closes)],
    }


def _rank(closes: Sequence[Counter[str]], owner: str) -> tuple[int, int, str]:
    """Who stands on the roads of most assets first, then who stands on most roads."""
    counts = [counts[owner] for counts in closes]
    return -sum(map(bool, counts)), -sum(counts), owner


COMPARERS: Mapping[str, Callable[[State, Viewpoint, Sequence[str]], dict[str, Any]]] = {
    ASSET: compare_assets,
    PLATFORM: compare_platforms,
    ORGANISATION: compare_organisations,
}
