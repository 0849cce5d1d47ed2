"""The market as a matrix: assets or vendors against platforms or owners, counted on arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from graph.market.gates import View, join_owners
from graph.market.market import Market
from graph.market.table import Longs


class Rows(StrEnum):
    """What the rows are."""

    MODELS = "models"
    VENDORS = "vendors"


class Columns(StrEnum):
    """What the columns are."""

    PLATFORMS = "platforms"
    OWNERS = "owners"


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row meets a column.

    ``count`` is the live channels of the asset there, or the assets of the vendor there.
    ``captive`` says how many assets have no road that avoids the column: against owners those that
    the owner can close alone, against platforms those on no other platform.
    """

    count: int
    captive: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row or column: its node, its label, and the counts of all its cells together.

    ``total`` counts the channels of an asset, and the assets of anything else, each once. Of a row
    ``captive`` counts the assets that some owner can close alone, of a column as in its cells.
    """

    iri: str
    label: str
    total: int
    captive: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """All rows and columns with a live channel, largest first, and the cells that are not empty.

    ``assets`` and ``channels`` count what the whole matrix stands on.
    """

    rows: Sequence[Line]
    columns: Sequence[Line]
    cells: Mapping[tuple[str, str], Cell]
    assets: int
    channels: int


def cross_market(market: Market, members: Iterable[str], rows: Rows, columns: Columns) -> Matrix:
    """The matrix of the members with a live channel on the market's day.

    An asset of several developers is counted in the row of each; one without any known developer
    stands in no row of a vendor. A channel stands in the column of every owner who can close it.

    Parameters
    ----------
    market
        The market on the day and in the view asked for.
    members
        The assets of the population.
    rows, columns
        What is set against what.
    """
    links = _link(market, members, columns)
    captive = links.captive
    totals = _count(links.asset_of_channel, len(links.assets))
    closed = np.array([_is_closed(market, asset) for asset in links.assets], np.int64)
    if rows is Rows.MODELS:
        names, owner_of = list(links.assets), np.arange(len(links.assets), dtype=np.int64)
        per_row, pairs, sizes = totals, np.arange(len(owner_of), dtype=np.int64), links.channels
    else:
        names, pairs, owner_of = _develop(market, links.assets)
        per_row, sizes = _count(owner_of, len(names)), np.ones_like(links.channels)
    row_captive = np.bincount(owner_of, closed[pairs], len(names)).astype(np.int64)
    width = max(1, len(links.places))
    starts = np.searchsorted(links.asset, pairs), np.searchsorted(links.asset, pairs, "right")
    spread = _ranges(*starts)
    row = np.repeat(owner_of, starts[1] - starts[0])
    keys = row * width + links.place[spread]
    whole = np.bincount(keys, sizes[spread], len(names) * width)
    held = np.bincount(keys, captive[spread], len(names) * width)
    cells = {
        (names[key // width], links.places[key % width]): Cell(int(whole[key]), int(held[key]))
        for key in np.unique(keys).tolist()
    }
    return Matrix(
        _lines(market, names, per_row, row_captive),
        _lines(
            market,
            links.places,
            _count(links.place, len(links.places)),
            np.bincount(links.place, captive, len(links.places)).astype(np.int64),
        ),
        cells,
        len(links.assets),
        len(links.asset_of_channel),
    )


@dataclass(frozen=True, slots=True)
class _Links:
    """Each asset and each place that it reaches, once: numbers into ``assets`` and ``places``.

    Sorted by asset; ``channels`` and ``captive`` belong to each pair.
    """

    assets: tuple[str, ...]
    places: tuple[str, ...]
    asset: Longs
    place: Longs
    channels: Longs
    captive: Longs
    asset_of_channel: Longs


def _link(market: Market, members: Iterable[str], columns: Columns) -> _Links:
    wanted = frozenset(members)
    table = market.table
    names = tuple(table.codes["asset"])
    is_member = np.array([name in wanted for name in names], np.bool_)
    counted = market.live.counted
    rows = np.flatnonzero(counted & is_member[table.columns.asset]) if len(names) else np.array([])
    rows = rows.astype(np.int64)
    used, asset = np.unique(table.columns.asset[rows], return_inverse=True)
    assets = tuple(names[number] for number in used.tolist())
    if columns is Columns.PLATFORMS:
        places, of_row, place = _platforms(market, rows)
    else:
        places, of_row, place = _owners(market, rows)
    width = max(1, len(places))
    keys, counts = np.unique(asset[of_row] * width + place, return_counts=True)
    ends, at = keys // width, keys % width
    kept = _is_seen(market, assets, places, ends, at, columns)
    ends, at, counts = ends[kept], at[kept], counts[kept]
    captive = _find_captive(market, assets, places, ends, at, columns)
    return _Links(assets, places, ends, at, counts.astype(np.int64), captive, asset)


def _platforms(market: Market, rows: Longs) -> tuple[tuple[str, ...], Longs, Longs]:
    """The platforms of the rows, and row by row the number of its one platform."""
    names = tuple(market.table.codes["platform"])
    used, place = np.unique(market.table.columns.platform[rows], return_inverse=True)
    places = tuple(names[number] for number in used.tolist())
    return places, np.arange(len(rows), dtype=np.int64), place.astype(np.int64)


def _owners(market: Market, rows: Longs) -> tuple[tuple[str, ...], Longs, Longs]:
    """The owners who can close any of the rows, and each row as often as it has owners."""
    gatings, of_gating = np.unique(market.table.gating[rows], return_inverse=True)
    sets = [
        sorted(join_owners(market.finder.iter_gates(market.table.gatings[number])))
        for number in gatings.tolist()
    ]
    places = tuple(sorted(frozenset[str]().union(*sets)))
    number = {owner: at for at, owner in enumerate(places)}
    sizes = np.array([len(owners) for owners in sets], np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    flat = np.array([number[owner] for owners in sets for owner in owners], np.int64)
    spread = _ranges(starts[of_gating], starts[of_gating + 1])
    of_row = np.repeat(np.arange(len(rows), dtype=np.int64), sizes[of_gating] if sets else 0)
    return places, of_row, flat[spread]


def _is_seen(
    market: Market,
    assets: Sequence[str],
    places: Sequence[str],
    ends: Longs,
    at: Longs,
    columns: Columns,
) -> Sequence[bool]:
    """Which pairs the view looks at: to a vendor its own group is no gate."""
    if columns is Columns.PLATFORMS or market.view is not View.VENDOR:
        return [True] * len(ends)
    own = market.vendors
    pairs = zip(ends.tolist(), at.tolist(), strict=True)
    return [places[place] not in own.get(assets[asset], ()) for asset, place in pairs]


def _find_captive(
    market: Market,
    assets: Sequence[str],
    places: Sequence[str],
    ends: Longs,
    at: Longs,
    columns: Columns,
) -> Longs:
    """For each pair 1 if no road of the asset avoids the place, else 0."""
    if columns is Columns.PLATFORMS:
        ways = _count(ends, len(assets))
        return np.array(ways[ends] == 1, np.int64)
    veto = [frozenset.intersection(*market.families[asset]) for asset in assets]
    pairs = zip(ends.tolist(), at.tolist(), strict=True)
    return np.array([places[place] in veto[asset] for asset, place in pairs], np.int64)


def _develop(market: Market, assets: Sequence[str]) -> tuple[list[str], Longs, Longs]:
    """The developers of the assets, and each asset with each of its developers, as numbers."""
    entities = market.records.entities
    makers = [entities[a].developers if a in entities else () for a in assets]
    names = sorted({maker for group in makers for maker in group})
    number = {maker: at for at, maker in enumerate(names)}
    pairs = [(at, number[maker]) for at, group in enumerate(makers) for maker in sorted(group)]
    flat = np.array(pairs, np.int64).reshape(-1, 2)
    return names, flat[:, 0], flat[:, 1]


def _is_closed(market: Market, asset: str) -> bool:
    return bool(frozenset.intersection(*market.families[asset]))


def _lines(market: Market, names: Sequence[str], totals: Longs, captive: Longs) -> tuple[Line, ...]:
    label: Callable[[str], str] = market.label
    lines = [
        Line(name, label(name), total, held)
        for name, total, held in zip(names, totals.tolist(), captive.tolist(), strict=True)
        if total
    ]
    return tuple(sorted(lines, key=lambda one: (-one.total, one.label.casefold(), one.iri)))


def _count(numbers: Longs, size: int) -> Longs:
    return np.bincount(numbers, minlength=size).astype(np.int64)


def _ranges(starts: Longs, ends: Longs) -> Longs:
    """All numbers from each start up to, not including, its end, one range after the other."""
    sizes = ends - starts
    if not sizes.sum():
        return np.array([], np.int64)
    before = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    numbers: Longs = np.arange(sizes.sum(), dtype=np.int64)
    numbers += np.repeat(starts - before, sizes)
    return numbers
