"""A newer copy of a small catalog against what a store holds: each rule on one listing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from graph.catalogs.channels import resolve_catalog
from graph.catalogs.identity import Resolver
from graph.catalogs.known import KnownCatalog, KnownListing, group
from graph.catalogs.listing import CatalogReading, Interval, Listing, Provider
from graph.catalogs.platforms import Platform, table_of
from graph.catalogs.records import CatalogMarket, asset_slug
from graph.catalogs.snapshot_diff import SnapshotDiff, compare, require_plausible
from graph.errors import CatalogRejected
from graph.terms import ID_BASE

OLD, NEW = date(2026, 7, 2), date(2026, 8, 1)
ACME = Platform("acme", "Acme", kind="InferenceHostKind", keys=("models.dev:acme",))
TABLE = table_of([ACME])


def listing(model_id: str, **facts: object) -> Listing:
    """A listing of acme."""
    return replace(Listing("models.dev", "acme", model_id), **facts)  # type: ignore[arg-type]


def market(
    listings: Iterable[Listing], day: date, history: Iterable[Interval] = (), **decided: str
) -> CatalogMarket:
    """The market of these listings on that day, with decisions for ids written with underscores."""
    decisions = {
        ("models.dev", "acme", key.replace("_", "-")): name for key, name in decided.items()
    }
    reading = CatalogReading((Provider("acme", "Acme"),), tuple(listings))
    return resolve_catalog(reading, Resolver(decisions), TABLE, history=history, snapshot=day)


def known(found: CatalogMarket, *closed: str) -> KnownCatalog:
    """A store that has loaded this market, with these slugs closed on 2026-07-20."""
    items = [
        KnownListing(
            ID_BASE + c.slug,
            c.key,
            ID_BASE + asset_slug(c.identity.canonical),
            ID_BASE + c.platform.slug,
            c.stage,
            c.access_mode,
            c.set_aside,
            c.valid_from,
            date(2026, 7, 20) if c.slug in closed else c.valid_to,
            as_decimal(c.identity.confidence),
        )
        for c in found.channels
    ]
    return KnownCatalog({item.iri: item for item in items}, group(items), OLD)


def as_decimal(confidence: float) -> Decimal:
    """The confidence as the store has it."""
    return Decimal(f"{confidence:g}")


def differ(before: CatalogMarket, after: CatalogMarket, **options: object) -> SnapshotDiff:
    """What the later market changes in a store with the earlier one."""
    return compare(known(before), after, NEW, **options)  # type: ignore[arg-type]


BEFORE = market([listing("gpt-5"), listing("gpt-5-mini")], OLD)


def test_the_same_copy_changes_nothing() -> None:
    diff = differ(BEFORE, market([listing("gpt-5-mini"), listing("gpt-5")], NEW))
    assert not diff
    assert diff.unchanged == 2


def test_what_is_no_longer_listed_closes_on_the_day_of_the_copy() -> None:
    diff = differ(BEFORE, market([listing("gpt-5")], NEW))
    (closing,) = diff.closed
    assert (closing.known.key[1], closing.day, closing.is_withdrawn) == ("gpt-5-mini", NEW, False)
    assert diff.opened == ()


def test_what_is_newly_listed_opens_on_the_day_of_the_copy() -> None:
    diff = differ(BEFORE, market([listing("gpt-5"), listing("gpt-5-mini"), listing("o3")], NEW))
    (channel,) = diff.opened
    assert (channel.slug, channel.valid_from) == ("listing/models.dev/acme/o3", NEW)
    assert channel.precision == "FirstListed"


def test_one_model_under_another_id_is_renamed_and_neither_opened_nor_closed() -> None:
    diff = differ(BEFORE, market([listing("gpt-5-2025-08-07"), listing("gpt-5-mini")], NEW))
    ((closing, channel),) = diff.renamed
    assert (closing.known.key[1], channel.key[1]) == ("gpt-5", "gpt-5-2025-08-07")
    assert (diff.opened, diff.closed) == ((), ())
    assert len(diff.channels) == len(diff.closings) == 1


def test_a_new_stage_ends_the_channel_and_goes_on_with_another() -> None:
    diff = differ(
        BEFORE, market([listing("gpt-5", status="deprecated"), listing("gpt-5-mini")], NEW)
    )
    ((closing, sequel),) = diff.moved
    assert (closing.day, sequel.valid_from, sequel.stage) == (NEW, NEW, "Deprecated")
    assert sequel.slug == "listing/models.dev/acme/gpt-5@2026-08-01"
    assert sequel.replaces == "listing/models.dev/acme/gpt-5"


def test_a_corrected_identity_takes_the_whole_place_of_the_wrong_one() -> None:
    after = market([listing("gpt-5"), listing("gpt-5-mini")], NEW, gpt_5="openai/gpt-5-pro")
    ((closing, better),) = differ(BEFORE, after).corrected
    assert closing.is_withdrawn
    assert closing.day == OLD
    assert (better.valid_from, better.identity.model) == (OLD, "gpt-5-pro")


def test_a_weaker_identification_never_overrules_a_stronger_one() -> None:
    before = market([listing("gpt-5")], OLD, gpt_5="openai/gpt-5-pro")
    assert not differ(before, market([listing("gpt-5")], NEW))


def test_a_floating_alias_that_leads_elsewhere_has_moved_and_was_right_before() -> None:
    before = market([listing("gpt-latest")], OLD, gpt_latest="openai/gpt-5")
    after = market([listing("gpt-latest")], NEW, gpt_latest="openai/gpt-5.1")
    ((closing, sequel),) = differ(before, after).moved
    assert (closing.day, sequel.valid_from) == (NEW, NEW)


def test_a_listing_that_comes_back_is_a_channel_with_its_day() -> None:
    store = known(BEFORE, "listing/models.dev/acme/gpt-5")
    diff = compare(store, market([listing("gpt-5"), listing("gpt-5-mini")], NEW), NEW)
    assert [c.slug for c in diff.opened] == ["listing/models.dev/acme/gpt-5@2026-08-01"]


def test_a_history_closes_on_the_day_that_it_states() -> None:
    history = [Interval("acme", "gpt-5-mini", OLD, date(2026, 7, 20))]
    diff = differ(BEFORE, market([listing("gpt-5")], NEW, history))
    (closing,) = diff.closed
    assert closing.day == date(2026, 7, 20)


def test_a_retirement_that_has_come_closes_on_its_day() -> None:
    gone = listing("gpt-5-mini", retires=date(2026, 7, 15))
    (closing,) = differ(BEFORE, market([listing("gpt-5"), gone], NEW)).closed
    assert closing.day == date(2026, 7, 15)


@pytest.mark.parametrize("broken", ["acme gpt-5-mini", "gpt-5-mini", "acme"])
def test_a_broken_entry_is_not_gone(broken: str) -> None:
    assert not differ(BEFORE, market([listing("gpt-5")], NEW), broken={broken})


def test_a_part_of_a_catalog_closes_nothing() -> None:
    assert not differ(BEFORE, market([listing("gpt-5")], NEW), is_partial=True)


def test_a_copy_that_would_close_most_of_a_catalog_is_refused() -> None:
    """41 listings, 21 of them gone: more than half, and more than a few."""
    many = [listing(f"gpt-5-{number}") for number in range(41)]
    before = known(market(many, OLD))
    diff = compare(before, market(many[:20], NEW), NEW)
    with pytest.raises(CatalogRejected, match="close 21 of 41"):
        require_plausible(diff, before, NEW, "api.json")
    half = compare(before, market(many[:21], NEW), NEW)
    require_plausible(half, before, NEW, "api.json")


def test_the_order_of_the_listings_does_not_matter() -> None:
    items = [listing("gpt-5-2025-08-07"), listing("o3"), listing("o1")]
    assert differ(BEFORE, market(items, NEW)) == differ(BEFORE, market(items[::-1], NEW))


def test_a_copy_that_says_nothing_of_hosts_leaves_the_known_ones_as_they_are() -> None:
    before = market([listing("gpt-5", hosts=("OpenAI", "Microsoft Azure"))], OLD)
    same = differ(before, market([listing("gpt-5")], NEW))
    assert (bool(same), same.unchanged) == (False, 2)
    retired = differ(before, market([listing("gpt-5", retires=date(2026, 7, 15))], NEW))
    assert [(c.known.key[2], c.day.day) for c in retired.closed] == [
        ("azure", 15),
        ("openai-inference", 15),
    ]
