"""Who ultimately controls whom on one day: votes and stated control, never economic interest.

An organisation o controls x when a stake of o, or of something that o controls, confers control
of x, or when o together with everything it controls holds more than half of the votes in x. The
rule is applied until nothing is added, so a majority put together through two holdings counts.
Organisations that control each other form one group, named by the first of its IRIs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from graph.market.records import Stake, holds_on

MAJORITY = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Ownership:
    """The closure of control over one set of stakes that hold on one day.

    ``reach`` maps a holder to everything it controls and, for each, the stakes that made it so;
    an organisation that holds nothing is not in it.
    """

    reach: Mapping[str, Mapping[str, tuple[Stake, ...]]]
    _owners: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    def ultimate_owners(self, organisation: str) -> frozenset[str]:
        """Those who control the organisation and are themselves controlled by nobody else.

        Never empty: an organisation that nobody controls is its own ultimate owner. Several are
        possible, for example a majority holder and the holder of a golden share.
        """
        if organisation not in self._owners:
            self._owners[organisation] = self._find_owners(organisation)
        return self._owners[organisation]

    def controls(self, holder: str, organisation: str) -> bool:
        """Whether the holder controls the organisation; everybody controls itself."""
        return holder == organisation or organisation in self.reach.get(holder, {})

    def group_of(self, owner: str) -> tuple[str, ...]:
        """The organisations that control each other with this one, sorted, itself included."""
        mutual = [x for x in self.reach.get(owner, {}) if self.controls(x, owner)]
        return tuple(sorted({owner, *mutual}))

    def chain(self, organisation: str, owner: str) -> tuple[Stake, ...]:
        """The stakes by which the owner controls the organisation, nearest to it first.

        Empty when they are the same or the owner does not control it.
        """
        made_by = self.reach.get(owner, {})
        found: dict[str, Stake] = {}
        waiting, seen = [organisation], {owner}
        while waiting:
            x = waiting.pop(0)
            if x in seen:
                continue
            seen.add(x)
            for stake in made_by.get(x, ()):
                found[stake.iri] = stake
                waiting.append(stake.holder)
        return tuple(found.values())

    def _find_owners(self, organisation: str) -> frozenset[str]:
        above = {o for o, reached in self.reach.items() if organisation in reached} | {organisation}
        tops = {o for o in above if all(self.controls(o, p) for p in above if self.controls(p, o))}
        return frozenset(self.group_of(o)[0] for o in tops)


def close_ownership(stakes: Iterable[Stake], day: date) -> Ownership:
    """The control relation that the stakes make on that day.

    Two stakes of one holder in one issuer are taken for two statements of the same holding, and
    the larger counts. Stakes of an organisation in itself carry no vote.
    """
    live = [s for s in stakes if s.holder != s.issuer and holds_on(day, s.valid_from, s.valid_to)]
    by_holder: defaultdict[str, list[Stake]] = defaultdict(list)
    for stake in sorted(live, key=lambda s: s.iri):
        by_holder[stake.holder].append(stake)
    reach = {holder: _reach_of(holder, by_holder) for holder in by_holder}
    return Ownership({holder: reached for holder, reached in reach.items() if reached})


def votes_of(stake: Stake) -> Decimal:
    """The share of votes that a stake proves, in [0, 1]: its lower bound.

    An upper bound alone is taken for the share. An economic share is no vote.
    """
    if stake.voting_min is not None:
        return stake.voting_min
    return stake.voting_max if stake.voting_max is not None else Decimal(0)


def _reach_of(holder: str, by_holder: Mapping[str, list[Stake]]) -> dict[str, tuple[Stake, ...]]:
    """Everything the holder controls, with the stakes that were enough."""
    reached: dict[str, tuple[Stake, ...]] = {}
    held: defaultdict[str, dict[str, Stake]] = defaultdict(dict)
    waiting = [holder]
    while waiting:
        member = waiting.pop()
        for stake in by_holder.get(member, ()):
            issuer = stake.issuer
            if issuer == holder or issuer in reached:
                continue
            best = held[issuer].get(member)
            if best is None or _strength(stake) > _strength(best):
                held[issuer][member] = stake
            enough = _enough(held[issuer].values())
            if enough:
                reached[issuer] = enough
                waiting.append(issuer)
    return reached


def _strength(stake: Stake) -> tuple[bool, Decimal]:
    return stake.confers_control, votes_of(stake)


def _enough(stakes: Iterable[Stake]) -> tuple[Stake, ...]:
    """The stakes that together give control; empty when they do not."""
    ordered = sorted(stakes, key=lambda s: (not s.confers_control, -votes_of(s), s.iri))
    if ordered[0].confers_control:
        return (ordered[0],)
    return tuple(ordered) if sum(map(votes_of, ordered)) > MAJORITY else ()
