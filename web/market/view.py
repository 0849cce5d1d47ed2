"""Everything that the market page shows, from its address: the page and the API read the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.days import today
from graph.market.populations import POPULATIONS
from graph.metrics.captivity import Score
from web.filters import Shown, select_routes
from web.links import entity_url
from web.market.address import FIRST_SHOWN, STEP, Address
from web.market.canvas import make_network
from web.market.details import Teller
from web.market.drawing import More, RoadMap, draw_map
from web.market.phone import PhoneMap, draw_phone
from web.market.picture import MarketPicture, make_picture
from web.market.roads import UNKNOWN_VENDOR, collect_roads
from web.market.timeline import Timeline, make_timeline
from web.market.words import list_chips, summarise
from web.state import State
from web.viewpoint import Viewpoint

EVERYTHING = "All models and assistants with a live channel on the day."
ASIDE = {False: "left out", True: "counted"}
#: Role -> its column and the noun of those not drawn.
MORE = {"vendor": (0, "vendors"), "platform": (2, "platforms"), "owner": (3, "owners")}


@dataclass(frozen=True, slots=True)
class MarketView:
    """One state of the market page, worked out."""

    state: State
    address: Address
    picture: MarketPicture

    @property
    def summary(self) -> str:
        """What is shown and what is hidden, in sentences."""
        return summarise(self.picture, self.address, self._label)

    @property
    def population(self) -> dict[str, Any]:
        """The set of assets that every figure is about: name, definition, size."""
        name = self.address.filters.population
        definition = POPULATIONS[name].definition if name else EVERYTHING
        aside = ASIDE[self.address.at.resale]
        words = f"{definition} Resale, consumer apps and local runtimes are {aside}."
        return {"name": name or "live", "definition": words, "size": self.picture.total}

    @property
    def chips(self) -> list[dict[str, str]]:
        """The choices that are not the usual ones, with the addresses that take them back."""
        return list_chips(self.address, self._label)

    @property
    def details(self) -> dict[str, Any] | None:
        """What is told about the box or road in focus."""
        return Teller(self.picture, self.address, score_index(self.state, self.address.at)).tell()

    @property
    def drawing(self) -> RoadMap:
        """The road map as geometry, its boxes leading to what is told about them."""
        return draw_map(self.picture, self._told(), self.more)

    @property
    def phone(self) -> tuple[PhoneMap, ...]:
        """The same for a screen too narrow for four columns."""
        return draw_phone(self.picture, self._told(), self.more)

    def _told(self) -> dict[str, str]:
        """Key of a box or road -> the address that tells about it."""
        keys = [*self.picture.knots, *(tie.key for tie in self.picture.ties)]
        return {key: f"{self.address.url(focus=key)}#picture" for key in keys}

    @property
    def more(self) -> list[More]:
        """The boxes that stand for what is hidden and lead to a step more of it."""
        found: list[More] = []
        if self.address.unfolding.only:
            return found
        for role, (column, noun) in MORE.items():
            hidden, count = self.picture.hidden[role], self.address.unfolding.counts[role]
            drawn = len(self.picture.columns[column])
            if drawn and hidden > 0:
                url = self.address.url(**{f"{role}s": str(count + STEP)})
                found.append(More(column, f"+{hidden:,} more {noun}", url))
        return found

    @property
    def fewer(self) -> str:
        """The address of the picture folded in again; empty when it is."""
        unfolded = self.address.unfolding.counts != FIRST_SHOWN or self.address.unfolding.opened
        return self.address.url(open="", vendors="", platforms="", owners="") if unfolded else ""

    @property
    def timeline(self) -> Timeline:
        """The months that the as-of slider goes through."""
        return timeline_of(self.state, resale=self.address.at.resale)

    @property
    def network(self) -> dict[str, object]:
        """The picture for a canvas."""
        return make_network(self.picture, self.pages)

    @property
    def pages(self) -> dict[str, str]:
        """Key of a box -> the page of the entity it stands for."""
        args = self.address.at.args()
        return {
            key: entity_url(knot.iri, **args)
            for key, knot in self.picture.knots.items()
            if knot.iri != UNKNOWN_VENDOR
        }

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        at = self.address.at
        return {
            "as_of": at.as_of.isoformat(),
            "view": at.view.value,
            "resale": at.resale,
            "floor": str(at.floor),
            "population": self.population,
            "filters": self.address.filters.args(),
            "unfolding": self.address.unfolding.args(),
            "total": self.picture.total,
            "captive": self.picture.captive,
            "drawn": self.picture.drawn,
            "hidden": {**self.picture.hidden, "roads": self.picture.thin},
            "summary": self.summary,
            "details": self.details,
            **self.network,
        }

    def _label(self, iri: str) -> str:
        return self.state.names().label(iri)


def view_market(state: State, address: Address) -> MarketView:
    """The market page in the state that an address asks for."""
    picture = state.kept(
        ("picture", address.at, address.filters, tuple(sorted(address.unfolding.args().items()))),
        lambda: _make(state, address),
    )
    return MarketView(state, address, picture)


def shown_routes(state: State, address: Address) -> Shown:
    """Asset -> its live channels that fit the address."""
    key = ("shown", address.at, address.filters)
    return state.kept(key, lambda: _select(state, address))


def _select(state: State, address: Address) -> Shown:
    population = address.filters.population
    members = state.members(address.at, population) if population else None
    captive = {asset for asset, score in score_index(state, address.at).items() if score.veto}
    return select_routes(state.market(address.at), address.filters, captive, members)


def score_index(state: State, at: Viewpoint) -> Mapping[str, Score]:
    """Asset -> its score."""
    return state.kept(("score index", at), lambda: {s.asset: s for s in state.scores(at)})


def timeline_of(state: State, *, resale: bool) -> Timeline:
    """The months of the store's market up to today."""
    day = today()
    return state.kept(
        ("timeline", resale, day),
        lambda: make_timeline(state.records().channels.values(), day, count_set_aside=resale),
    )


def _make(state: State, address: Address) -> MarketPicture:
    market, shown = state.market(address.at), shown_routes(state, address)
    veto = {asset: score.veto for asset, score in score_index(state, address.at).items()}
    key = ("roads", address.at, address.filters)
    folded = state.kept(key, lambda: collect_roads(market, shown, veto))
    return make_picture(market, shown, veto, address.unfolding, folded)
