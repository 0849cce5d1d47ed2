"""Who has a say below control: holders from a threshold of votes on, and circles of such.

At a threshold of one half only control counts. Below it, an organisation is gated by those who
control it (itself when nobody does) and by everybody who gates a holder of at least that share. A
holder's votes are its own and those of all that it controls. Organisations that hold each other in
a circle, by control or by such shares, form one group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from graph.errors import InvalidInput
from graph.market.records import Stake
from graph.market.votes import MAJORITY, Holdings, take_best, votes_of

#: Issuer -> holder -> the stakes that together reach the threshold.
Influence = Mapping[str, Mapping[str, tuple[Stake, ...]]]


def require_threshold(threshold: Decimal) -> None:
    """Check that a threshold of votes is one.

    Raises
    ------
    InvalidInput
        It is not above 0, or it is above 1/2.
    """
    if not 0 < threshold <= MAJORITY:
        raise InvalidInput(
            "Not a threshold of votes",
            str(threshold),
            "Give a number above 0 and up to 0.5; at 0.5 only a majority counts.",
        )


def find_influence(
    holdings: Holdings, reach: Mapping[str, Mapping[str, object]], threshold: Decimal
) -> Influence:
    """Every holding of at least the threshold, the votes of what a holder controls included.

    Parameters
    ----------
    holdings
        Holder -> its stakes on the day.
    reach
        Holder -> everything that it controls.
    threshold
        The share of votes, in (0, 1/2].
    """
    found: defaultdict[str, dict[str, tuple[Stake, ...]]] = defaultdict(dict)
    for holder in holdings:
        group = [holder, *reach.get(holder, ())]
        held: defaultdict[str, dict[str, Stake]] = defaultdict(dict)
        for member in group:
            for stake in holdings.get(member, ()):
                take_best(held[stake.issuer], stake)
        for issuer in held.keys() - set(group):
            stakes = [stake for stake in held[issuer].values() if votes_of(stake)]
            if sum(map(votes_of, stakes)) >= threshold:
                found[issuer][holder] = tuple(sorted(stakes, key=_by_weight))
    return dict(found)


def find_circles(
    influence: Influence, reach: Mapping[str, Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    """Member -> all members of its circle, sorted, for everybody who is in one."""
    import networkx as nx

    network: nx.DiGraph[str] = nx.DiGraph(
        (holder, issuer) for issuer, holders in influence.items() for holder in holders
    )
    network.add_edges_from((holder, x) for holder, reached in reach.items() for x in reached)
    circles = [tuple(sorted(c)) for c in nx.strongly_connected_components(network) if len(c) > 1]
    return {member: circle for circle in circles for member in circle}


def _by_weight(stake: Stake) -> tuple[Decimal, str]:
    return -votes_of(stake), stake.iri
