"""Who ultimately controls whom on one day: votes and stated control, never economic interest.

An organisation o controls x when a stake of o, or of something that o controls, confers control
of x, or when o together with everything it controls holds more than half of the votes in x. The
rule is applied until nothing is added, so a majority put together through two holdings counts.
Organisations that control each other form one group, named by the first of its IRIs.

Below a threshold of one half, large holders are gates too: see :mod:`graph.market.influence`.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from graph.market.influence import Influence, find_circles, find_influence, require_threshold
from graph.market.records import Stake, holds_on
from graph.market.votes import MAJORITY, Holdings, find_enough, take_best, votes_of

__all__ = ["MAJORITY", "Ownership", "close_ownership", "votes_of"]

Owners = frozenset[str]


@dataclass(frozen=True, slots=True)
class Ownership:
    """The closure of control over one set of stakes that hold on one day.

    ``reach`` maps a holder to everything it controls and, for each, the stakes that made it so;
    an organisation that holds nothing is not in it. ``influence`` maps an issuer to the holders of
    at least the threshold, with their stakes; it is empty where only control counts. ``circles``
    maps each member of a circle of influence to all its members.
    """

    reach: Mapping[str, Mapping[str, tuple[Stake, ...]]]
    influence: Influence = field(default_factory=dict)
    circles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _above: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)
    _owners: dict[str, Owners] = field(default_factory=dict, compare=False)
    _controllers: dict[str, Owners] = field(default_factory=dict, compare=False)

    def ultimate_owners(self, organisation: str) -> Owners:
        """Those who can make the organisation refuse, and are themselves controlled by nobody else.

        Never empty: an organisation that nobody controls is its own ultimate owner. Several are
        possible: a majority holder and the holder of a golden share, or, below a threshold of one
        half, the controller and everybody who gates a large holder.
        """
        if not self.influence:
            return self.controllers(organisation)
        if organisation not in self._owners:
            found = (self.controllers(x) for x in self._find_upward(organisation))
            self._owners[organisation] = frozenset().union(*found)
        return self._owners[organisation]

    def controllers(self, organisation: str) -> Owners:
        """Those who control the organisation, at the top; itself when nobody does."""
        if organisation not in self._controllers:
            tops = self._find_tops(organisation)
            self._controllers[organisation] = frozenset(map(self._name_group, tops))
        return self._controllers[organisation]

    def controls(self, holder: str, organisation: str) -> bool:
        """Whether the holder controls the organisation; everybody controls itself."""
        return holder == organisation or organisation in self.reach.get(holder, {})

    def group_of(self, owner: str) -> tuple[str, ...]:
        """The organisations that hold each other in a circle with this one, sorted, and itself."""
        if (circle := self.circles.get(owner)) is not None:
            return circle
        mutual = [x for x in self.reach.get(owner, {}) if self.controls(x, owner)]
        return tuple(sorted({owner, *mutual}))

    def chain(self, organisation: str, owner: str) -> tuple[Stake, ...]:
        """The stakes by which the owner has its say in the organisation, nearest to it first.

        Empty when they are the same or the owner has none.
        """
        found: dict[str, Stake] = {}
        for lower, upper in self._find_steps(organisation, owner):
            stakes = self.influence.get(lower, {}).get(upper, ())
            found.update((stake.iri, stake) for stake in stakes)
            # What counts for the upper one may be held by those whom it controls.
            for holder in [stake.holder for stake in stakes] or [lower]:
                self._follow_control(holder, upper, found)
        return tuple(found.values())

    def _find_steps(self, organisation: str, owner: str) -> Iterator[tuple[str, str]]:
        """Yield who has a say in whom from the organisation up to the owner, as (lower, upper)."""
        if self.controls(owner, organisation):
            yield organisation, owner
            return
        above = self._find_upward(organisation)
        if owner not in above:
            return
        path = [owner]
        while (below := above[path[-1]]) is not None:
            path.append(below)
        yield from itertools.pairwise(reversed(path))

    def _follow_control(self, organisation: str, owner: str, found: dict[str, Stake]) -> None:
        made_by = self.reach.get(owner, {})
        waiting, seen = [organisation], {owner}
        while waiting:
            x = waiting.pop(0)
            if x in seen:
                continue
            seen.add(x)
            for stake in made_by.get(x, ()):
                found[stake.iri] = stake
                waiting.append(stake.holder)

    def _find_upward(self, organisation: str) -> dict[str, str | None]:
        """Everybody above by control or influence, each with the one it was reached from."""
        found: dict[str, str | None] = {organisation: None}
        waiting = [organisation]
        while waiting:
            x = waiting.pop(0)
            for holder in sorted({*self.influence.get(x, ()), *self._above.get(x, ())}):
                if holder not in found:
                    found[holder] = x
                    waiting.append(holder)
        return found

    def _find_tops(self, organisation: str) -> Iterator[str]:
        above = self._above.get(organisation, frozenset()) | {organisation}
        for o in above:
            if all(self.controls(o, p) for p in above if self.controls(p, o)):
                yield o

    def _name_group(self, top: str) -> str:
        """The name of the group of somebody whom nobody outside of it controls."""
        circle = self.circles.get(top)
        if circle is None:
            return self.group_of(top)[0]
        return next(x for x in circle if x in self._find_tops(x))


def close_ownership(stakes: Iterable[Stake], day: date, threshold: Decimal = MAJORITY) -> Ownership:
    """The control relation that the stakes make on that day.

    Two stakes of one holder in one issuer are taken for two statements of the same holding, and
    the larger counts. Stakes of an organisation in itself carry no vote.

    Parameters
    ----------
    stakes
        The stakes of all dates.
    day
        The day; a stake holds from its first day up to, not including, its last.
    threshold
        The share of votes in (0, 1/2] from which a holder that does not control has a say too.

    Raises
    ------
    InvalidInput
        The threshold is none.
    """
    require_threshold(threshold)
    live = [s for s in stakes if s.holder != s.issuer and holds_on(day, s.valid_from, s.valid_to)]
    by_holder: defaultdict[str, list[Stake]] = defaultdict(list)
    for stake in sorted(live, key=lambda s: s.iri):
        by_holder[stake.holder].append(stake)
    all_reach = {holder: _find_reach(holder, by_holder) for holder in by_holder}
    reach = {holder: reached for holder, reached in all_reach.items() if reached}
    above: defaultdict[str, set[str]] = defaultdict(set)
    for holder, reached in reach.items():
        for x in reached:
            above[x].add(holder)
    upward = {x: frozenset(holders) for x, holders in above.items()}
    if threshold == MAJORITY:
        return Ownership(reach, _above=upward)
    influence = find_influence(by_holder, reach, threshold)
    return Ownership(reach, influence, find_circles(influence, reach), _above=upward)


def _find_reach(holder: str, holdings: Holdings) -> dict[str, tuple[Stake, ...]]:
    """Everything the holder controls, with the stakes that were enough."""
    reached: dict[str, tuple[Stake, ...]] = {}
    held: defaultdict[str, dict[str, Stake]] = defaultdict(dict)
    waiting = [holder]
    while waiting:
        for stake in holdings.get(waiting.pop(), ()):
            issuer = stake.issuer
            if issuer == holder or issuer in reached:
                continue
            take_best(held[issuer], stake)
            if enough := find_enough(held[issuer].values()):
                reached[issuer] = enough
                waiting.append(issuer)
    return reached
