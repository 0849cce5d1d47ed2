"""What a thing is to the market: an asset that is sold, a platform, an organisation, or several."""

from __future__ import annotations

from graph.market.kinds import is_kind
from web.state import State
from web.viewpoint import Viewpoint

ASSET, PLATFORM, ORGANISATION = "asset", "platform", "organisation"


def find_sides(state: State, at: Viewpoint, iri: str) -> frozenset[str]:
    """The sides of a thing; what has a road is an asset, what has one through it a platform.

    An assistant is an asset, and a platform where others are reached through it.
    """
    entity = state.records().entities.get(iri)
    kinds = entity.kinds if entity else frozenset[str]()
    claims = {
        ASSET: is_kind(kinds, "Asset") or iri in state.market(at).routes,
        PLATFORM: is_kind(kinds, "Platform") or iri in state.carried(at),
        ORGANISATION: is_kind(kinds, "Organization"),
    }
    return frozenset(side for side, holds in claims.items() if holds)
