"""Gate sets reduced to what decides the game: minimal sets, without owners that change nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

GateSet = frozenset[str]


def find_minimal(sets: Iterable[GateSet]) -> tuple[GateSet, ...]:
    """The sets that contain no other, each once, in a stable order.

    They are the minimal winning coalitions: the smallest groups of owners whose consent opens a
    road. Empty input gives an empty result; one empty set swallows all others.

    >>> [sorted(s) for s in find_minimal([frozenset("ab"), frozenset("a"), frozenset("bc")])]
    [['a'], ['b', 'c']]
    """
    minimal: list[GateSet] = []
    for candidate in sorted(set(sets), key=_order):
        if not any(kept <= candidate for kept in minimal):
            minimal.append(candidate)
    return tuple(minimal)


def drop_weaker_owners(sets: Iterable[GateSet]) -> dict[GateSet, GateSet]:
    """Smaller gate sets of the same escape number, each with a given set that it stands for.

    The limit on an owner is implied by the limit on one who stands in all the same sets, so the
    owner can go. That can make one set contain another, so both reductions are repeated until
    nothing changes. A volume fits on the smaller sets exactly when it fits on those they stand for.

    >>> reduced = drop_weaker_owners([frozenset("ab"), frozenset("ac"), frozenset("d")])
    >>> [sorted(gates) for gates in reduced]
    [['a'], ['d']]
    """
    current = {gates: gates for gates in find_minimal(sets)}
    while True:
        members: defaultdict[str, set[int]] = defaultdict(set)
        for index, gates in enumerate(current):
            for owner in gates:
                members[owner].add(index)
        kept = _strongest(members)
        smaller: dict[GateSet, GateSet] = {}
        for gates, origin in current.items():
            smaller.setdefault(gates & kept, origin)
        reduced = {gates: smaller[gates] for gates in find_minimal(smaller)}
        if reduced == current:
            return current
        current = reduced


def split_components(sets: Iterable[GateSet]) -> list[tuple[GateSet, ...]]:
    """The sets grouped so that no owner stands in two groups; stable order.

    >>> [len(g) for g in split_components([frozenset("ab"), frozenset("bc"), frozenset("d")])]
    [1, 2]
    """
    groups: list[tuple[set[str], list[GateSet]]] = []
    for gates in sets:
        apart = [group for group in groups if not group[0] & gates]
        joined = (set(gates), [gates])
        for owners, inside in (group for group in groups if group[0] & gates):
            joined[0].update(owners)
            joined[1].extend(inside)
        groups = [*apart, joined]
    found = [tuple(sorted(inside, key=_order)) for _, inside in groups]
    return sorted(found, key=lambda group: (len(group), _order(group[0])))


def is_disjoint(sets: Iterable[GateSet]) -> bool:
    """Whether no owner stands in two of the sets.

    >>> is_disjoint([frozenset("ab"), frozenset("c")]), is_disjoint([frozenset("ab")] * 2)
    (True, False)
    """
    found = list(sets)
    return len(frozenset[str]().union(*found)) == sum(map(len, found))


def _strongest(members: dict[str, set[int]]) -> frozenset[str]:
    """The owners whose sets are not all shared by another of more sets, or an equal earlier one."""
    kept: list[str] = []
    for owner in sorted(members, key=lambda o: (-len(members[o]), o)):
        if not any(members[owner] <= members[other] for other in kept):
            kept.append(owner)
    return frozenset(kept)


def _order(gates: GateSet) -> tuple[int, list[str]]:
    return len(gates), sorted(gates)
