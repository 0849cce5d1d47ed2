"""The numbers of a comparison: what each counts and over what, and where the reason stands.

The numbers themselves are those of the pages about the platforms and organisations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from graph.metrics.captivity import CaptivityType
from web.links import entity_url
from web.viewpoint import Viewpoint

Page = Mapping[str, Any]
Form = Literal["count", "share", "nodes", "tally"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a comparison.

    ``take`` finds its value on the page of an entity; ``why`` is the part of that page, or the
    query of the rankings (it begins with a question mark), that lists what is counted.
    """

    key: str
    head: str
    meaning: str
    take: Callable[[Page], Any]
    why: Callable[[Page], str] | str = ""
    form: Form = "count"

    def reason(self, page: Page, at: Viewpoint) -> str | None:
        """The address of what is counted; None where the value says all, or counts nothing."""
        if not self.why or not self.take(page):
            return None
        place = self.why if isinstance(self.why, str) else self.why(page)
        if place.startswith("?"):
            return f"/rankings{place}&{urlencode(at.args())}".rstrip("&")
        return f"{entity_url(page['iri'], **at.args())}#{place}"


def _ranked(**args: str) -> str:
    return f"?{urlencode(args)}"


def _held_by_owner(page: Page) -> str:
    """The ranking counts what one owner holds: for several the page has to do."""
    owners = page["owners"]
    if len(owners) != 1:
        return "carries"
    return _ranked(platform=page["iri"], owner=owners[0]["iri"])


def _is_type(kind: CaptivityType) -> Callable[[Page], int]:
    return lambda page: page["develops_types"].get(kind, 0)


def _power(key: str) -> Callable[[Page], str]:
    return lambda page: page["power"][key] if page["power"] else "0"


def _stakes(side: str) -> Callable[[Page], int]:
    return lambda page: sum(
        stake["holds"] and stake[side]["iri"] == page["iri"] for stake in page["stakes"]
    )


PLATFORM_MEASURES = (
    Measure("owners", "Who controls it", "Ultimate owners of who operates it.",
            lambda page: page["owners"], form="nodes"),
    Measure("operators", "Operated by", "Who runs it.",
            lambda page: page["operators"], form="nodes"),
    Measure("carries", "Models and assistants", "Live assets with a channel through it.",
            lambda page: page["carries_count"], lambda page: _ranked(platform=page["iri"])),
    Measure("captive", "Captive to anyone",
            "Those of them whose every channel, here and elsewhere, one owner can shut.",
            lambda page: page["captive_count"],
            lambda page: _ranked(platform=page["iri"], type="captive")),
    Measure("captive_to_owner", "Captive to its owner",
            "Those of them whose every channel, here and elsewhere, its own owner can shut.",
            lambda page: page["captive_to_owner_count"], _held_by_owner),
    Measure("only", "Nowhere else", "Those of them that no other platform of the market has.",
            lambda page: page["only_road_count"], "only-road"),
    Measure("vendors", "Vendors", "Developers of those assets.",
            lambda page: page["vendor_count"], "carries"),
    Measure("channels", "Channels", "Live channels through it; an asset may have several.",
            lambda page: page["channel_count"], "carries"),
    Measure("stages", "Stages", "Those channels by how far they are released.",
            lambda page: page["stages"], form="tally"),
    Measure("access_modes", "Ways of access", "Those channels by how developers reach the asset.",
            lambda page: page["access_modes"], form="tally"),
    Measure("exclusivities", "Exclusivity", "Those channels by what is said of exclusive rights.",
            lambda page: page["exclusivities"], form="tally"),
)  # fmt: skip

#: What depends on the others, so that no page of one platform has it.
ONLY_HERE = Measure(
    "only_here", "On none of the others", "Those of them that none of the others compared has.",
    lambda column: column["only_here"],
)  # fmt: skip

ORGANISATION_MEASURES = (
    Measure("owners", "Who controls it", "Its ultimate owners; itself where nobody does.",
            lambda page: page["owners"], form="nodes"),
    Measure("develops", "Assets developed",
            "By it or by those it controls, of all that the graph knows, live or not.",
            lambda page: page["develops_count"], "develops"),
    Measure("develops_live", "Of these live", "Those with a live channel on the day.",
            lambda page: page["develops_live_count"], "develops"),
    Measure("captive_to_self", "Its own, held by its group",
            "Those that nobody but the group of their developer can shut alone.",
            _is_type(CaptivityType.SELF_CAPTIVE), "develops"),
    Measure("captive_to_others", "Its own, held by others",
            "Those that only an owner outside the group of their developer can shut alone.",
            _is_type(CaptivityType.THIRD_PARTY_CAPTIVE), "develops"),
    Measure("captive_to_both", "Its own, held by both",
            "Those that either of them can shut alone.",
            _is_type(CaptivityType.JOINTLY_CAPTIVE), "develops"),
    Measure("can_shut", "Can shut alone", "Live assets whose every channel it can shut.",
            lambda page: page["can_shut_count"], lambda page: _ranked(owner=page["iri"])),
    Measure("can_shut_others", "Of these made by others",
            "Those that neither it nor anybody it controls developed.",
            lambda page: page["can_shut_others_count"], "can-shut"),
    Measure("gatekeeper_share", "Gatekeeper share",
            "Share of all live assets that are lost if it refuses.",
            _power("gatekeeper_share"), "power", "share"),
    Measure("shapley", "Shapley-Shubik",
            "Its share of all power to close, over all live assets and owners.",
            _power("shapley"), "power", "share"),
    Measure("platforms", "Platforms operated", "By it or by those it controls.",
            lambda page: page["operates_platforms_count"], "controls"),
    Measure("controls", "Organisations controlled", "By stakes that hold on the day.",
            lambda page: len(page["controls"]), "controls"),
    Measure("stakes_held", "Stakes it holds", "Recorded stakes of its own on the day.",
            _stakes("holder"), "ownership"),
    Measure("stakes_in_it", "Stakes in it", "Recorded stakes of others in it on the day.",
            _stakes("issuer"), "ownership"),
)  # fmt: skip
