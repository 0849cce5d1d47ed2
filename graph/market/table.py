"""All channels of the records as columns of numbers, so that a whole market is a few array steps.

The table knows no day and no view: it is made once for the records and every market compiled from
them shares it. Equal roles, and equal confidences, are worked out once for all channels that have
them. An edited copy of the records gets an edited copy of the table.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from graph.market.gates import NO_ROLES, Gating, find_needs, roles_of
from graph.market.records import LIVE_STAGES, Channel, MarketRecords

Ints: TypeAlias = npt.NDArray[np.int32]
Longs: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

#: Later than every day of the calendar: the end of what has none.
NEVER_ENDS = date.max.toordinal() + 1


class Columns(NamedTuple):
    """One number per channel; all of the same length.

    ``first`` and ``last`` are ordinals of days, half-open. The others point into the tuples of
    the table that are named like them.
    """

    asset: Ints
    platform: Ints
    roles: Ints
    support: Ints
    first: Ints
    last: Ints
    is_stage: Flags
    is_aside: Flags


@dataclass(frozen=True, slots=True, eq=False)
class ChannelTable:
    """The channels in the order of their IRIs, and what their columns mean.

    Attributes
    ----------
    channels
        The records, one per row.
    codes
        Column -> value -> its number, for the columns that point at values.
    gating, gatings
        Row -> number of what decides its gates, and those by number.
    needing, needed, needed_from
        Rows that need channels upstream, and the rows of those: what row ``needing[n]`` needs is
        ``needed[needed_from[n]:needed_from[n + 1]]`` (to the end for the last), never empty.
    by_asset, starts
        Rows grouped by asset: those of asset number ``n`` are
        ``by_asset[starts[n]:starts[n + 1]]``, in the order of their IRIs.
    """

    channels: Sequence[Channel]
    columns: Columns
    codes: Mapping[str, Mapping[Any, int]]
    gating: Ints
    gatings: tuple[Gating, ...]
    needing: Ints
    needed: Ints
    needed_from: Ints
    by_asset: Ints
    starts: Ints

    def rows_of(self, asset: str) -> Ints:
        """The rows of the asset's channels; empty for one without any."""
        number = self.codes["asset"].get(asset)
        if number is None:
            return self.by_asset[:0]
        return self.by_asset[self.starts[number] : self.starts[number + 1]]

    def offered(self) -> list[str]:
        """The assets that have any channel."""
        counts = np.diff(self.starts).tolist()
        return [name for name, count in zip(self.codes["asset"], counts, strict=True) if count]

    def row_of(self, iri: str) -> int | None:
        """The row of the channel of that IRI, if there is one."""
        at = bisect_left(self.channels, iri, key=_by_iri)
        return at if at < len(self.channels) and self.channels[at].iri == iri else None


_by_iri = attrgetter("iri")


def table_of(records: MarketRecords) -> ChannelTable:
    """The table of the records' channels, made at the first call and kept with the records."""
    table: ChannelTable | None = records.derived.get("table")
    if table is None:
        table = records.derived["table"] = _build_table(records)
    return table


def edit_table(
    table: ChannelTable, records: MarketRecords, changed: Mapping[str, Channel | None]
) -> ChannelTable:
    """The table after some channels were replaced, added or (None) removed.

    Parameters
    ----------
    table
        The table before.
    records
        The records after.
    changed
        The IRI of each channel that is another now, with the channel, or None where it is gone.
    """
    channels, columns = list(table.channels), table.columns
    codes = {name: dict(values) for name, values in table.codes.items()}
    for iri in sorted(changed):
        at = bisect_left(channels, iri, key=_by_iri)
        if at < len(channels) and channels[at].iri == iri:
            del channels[at]
            columns = Columns._make(np.delete(column, at) for column in columns)
        if (channel := changed[iri]) is not None:
            channels.insert(at, channel)
            row = _read_columns([channel], codes)
            pairs = zip(columns, row, strict=True)
            columns = Columns._make(np.insert(old, at, new[0]) for old, new in pairs)
    return _finish_table(channels, columns, codes, records)


def _build_table(records: MarketRecords) -> ChannelTable:
    channels = sorted(records.channels.values(), key=_by_iri)
    codes: dict[str, dict[Any, int]] = {name: {} for name in _CODED}
    return _finish_table(channels, _read_columns(channels, codes), codes, records)


_CODED: Mapping[str, Any] = {
    "asset": attrgetter("asset"),
    "platform": attrgetter("platform"),
    "roles": roles_of,
    "support": attrgetter("asserted", "denied"),
}


def _read_columns(channels: Sequence[Channel], codes: dict[str, dict[Any, int]]) -> Columns:
    """The columns of the channels; values not met before get the next numbers in ``codes``."""
    coded = {name: _encode(map(read, channels), codes[name]) for name, read in _CODED.items()}
    first = [c.valid_from.toordinal() if c.valid_from else 0 for c in channels]
    last = [c.valid_to.toordinal() if c.valid_to else NEVER_ENDS for c in channels]
    return Columns(
        **coded,
        first=np.array(first, np.int32),
        last=np.array(last, np.int32),
        is_stage=np.array([c.stage in LIVE_STAGES for c in channels], np.bool_),
        is_aside=np.array([c.set_aside is not None for c in channels], np.bool_),
    )


def _encode(values: Iterable[Any], codes: dict[Any, int]) -> Ints:
    return np.array([codes.setdefault(value, len(codes)) for value in values], np.int32)


def _finish_table(
    channels: Sequence[Channel],
    columns: Columns,
    codes: Mapping[str, Mapping[Any, int]],
    records: MarketRecords,
) -> ChannelTable:
    """The table with what depends on several channels: those upstream, and those of one asset."""
    nothing = np.array([], np.int32)
    counts = np.bincount(columns.asset, minlength=len(codes["asset"]))
    table = ChannelTable(
        channels=channels,
        columns=columns,
        codes=codes,
        gating=columns.roles,
        gatings=tuple(Gating((roles,)) for roles in codes["roles"]),
        needing=nothing,
        needed=nothing,
        needed_from=nothing,
        by_asset=np.argsort(columns.asset, kind="stable").astype(np.int32),
        starts=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
    )
    above = [row for row, channel in enumerate(channels) if channel.upstream]
    return _add_upstream(table, above, records.channels) if above else table


def _add_upstream(
    table: ChannelTable, above: Iterable[int], channels: Mapping[str, Channel]
) -> ChannelTable:
    """The table with the needs and the gating of the rows that name a channel upstream."""
    gating = table.gating.copy()
    numbers = {found: number for number, found in enumerate(table.gatings)}
    needing, needed, starts = list[int](), list[int](), list[int]()
    for row in above:
        channel = table.channels[row]
        if (own := roles_of(channel)) is NO_ROLES:
            continue
        found = find_needs(channel, channels)
        rows = [at for iri in found.channels if (at := table.row_of(iri)) is not None]
        roles = {roles_of(channels[iri]) for iri in found.channels}
        key = Gating((own, *sorted(roles - {own})), tuple(sorted(found.strangers)))
        gating[row] = numbers.setdefault(key, len(numbers))
        if rows:
            needing.append(row)
            starts.append(len(needed))
            needed.extend(rows)
    return replace(
        table,
        gating=gating,
        gatings=tuple(numbers),
        needing=np.array(needing, np.int32),
        needed=np.array(needed, np.int32),
        needed_from=np.array(starts, np.int32),
    )
