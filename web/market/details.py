"""What is told about the box or road that a reader picked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from graph.metrics.captivity import Score, fraction_text
from web.links import entity_url
from web.market.address import Address
from web.market.knots import Knot, Tie
from web.market.picture import MarketPicture
from web.market.roads import UNKNOWN_VENDOR, key_of

TOLD = 8
KINDS = {
    "vendor": "vendor",
    "group": "group of models",
    "model": "model",
    "platform": "platform",
    "owner": "controlling owner",
}
CAPTIVE_WORDS = {"owner": "that it can shut out alone"}


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells about one picture, seen from one address."""

    picture: MarketPicture
    address: Address
    scores: Mapping[str, Score]

    def tell(self) -> dict[str, Any] | None:
        """What is in focus as plain values; None when nothing is, or it is not drawn."""
        focus = self.address.unfolding.focus
        if road := next((tie for tie in self.picture.ties if tie.key == focus), None):
            return self._tell_road(road)
        knots = self.picture.knots
        if focus not in knots:
            # An entity by its name may stand in several columns; the first of them is told.
            lit = [key for key in knots if key in self.picture.lit]
            wanted = [key_of(role, self.address.unfolding.wanted(role)) for role in KINDS]
            focus = next((key for key in wanted if key in lit), "")
        return self._tell_knot(knots[focus]) if focus else None

    def _tell_knot(self, knot: Knot) -> dict[str, Any]:
        page = self._page(knot.iri)
        return {
            "key": knot.key,
            "kind": KINDS[knot.role],
            "label": knot.label,
            "url": page,
            "why": self._why(knot, page),
            "captive_words": CAPTIVE_WORDS.get(knot.role, "captive"),
            "unfold": self._unfold(knot),
            **self._count(knot, knot.key, knot),
        }

    def _tell_road(self, tie: Tie) -> dict[str, Any]:
        return {
            "key": tie.key,
            "kind": "road",
            "label": f"{tie.start.label} → {tie.end.label}",
            "url": self._page(tie.end.iri),
            "why": "",
            "captive_words": CAPTIVE_WORDS.get(tie.end.role, "captive"),
            "unfold": None,
            **self._count(tie, tie.key, tie.end),
        }

    def _count(self, thing: Knot | Tie, key: str, end: Knot) -> dict[str, Any]:
        """How many models there are, and the first of them: those captive here before others."""

        def is_open(score: Score) -> bool:
            return end.iri not in score.veto if end.role == "owner" else not score.veto

        assets = [self.scores[asset] for asset in self.picture.assets[key]]
        assets.sort(key=lambda s: (is_open(s), -s.channel_count, s.label.casefold(), s.asset))
        return {
            "models": thing.models,
            "captive": thing.captive,
            "share_percent": round(100 * thing.captive / max(thing.models, 1)),
            "top": [
                {
                    "iri": score.asset,
                    "label": score.label,
                    "captivity": fraction_text(score.captivity),
                    "url": self._page(score.asset),
                }
                for score in assets[:TOLD]
            ],
            "others": max(0, len(assets) - TOLD),
        }

    def _page(self, iri: str) -> str:
        return "" if iri == UNKNOWN_VENDOR else entity_url(iri, **self.address.at.args())

    def _why(self, knot: Knot, page: str) -> str:
        """Where the number of the box is explained: the page of the model, or the ranking."""
        if knot.role == "model":
            return page
        by = {"vendor": "vendor", "group": "vendor", "owner": "owner"}.get(knot.role)
        if by is None or not knot.iri:
            return page
        pairs = {**self.address.at.args(), by: knot.iri, "type": "captive"}
        return f"/rankings?{urlencode(pairs)}"

    def _unfold(self, knot: Knot) -> dict[str, str] | None:
        """The step that shows what is in the box, or takes it back."""
        address = self.address
        opened = address.unfolding.opened
        if knot.role in ("vendor", "group"):
            key = key_of("vendor", knot.iri)
            if key in opened and knot.role == "vendor":
                return {"words": "Group its models again", "url": address.opened_without(key)}
            more = "more of its" if key in opened else "its"
            return {"words": f"Show {more} models one by one", "url": address.opened_with(key)}
        if knot.role == "owner":
            if hidden := self.picture.inside.get(knot.key, 0):
                words = f"Show {min(hidden, 12)} more of its platforms"
                return {"words": words, "url": address.opened_with(knot.key)}
            if knot.key in opened:
                return {"words": "Fewer platforms", "url": address.opened_without(knot.key)}
        return None
