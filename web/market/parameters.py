"""The parameters of the market page, as the description of the API lists them."""

from __future__ import annotations

from graph.market.populations import POPULATIONS
from web.filters import ACCESS_MODES, KINDS, ROADS, STAGES
from web.market.address import CANVAS_ROWS, FIRST_SHOWN, ONLY, SHOWS
from web.operation import Parameter

FILTERS = (
    Parameter("kind", "Only assets of this kind.", enum=("", *KINDS), default=""),
    Parameter("population", "Only assets of this set.", enum=("", *POPULATIONS), default=""),
    Parameter("owner", "Slug or IRI: only channels that this owner can close."),
    Parameter("vendor", "Slug or IRI: only assets of this developer."),
    Parameter("access", "Only channels of this access.", enum=("", *ACCESS_MODES), default=""),
    Parameter("stage", "Only channels of this stage.", enum=("", *STAGES), default=""),
    Parameter("roads", "Only captive assets, or only others.", enum=("", *ROADS), default=""),
    Parameter("floor", "The confidence from 0 to 1 that a channel must reach; 0.5 if left out."),
)
UNFOLDING = (
    *(
        Parameter(
            f"{role}s", f"How many boxes of the column of {role}s to show, the busiest first.",
            type="integer", default=first, at_least=1, at_most=CANVAS_ROWS,
        )
        for role, first in FIRST_SHOWN.items()
    ),
    Parameter("open", "Keys of boxes to open, with spaces between: vendor:openai."),
    Parameter("focus", "Key of a box or road to tell about, or the name of an entity."),
    Parameter("only", "The one kind of box to list, without roads.", enum=("", *ONLY), default=""),
    Parameter("show", "The form of the picture; it bounds a column.", enum=SHOWS, default="map"),
)  # fmt: skip
PICTURE = (*FILTERS, *UNFOLDING)
