"""Named sets of assets, so that every figure can say which population it is about.

A population is a rule over the market of one day; the same rule on another day may have other
members. Set-aside channels (resale, consumer apps, local runtimes) make nobody a member of the
``core`` sets, whether or not the market counts them: with and without resale, the same models are
compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph.market.gates import OPEN_WEIGHTS
from graph.market.kinds import is_kind
from graph.market.market import Market
from graph.market.records import Channel
from graph.suggest import require_known
from graph.terms import ID_BASE

__all__ = ["POPULATIONS", "Population", "find_members", "find_population"]

#: The collection of models that the curated registry of models.dev describes.
REGISTRY = f"{ID_BASE}registry/models.dev"
LISTING = f"{ID_BASE}listing/"

Rule = Callable[[Market, str], bool]


@dataclass(frozen=True, slots=True)
class Population:
    """One named set; ``definition`` is a sentence to print beside every figure about it."""

    name: str
    definition: str
    rule: Rule


def live_channels(market: Market, asset: str) -> list[Channel]:
    """The asset's live channels, set-aside ones too; they stand in the order of their IRIs."""
    return market.listed_channels(asset)


def live_listings(market: Market, asset: str) -> list[Channel]:
    """The asset's live channels that are no open weights: somebody offers it there."""
    return [c for c in live_channels(market, asset) if c.access_mode != OPEN_WEIGHTS]


def has_open_weights(market: Market, asset: str) -> bool:
    """Whether developers may run the asset's weights themselves on that day."""
    return any(c.access_mode == OPEN_WEIGHTS for c in live_channels(market, asset))


def _in_all_listings(market: Market, asset: str) -> bool:
    return any(c.iri.startswith(LISTING) for c in live_channels(market, asset))


def _in_closed_listings(market: Market, asset: str) -> bool:
    return _in_all_listings(market, asset) and not has_open_weights(market, asset)


def _in_core(market: Market, asset: str) -> bool:
    if asset not in market.records.collections.get(REGISTRY, frozenset()):
        return False
    entity = market.records.entities.get(asset)
    if entity is not None and entity.modality not in (None, "Text"):
        return False
    return any(c.set_aside is None for c in live_listings(market, asset))


def _in_closed_core(market: Market, asset: str) -> bool:
    return _in_core(market, asset) and not has_open_weights(market, asset)


def _in_assistants(market: Market, asset: str) -> bool:
    entity = market.records.entities.get(asset)
    return entity is not None and is_kind(entity.kinds, "Assistant")


def _in_article(market: Market, asset: str) -> bool:
    live = {channel.iri for channel in live_channels(market, asset)}
    return any(not live.isdisjoint(claim.about) for claim in market.records.claims.values())


POPULATIONS: Mapping[str, Population] = {
    population.name: population
    for population in (
        Population(
            "core",
            "Models of the curated models.dev registry that make text and have, on the day, a live "
            "listing that is no resale, consumer app or local runtime.",
            _in_core,
        ),
        Population(
            "closed-core",
            "The models of core whose weights nobody may run: no live open-weights channel.",
            _in_closed_core,
        ),
        Population(
            "all-listings",
            "Everything with a live catalog listing on the day, resale included.",
            _in_all_listings,
        ),
        Population(
            "closed-listings",
            "The models of all-listings without a live open-weights channel.",
            _in_closed_listings,
        ),
        Population(
            "assistants",
            "Coding assistants and other assistants that the graph knows, with or without a "
            "channel.",
            _in_assistants,
        ),
        Population(
            "article",
            "Assets with a live channel that a claim of the article or of later evidence is about.",
            _in_article,
        ),
    )
}


def find_population(name: str) -> Population:
    """The population of that name.

    Raises
    ------
    UnknownEntity
        There is none; the message says which was meant.
    """
    return require_known(name, POPULATIONS, "population")


def find_members(market: Market, name: str) -> tuple[str, ...]:
    """The members of the population on the market's day, sorted by IRI.

    Raises
    ------
    UnknownEntity
        There is no population of that name.
    """
    rule = find_population(name).rule
    return tuple(asset for asset in market.assets if rule(market, asset))


def is_registry_missing(market: Market) -> bool:
    """Whether the data holds no registry, so that the core sets must be empty."""
    return not market.records.collections.get(REGISTRY)
