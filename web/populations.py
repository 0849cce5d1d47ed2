"""Which population a page is about: named in its address, or the best that the data has."""

from __future__ import annotations

from typing import Any

from graph.market.populations import POPULATIONS
from web.choices import one_of
from web.state import State
from web.viewpoint import Viewpoint

#: In an address: every asset.
EVERYTHING = "none"
EVERY_ASSET = "Every asset that the graph knows, with or without a live channel."
#: Models that developers choose between; the whole graph is mostly speech and picture models.
FIRST = "core"


def read_population(name: str) -> str:
    """The population that an address names; empty for no name and for ``none``.

    Raises
    ------
    InvalidInput
        There is no such population.
    """
    return "" if name == EVERYTHING else one_of("population", name, ("", *POPULATIONS))


def first_population(state: State, at: Viewpoint) -> str:
    """The population to begin with: core, or every asset where the data holds no registry."""
    return FIRST if state.members(at, FIRST) else ""


def name_population(state: State, at: Viewpoint, name: str) -> dict[str, Any]:
    """The population as plain JSON values: name, definition, and how many members it has."""
    size = len(state.members(at, name)) if name else len(state.market(at).assets)
    definition = POPULATIONS[name].definition if name else EVERY_ASSET
    return {"name": name or EVERYTHING, "definition": definition, "size": size}
