"""How concentrated the realised use of an asset is on those who bill it: HHI from channel weights.

It answers another question than captivity: an independent but large channel raises it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from graph.errors import MetricUndefined
from graph.market.columns import slug_of
from graph.market.market import Market
from graph.market.records import Channel

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Concentration:
    """The shares of use that each ultimate owner bills; they add up to 1."""

    shares: Mapping[str, Fraction]

    @property
    def hhi(self) -> Fraction:
        """The Herfindahl-Hirschman index in [1/n, 1]; times 10,000 it is in points.

        References
        ----------
        Herfindahl, O. C. (1950), Concentration in the steel industry; U.S. Department of Justice
        and Federal Trade Commission (2023), Merger Guidelines, guideline 1.
        """
        return sum((share * share for share in self.shares.values()), ZERO)

    @property
    def effective_number(self) -> Fraction:
        """How many equal owners would be as concentrated, 1/HHI in [1, n]."""
        return 1 / self.hhi

    def rise_by_merger(self, one: str, other: str) -> Fraction:
        """How much the index rises when two owners become one: twice the product of shares."""
        if one == other:
            return ZERO
        return 2 * self.shares.get(one, ZERO) * self.shares.get(other, ZERO)


def share_weights(weights: Mapping[str, Fraction]) -> Concentration:
    """The concentration of weights by owner, in any unit.

    Raises
    ------
    MetricUndefined
        There is no weight above 0.

    Examples
    --------
    >>> share_weights({"a": Fraction(3), "b": Fraction(1)}).hhi
    Fraction(5, 8)
    """
    whole = sum(weights.values(), ZERO)
    if whole <= 0:
        raise MetricUndefined(
            "No concentration without use", "all weights are 0", "State ctv:weight on the channels."
        )
    return Concentration({owner: weight / whole for owner, weight in sorted(weights.items())})


def measure_concentration(market: Market, asset: str) -> Concentration:
    """How the use of the asset is spread over those who bill its live channels.

    A channel counts for the ultimate owner of its biller, which is the operator of the platform
    unless another is named. Where that is more than one owner the weight is split evenly.

    Raises
    ------
    MetricUndefined
        A live channel states no weight, or none is above 0: a share is never invented.
    """
    channels = _live_channels(market, asset)
    missing = sum(channel.weight is None for channel in channels)
    if missing or not channels:
        thing = f"{slug_of(asset)}: {missing} of {len(channels)} live channels have no weight"
        raise MetricUndefined(
            "No concentration of", thing, "State ctv:weight on every live channel."
        )
    return share_weights(_add_up(market, channels))


def _live_channels(market: Market, asset: str) -> list[Channel]:
    """The asset's live channels that count; their gates are not worked out."""
    rows = market.table.rows_of(asset)
    return [market.table.channels[row] for row in rows[market.live.counted[rows]].tolist()]


def _add_up(market: Market, channels: Iterable[Channel]) -> dict[str, Fraction]:
    """The weight that each ultimate biller has on these channels, which all state one."""
    weights: defaultdict[str, Fraction] = defaultdict(Fraction)
    for channel in channels:
        billers = sorted(find_billers(market, channel))
        for owner in billers:
            weights[owner] += Fraction(channel.weight or 0) / len(billers)
    return dict(weights)


def find_billers(market: Market, channel: Channel) -> frozenset[str]:
    """The ultimate owners of whoever bills the channel, open weights too.

    Nobody bills but the operator of the platform when no biller is named; a platform that nobody
    is known to operate stands for its operator.
    """
    entity = market.records.entities.get(channel.platform)
    parties = channel.billers or (entity.operators if entity is not None else ())
    if not parties:
        return frozenset({channel.platform})
    return frozenset[str]().union(*map(market.ownership.ultimate_owners, parties))


def concentration_row(market: Market, asset: str) -> dict[str, Any]:
    """Keys ``hhi`` and ``effective_number`` as texts of fractions; None where undefined."""
    try:
        found = measure_concentration(market, asset)
    except MetricUndefined:
        return {"hhi": None, "effective_number": None}
    return {"hhi": str(found.hhi), "effective_number": str(found.effective_number)}
