"""The numbers that a trend can follow, by name: of one asset, or of a population."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph.errors import InvalidInput
from graph.market.market import Market
from graph.metrics.closure import LiveSet, measure_closure
from graph.metrics.game import solve_game
from graph.metrics.stacks import find_billing_stacks, find_stacks
from graph.suggest import require_known

AssetMeasure = Callable[[Market, str], Fraction | None]
MarketMeasure = Callable[[Market, LiveSet], Fraction | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number with its definition, to print beside it; ``high`` is its upper limit, if any."""

    name: str
    definition: str
    high: Fraction | None
    of_asset: AssetMeasure | None = None
    of_market: MarketMeasure | None = None


def _captivity(market: Market, asset: str) -> Fraction | None:
    return solve_game(market.families.get(asset, frozenset())).captivity


def _escape(market: Market, asset: str) -> Fraction | None:
    return solve_game(market.families.get(asset, frozenset())).escape


def _cut(market: Market, asset: str) -> Fraction | None:
    return _count(solve_game(market.families.get(asset, frozenset())).cut)


def _routes(market: Market, asset: str) -> Fraction | None:
    return _count(solve_game(market.families.get(asset, frozenset())).routes)


def _owners(market: Market, asset: str) -> Fraction | None:
    return Fraction(len(frozenset[str]().union(*market.families.get(asset, frozenset()))))


def _channels(market: Market, asset: str) -> Fraction | None:
    return Fraction(len(market.routes.get(asset, ())))


def _count(number: int | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def _index(market: Market, population: LiveSet) -> Fraction | None:
    return measure_closure(market, population).index


def _closed(market: Market, population: LiveSet) -> Fraction | None:
    return Fraction(len(measure_closure(market, population).closed))


def _live(market: Market, population: LiveSet) -> Fraction | None:
    return Fraction(len(population.assets))


def _stacks(market: Market, population: LiveSet) -> Fraction | None:
    return Fraction(len(find_stacks(measure_closure(market, population))))


def _billing(market: Market, population: LiveSet) -> Fraction | None:
    return Fraction(len(find_billing_stacks(market, population.assets)))


ONE = Fraction(1)

MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            "captivity",
            "K = 1/E in [0, 1]: 1 where one owner can close every road; undefined without a "
            "channel.",
            ONE,
            of_asset=_captivity,
        ),
        Measure(
            "escape",
            "E, the effective number of independent roads; undefined (no limit) where a road has "
            "no gate.",
            None,
            of_asset=_escape,
        ),
        Measure(
            "cut",
            "The fewest owners who close every road together; undefined where a road has no gate.",
            None,
            of_asset=_cut,
        ),
        Measure(
            "routes",
            "The most roads that share no owner; undefined where a road has no gate.",
            None,
            of_asset=_routes,
        ),
        Measure("owners", "The owners who gate any road.", None, of_asset=_owners),
        Measure("channels", "The live channels that count.", None, of_asset=_channels),
        Measure(
            "closure-index",
            "The share of live assets that one owner can close (K = 1), in [0, 1]; undefined when "
            "nothing is live.",
            ONE,
            of_market=_index,
        ),
        Measure("closed", "The live assets that one owner can close.", None, of_market=_closed),
        Measure("live", "The assets with a live channel.", None, of_market=_live),
        Measure(
            "stacks", "The distinct sets of veto owners of closed assets.", None, of_market=_stacks
        ),
        Measure(
            "billing-stacks",
            "The distinct ultimate billers of live channels.",
            None,
            of_market=_billing,
        ),
    )
}


def find_measure(name: str) -> Measure:
    """The measure of that name.

    Raises
    ------
    UnknownEntity
        There is none; the message says which was meant.
    """
    return require_known(name, MEASURES, "metric")


def choose_measures(names: tuple[str, ...], *, has_names: bool) -> list[Measure]:
    """The measures of those names, or what is followed when none is named.

    Raises
    ------
    UnknownEntity
        There is no such metric.
    InvalidInput
        A metric of one asset is asked for without one, or one of a population with one.
    """
    default = ("captivity",) if has_names else ("closure-index", "billing-stacks")
    measures = [find_measure(name) for name in dict.fromkeys(names or default)]
    for measure in measures:
        if has_names and measure.of_asset is None:
            raise InvalidInput("Not a number of one asset", measure.name, "Leave out the names.")
        if not has_names and measure.of_market is None:
            raise InvalidInput("Not a number of a population", measure.name,
                               "Name the assets: captivity trend codex.")  # fmt: skip
    return measures
