"""Small random markets and families of gate sets, for properties that hold on every one of them.

Strategies are made once and kept: making one anew for each draw takes longer than the draw.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from graph.market.records import Channel, Entity, MarketRecords, Source, Stake

#: The middle of the days of a generated market: most of its channels are live then.
DAY = date(2026, 6, 2)
OWNERS = tuple("abcdefg")
ASSETS = ("x", "y", "z")
PLATFORMS = ("p", "q", "r", "s")
CLOUDS = ("k", "l", "m")
SHARES = ("0", "0.1", "0.25", "0.3", "0.34", "0.5", "0.51", "0.7", "1")
MODES = ("RawAPI", "RawAPI", "EmbeddedUI", "AccessUnstated", "OpenWeights")
STAGES = ("GA", "GA", "GA", "Preview", "Deprecated", "StageUnstated", "Announced", "Withdrawn")

Family = frozenset[frozenset[str]]


def families(
    owners: tuple[str, ...] = OWNERS,
    max_sets: int = 6,
    max_owners: int = 4,
    *,
    min_sets: int = 0,
    ungated: bool = True,
) -> st.SearchStrategy[Family]:
    """Families of gate sets; without ``ungated`` no set of them is empty."""
    sets = st.frozensets(st.sampled_from(owners), min_size=0 if ungated else 1, max_size=max_owners)
    return st.frozensets(sets, min_size=min_sets, max_size=max_sets)


def gated_families(
    owners: tuple[str, ...] = OWNERS, max_sets: int = 6, max_owners: int = 4
) -> st.SearchStrategy[Family]:
    """Families of at least one gate set, none of them empty: captivity is above 0."""
    return families(owners, max_sets, max_owners, min_sets=1, ungated=False)


@st.composite
def market_records(
    draw: st.DrawFn, max_channels: int = 9, max_stakes: int = 6, *, upstream: bool = True
) -> MarketRecords:
    """Records of a small market: every role, upstream channels, dates, stakes, unknown operators.

    Assets are ``x y z``, platforms ``p q r s``, clouds ``k l m``, organisations ``a`` to ``g``.
    ``nowhere`` may stand upstream and is described nowhere.
    """
    entities = {e.iri: e for e in draw(_entities())}
    count = draw(st.integers(0, max_channels))
    channels = {}
    above = (*(f"c{other}" for other in range(max_channels)), "nowhere") if upstream else ()
    for number in range(count):
        channel = draw(channel_records(f"c{number}", above))
        channels[channel.iri] = channel
    stakes = draw(stake_records(max_stakes))
    return MarketRecords(
        1, entities, channels, {stake.iri: stake for stake in stakes}, {},
        {"source": Source("source", "A source")},
    )  # fmt: skip


@cache
def channel_records(iri: str, above: tuple[str, ...] = ()) -> st.SearchStrategy[Channel]:
    """One channel of that name with any role, stage and period; ``above`` may stand upstream."""
    return _channel_records(iri, above)


@st.composite
def _channel_records(draw: st.DrawFn, iri: str, above: tuple[str, ...]) -> Channel:
    start, end = draw(_periods())
    return Channel(
        iri,
        iri,
        draw(st.sampled_from(ASSETS)),
        draw(st.sampled_from(PLATFORMS)),
        billers=draw(_some(OWNERS)),
        hosts=draw(_some(CLOUDS)),
        surfaces=draw(_some(PLATFORMS)),
        upstream=draw(_upstream(above)),
        access_mode=draw(st.sampled_from(MODES)),
        stage=draw(st.sampled_from(STAGES)),
        valid_from=start,
        valid_to=end,
        weight=draw(st.sampled_from((None, Decimal(1), Decimal("0.25")))),
        set_aside=draw(st.sampled_from((None, None, None, "Resale"))),
        asserted=Decimal(draw(st.sampled_from(("1", "1", "0.8", "0.4")))),
        denied=Decimal(draw(st.sampled_from(("0", "0", "0", "0.6")))),
    )


@cache
def _upstream(above: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    few = st.sampled_from(above).map(lambda name: (name,)) if above else st.just(())
    return st.one_of(st.just(()), st.just(()), few)


@cache
def _votes() -> st.SearchStrategy[Decimal | None]:
    return st.one_of(st.none(), st.sampled_from(SHARES).map(Decimal))


@st.composite
def stake_records(draw: st.DrawFn, max_stakes: int = 6) -> list[Stake]:
    """Stakes among the organisations ``a`` to ``g``: votes, control flags, periods, cycles."""
    stakes = []
    for number in range(draw(st.integers(0, max_stakes))):
        start, end = draw(_periods())
        votes = draw(_votes())
        stakes.append(
            Stake(
                f"s{number}",
                draw(st.sampled_from(OWNERS)),
                draw(st.sampled_from(OWNERS)),
                voting_min=votes,
                economic_min=draw(st.sampled_from((None, Decimal("0.9")))),
                confers_control=draw(st.sampled_from((False, False, False, True))),
                valid_from=start,
                valid_to=end,
            )
        )
    return stakes


@st.composite
def _entities(draw: st.DrawFn) -> list[Entity]:
    found = [Entity(name, name.upper(), frozenset({"Organization"})) for name in OWNERS]
    for name in ASSETS:
        makers = draw(_some(OWNERS))
        found.append(Entity(name, name, frozenset({"Model"}), developers=makers))
    for number, name in enumerate(CLOUDS):
        below = draw(_some(CLOUDS[number + 1 :]))
        kinds = frozenset({"Cloud"})
        found.append(Entity(name, name, kinds, operators=draw(_operators()), runs_on=below))
    for name in PLATFORMS:
        below, kinds = draw(_some(CLOUDS)), frozenset({"Platform"})
        found.append(Entity(name, name, kinds, operators=draw(_operators()), runs_on=below))
    return found


@cache
def _operators() -> st.SearchStrategy[tuple[str, ...]]:
    """Mostly one operator, now and then none that is known, or two."""
    one = st.sampled_from(OWNERS).map(lambda name: (name,))
    two = st.lists(st.sampled_from(OWNERS), min_size=2, max_size=2, unique=True)
    return st.one_of(one, one, one, st.just(()), two.map(lambda names: tuple(sorted(names))))


@cache
def _some(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Mostly nobody, else one of the names or two."""
    if not names:
        return st.just(())
    some = st.lists(st.sampled_from(names), max_size=2, unique=True)
    return st.one_of(st.just(()), some.map(lambda found: tuple(sorted(found))))


@cache
def _periods() -> st.SearchStrategy[tuple[date | None, date | None]]:
    """Mostly open on both sides, else days around :data:`DAY` with the start before the end."""
    start = st.one_of(st.none(), st.integers(-40, 10).map(lambda n: DAY + timedelta(n)))
    end = st.one_of(st.none(), st.none(), st.integers(-5, 60).map(lambda n: DAY + timedelta(n)))
    return st.tuples(start, end).map(_in_order)


def _in_order(period: tuple[date | None, date | None]) -> tuple[date | None, date | None]:
    start, end = period
    return (start, None) if start and end and end <= start else period
