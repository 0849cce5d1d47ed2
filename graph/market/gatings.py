"""The gate sets of whole markets: each kind of gating worked out once and spread over the rows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np

from graph.market.gates import GateFinder, Owners, View, join_owners
from graph.market.table import ChannelTable, Flags, Ints, Longs

#: The distinct gate sets of one asset: all that decides who can close its roads.
Family: TypeAlias = frozenset[Owners]


def find_families(
    table: ChannelTable, rows: Flags, finder: GateFinder, vendors: Mapping[str, Owners]
) -> dict[str, Family]:
    """Asset -> the distinct gate sets of its channels that count; no entry when there are none.

    Parameters
    ----------
    table
        The channels.
    rows
        Which of them count.
    finder
        The entities and owners of the day, and the view.
    vendors
        Asset -> its own group, which the vendor's view takes out of every gate set.
    """
    counted = np.flatnonzero(rows)
    if not len(counted):
        return {}
    sets, numbers = _number_gate_sets(table, table.gating[counted], finder)
    pairs = table.columns.asset[counted].astype(np.int64) * len(sets) + numbers
    unique = np.unique(pairs)
    assets, members = np.divmod(unique, len(sets))
    own = vendors if finder.view is View.VENDOR else {}
    return dict(_gather(tuple(table.codes["asset"]), assets, members, sets, own))


def _number_gate_sets(
    table: ChannelTable, gating: Ints, finder: GateFinder
) -> tuple[tuple[Owners, ...], Longs]:
    """The distinct gate sets, and the number of its gate set for each of the rows."""
    numbers: dict[Owners, int] = {}
    number_of = np.zeros(len(table.gatings), np.int64)
    for kind in np.flatnonzero(np.bincount(gating, minlength=len(table.gatings))).tolist():
        owners = join_owners(finder.iter_gates(table.gatings[kind]))
        number_of[kind] = numbers.setdefault(owners, len(numbers))
    return tuple(numbers), number_of[gating]


def _gather(
    names: tuple[str, ...],
    assets: Longs,
    members: Longs,
    sets: tuple[Owners, ...],
    own: Mapping[str, Owners],
) -> Iterator[tuple[str, Family]]:
    """Yield each asset with its family; equal families are one object."""
    found: dict[tuple[bytes, Owners], Family] = {}
    bounds = np.flatnonzero(np.diff(assets, prepend=-1, append=-1)).tolist()
    firsts = assets[bounds[:-1]].tolist()
    for at, (start, end) in enumerate(itertools.pairwise(bounds)):
        name = names[firsts[at]]
        mine = own.get(name, frozenset())
        part = members[start:end]
        key = (part.tobytes(), mine)
        if (family := found.get(key)) is None:
            family = frozenset(sets[number] - mine for number in part.tolist())
            found[key] = family
        yield name, family
