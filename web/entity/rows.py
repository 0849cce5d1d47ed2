"""Assets as rows of a table of captivities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.market.kinds import main_kind
from graph.metrics.captivity import Score
from web.entity.nodes import name_nodes
from web.state import State
from web.viewpoint import Viewpoint

#: So many assets are listed on one page; the count is always told, and where the others are.
LISTED = 60


def score_row(state: State, score: Score) -> dict[str, Any]:
    """One asset as a row of a table of captivities."""
    entity = state.records().entities.get(score.asset)
    return {
        "iri": score.asset,
        "label": score.label,
        "group": "asset",
        "kind": main_kind(entity.kinds) if entity else "Asset",
        "vendors": name_nodes(state, entity.developers if entity else ()),
        "captivity": None if score.captivity is None else str(score.captivity),
        "value": None if score.captivity is None else float(score.captivity),
        "bounds": None if score.bounds is None else [str(bound) for bound in score.bounds],
        "escape": None if score.escape is None else str(score.escape),
        "cut": score.cut,
        "routes": score.routes,
        "type": str(score.type),
        "veto": name_nodes(state, score.veto),
        "channels": score.channel_count,
        "platforms": score.platform_count,
        "owners": score.owner_count,
    }


def pick_scores(state: State, at: Viewpoint, assets: Iterable[str]) -> list[Score]:
    """The scores of these assets, most captive first; each once."""
    wanted = set(assets)
    return [score for score in state.scores(at) if score.asset in wanted]


def list_scores(state: State, scores: list[Score]) -> list[dict[str, Any]]:
    """The first of the scores as rows, as many as a page lists."""
    return [score_row(state, score) for score in scores[:LISTED]]
