"""What would free an asset: which new road would lower its captivity, and whose would not."""

from __future__ import annotations

from typing import Any

from graph.market.kinds import is_kind
from graph.metrics.captivity import CaptivityType, fraction_text
from graph.whatif.edits import OpenChannel
from graph.whatif.exits import Exit, find_exits
from graph.whatif.exits_told import say_best, say_why
from graph.whatif.language import write_edit
from web.entity.nodes import name_nodes
from web.state import State
from web.viewpoint import Viewpoint

#: Owners of new roads listed, those that help and those that do not; platforms named of each.
LISTED = 6
PLATFORMS = 4


def list_exits(state: State, at: Viewpoint, asset: str) -> dict[str, Any]:
    """The candidates for one more road, best first, each with the edit that tries it out.

    ``helping`` and ``futile`` hold the first of each with ``helping_count`` and ``futile_count``;
    ``passing_on_count`` platforms would only pass on a road that is there.
    """
    market = state.market(at)
    found = find_exits(market, asset)
    helping = [one for one in found.candidates if one.helps]
    is_free = found.score.type is CaptivityType.UNGATED

    def tell(one: Exit) -> dict[str, Any]:
        shown = sorted(one.platforms, key=lambda iri: _is_assistant(state, iri))[:PLATFORMS]
        return {
            "platforms": name_nodes(state, shown),
            "platform_count": len(one.platforms),
            "owners": name_nodes(state, sorted(one.owners)),
            "captivity": fraction_text(one.captivity),
            "fall": fraction_text(one.fall),
            "behind": name_nodes(state, one.behind),
            "why": say_why(market, one, found),
            "edit": write_edit(OpenChannel(asset, shown[0])),
        }

    return {
        "is_free": is_free,
        "summary": None if is_free else say_best(market, found),
        "helping": [tell(one) for one in helping[:LISTED]],
        "helping_count": len(helping),
        "futile": [] if is_free else [tell(one) for one in found.futile[:LISTED]],
        "futile_count": 0 if is_free else len(found.futile),
        "passing_on_count": len(found.passing_on),
    }


def _is_assistant(state: State, iri: str) -> bool:
    entity = state.records().entities.get(iri)
    return entity is not None and is_kind(entity.kinds, "Assistant")
