"""Random edits of the markets of ``generated_markets``, as data."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import cache

from generated_markets import ASSETS, CLOUDS, DAY, OWNERS, PLATFORMS, SHARES
from hypothesis import strategies as st

from graph.market.records import MarketRecords
from graph.whatif.edits import (
    MODES,
    STAGES,
    Acquire,
    ChangeOperator,
    ChangeRole,
    CloseChannel,
    CloseRoads,
    Divest,
    Edit,
    OpenChannel,
    SetShare,
)

DAYS = st.one_of(st.none(), st.integers(-20, 20).map(lambda n: DAY + timedelta(n)))
OWNER = st.sampled_from(OWNERS)


def edits(records: MarketRecords) -> st.SearchStrategy[Edit]:
    """Any edit that can be written down about the records; it may contradict them."""
    return _edits(tuple(sorted(records.channels)))


@cache
def _edits(channels: tuple[str, ...]) -> st.SearchStrategy[Edit]:
    kinds: list[st.SearchStrategy[Edit]] = [
        openings(),
        st.builds(CloseRoads, st.sampled_from(ASSETS), st.sampled_from(PLATFORMS), DAYS),
        st.builds(ChangeOperator, st.sampled_from((*PLATFORMS, *CLOUDS)), OWNER, st.booleans()),
        st.builds(Acquire, OWNER, OWNER, DAYS),
        st.builds(Divest, OWNER, OWNER, DAYS),
        st.builds(SetShare, OWNER, OWNER, st.sampled_from(SHARES).map(Decimal), DAYS),
    ]
    if channels:
        channel = st.sampled_from(channels)
        kinds += [st.builds(CloseChannel, channel, DAYS), _roles(channel)]
    return st.one_of(kinds)


@cache
def openings() -> st.SearchStrategy[OpenChannel]:
    """New channels with any roles, mode and stage, open from the day on."""
    return st.builds(
        OpenChannel,
        st.sampled_from(ASSETS),
        st.sampled_from(PLATFORMS),
        billers=_few(OWNERS),
        hosts=_few(CLOUDS),
        surfaces=_few(PLATFORMS),
        mode=st.sampled_from(MODES),
        stage=st.sampled_from(STAGES),
        day=DAYS,
    )


def _roles(channel: st.SearchStrategy[str]) -> st.SearchStrategy[Edit]:
    return st.one_of(
        st.builds(ChangeRole, st.just("biller"), channel, OWNER, st.booleans()),
        st.builds(ChangeRole, st.just("host"), channel, st.sampled_from(CLOUDS), st.booleans()),
        st.builds(
            ChangeRole, st.just("surface"), channel, st.sampled_from(PLATFORMS), st.booleans()
        ),
        st.builds(ChangeRole, st.just("upstream"), channel, channel, st.booleans()),
    )


@cache
def _few(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), max_size=2, unique=True).map(tuple)
