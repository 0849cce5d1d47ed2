"""What the pages look at: the store, and all that is worked out from it, once a revision."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from flask import current_app

from graph.errors import CaptivityError
from graph.market.columns import read_dates
from graph.market.kept import load_records
from graph.market.kinds import PARENTS, broaden
from graph.market.names import NameIndex
from graph.market.records import Channel, Claim, MarketRecords
from graph.settings import Settings
from graph.terms import CTV, DCTERMS, RDF, VOCABULARY_BASE
from web.cache import RevisionCache
from web.viewpoint import Viewpoint

if TYPE_CHECKING:
    from graph.market.market import Market
    from graph.metrics.captivity import Score
    from graph.store.port import Store

Value = TypeVar("Value")

COUNTED = ("Channel", "Source", "Claim", "Stake", "Load", *PARENTS)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the graph holds: things by class, sub-classes included, and how recent it is.

    ``date`` is the latest day on which a source was issued or a claim recorded.
    """

    by_class: Mapping[str, int]
    date: date | None
    triples: int

    def __getitem__(self, name: str) -> int:
        return self.by_class.get(name, 0)


class State:
    """The store and, for its current revision, records, names, markets and scores."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self._cache = RevisionCache()

    def kept(self, key: Hashable, build: Callable[[], Value]) -> Value:
        """The value of the key at this revision of the store, built now if nobody has."""
        return self._cache.get(self.store.revision, key, build)

    def records(self) -> MarketRecords:
        """Everything the store knows of the market, at all dates."""
        return self._cache.get(self.store.revision, "records", lambda: load_records(self.store))

    def names(self) -> NameIndex:
        """The index by which names are resolved and searched."""
        return self._cache.get(self.store.revision, "names", lambda: NameIndex(self.records()))

    def counts(self) -> Counts:
        """The counts of the front page."""
        return self._cache.get(self.store.revision, "counts", lambda: count_things(self.store))

    def counts_if_any(self) -> Counts | None:
        """The counts, or None when the store cannot say: a page about that must still appear."""
        try:
            return self.counts()
        except CaptivityError:
            return None

    def market(self, at: Viewpoint) -> Market:
        """The market as the viewpoint sees it."""
        from graph.market.compile import compile_market

        return self._cache.get(
            self.store.revision,
            ("market", at),
            lambda: compile_market(
                self.records(),
                at.as_of,
                view=at.view,
                floor=at.floor,
                count_set_aside=at.resale,
            ),
        )

    def scores(self, at: Viewpoint) -> list[Score]:
        """The captivity of every asset, most captive first."""
        from graph.metrics.captivity import score_market

        revision = self.store.revision
        return self._cache.get(revision, ("scores", at), lambda: score_market(self.market(at)))

    def members(self, at: Viewpoint, population: str) -> frozenset[str]:
        """The assets of a population, as the viewpoint sees the market."""
        from graph.market.populations import find_members

        return self.kept(
            ("members", at, population),
            lambda: frozenset(find_members(self.market(at), population)),
        )

    def carried(self, at: Viewpoint) -> Mapping[str, tuple[str, ...]]:
        """Platform -> the assets that a live channel brings through it."""
        return self._cache.get(
            self.store.revision, ("carried", at), lambda: collect_carried(self.market(at))
        )

    def claims_about(self) -> Mapping[str, list[Claim]]:
        """Node -> the claims about it."""
        return self._cache.get(
            self.store.revision,
            "claims",
            lambda: group_by(
                (iri, claim) for claim in self.records().claims.values() for iri in claim.about
            ),
        )

    def channels_of(self) -> Mapping[str, list[Channel]]:
        """Asset -> all its channels, at all dates."""
        return self._cache.get(
            self.store.revision,
            "channels",
            lambda: group_by((c.asset, c) for c in self.records().channels.values()),
        )


def state() -> State:
    """The state of the app that answers this request."""
    found: State = current_app.extensions["captivity"]
    return found


def group_by(pairs: Iterable[tuple[str, Value]]) -> dict[str, list[Value]]:
    """Key -> its values, in the order met."""
    groups: dict[str, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def collect_carried(market: Market) -> dict[str, tuple[str, ...]]:
    """Platform -> the assets with a live channel through it, each once."""
    found: dict[str, dict[str, None]] = {}
    for asset, routes in market.routes.items():
        for route in routes:
            found.setdefault(route.channel.platform, {})[asset] = None
    return {platform: tuple(assets) for platform, assets in found.items()}


def count_things(store: Store) -> Counts:
    """Distinct nodes of each class, each also counted for every broader class."""
    kinds: dict[str, set[str]] = {}
    for quad in store.match(None, RDF.type):
        name = CTV.local_name(str(getattr(quad.object, "value", "")))
        subject = str(quad.subject)
        if name in COUNTED and not subject.startswith(f"<{VOCABULARY_BASE}"):
            kinds.setdefault(subject, set()).add(name)
    by_class: dict[str, int] = {}
    for names in kinds.values():
        for name in broaden(names):
            by_class[name] = by_class.get(name, 0) + 1
    days = [
        *read_dates(store, DCTERMS.issued, latest=True).values(),
        *read_dates(store, CTV.recordedOn, latest=True).values(),
    ]
    return Counts(by_class, max(days, default=None), len(store))
