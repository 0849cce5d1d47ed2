"""Which channels of the table count on one day, as masks of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from graph.market.support import find_doubt
from graph.market.table import ChannelTable, Flags


@dataclass(frozen=True, slots=True, eq=False)
class LiveRows:
    """Rows of a table that developers could use on a day.

    ``listed`` are those that are open and believed, with everything that they need upstream;
    ``counted`` those of them that count: all, or all that no catalog sets aside.
    """

    listed: Flags
    counted: Flags


def find_live_rows(
    table: ChannelTable, day: date, floor: Decimal, *, count_set_aside: bool
) -> LiveRows:
    """The rows that are open on the day and claimed with enough confidence.

    Parameters
    ----------
    table
        The channels of the records.
    day
        The day; a channel is open from its first day up to, not including, its last.
    floor
        The confidence in [0, 1] that a channel must reach, and not be outdone by what denies it.
    count_set_aside
        Whether what a catalog sets aside counts.
    """
    columns, ordinal = table.columns, day.toordinal()
    is_open = columns.is_stage & (columns.first <= ordinal) & (ordinal < columns.last)
    doubts = [find_doubt(yes, no, floor) for yes, no in table.codes["support"]]
    believed = np.array([doubt is None for doubt in doubts], np.bool_)
    works = is_open & believed[columns.support]
    listed = works.copy()
    if len(table.needing):
        listed[table.needing] &= np.logical_and.reduceat(works[table.needed], table.needed_from)
    return LiveRows(listed, listed if count_set_aside else listed & ~columns.is_aside)
