"""Who passes on whose closed models: resale, upstream listings and sellers of record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.catalogs.identity import Identity
from graph.catalogs.listing import Listing
from graph.catalogs.organisations import Organisation
from graph.catalogs.passing_on import EVERYWHERE, Passing, load_passings, mark_passings
from graph.catalogs.platforms import Platform, read_platform_csv, table_of
from graph.catalogs.records import CatalogAsset, CatalogChannel
from graph.catalogs.selling import load_sellings, mark_sellers

MARCH, MAY, JUNE = date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)
LAB = Organisation("lab", "Lab")
PASSINGS = {
    ("shop", "lab"): Passing("source", is_resale=True),
    ("suite", "lab"): Passing(host="aws"),
}


def offer(
    platform: str, since: date = MAY, until: date | None = None, model: str = "lab/m"
) -> CatalogChannel:
    """A listing of a model over a period."""
    return CatalogChannel(
        slug=f"listing/c/{platform}/{model}@{since}",
        listing=Listing("c", platform, model),
        identity=Identity(*model.split("/"), "id", 0.9),
        platform=Platform(platform, platform),
        access_mode="RawAPI",
        stage="GA",
        set_aside=None,
        valid_from=since,
        valid_to=until,
    )


def mark(*channels: CatalogChannel, is_open: bool = False) -> CatalogChannel:
    """The last of the channels, marked."""
    assets = {"lab/m": CatalogAsset("lab/m", "M", LAB, is_open=is_open)}
    return mark_passings(channels, assets, PASSINGS)[-1]


def test_a_resale_is_set_aside_and_needs_the_listing_that_answers_for_it() -> None:
    source = offer("source", since=MARCH)
    marked = mark(source, offer("shop"))
    assert (marked.set_aside, marked.upstream) == ("Resale", source.slug)


def test_a_storefront_that_is_no_resale_counts_with_the_cloud_that_hosts_it() -> None:
    marked = mark(offer("source", since=MARCH), offer("suite"))
    assert (marked.set_aside, marked.upstream, marked.host) == (None, None, "aws")


def test_the_host_that_a_catalog_names_is_kept() -> None:
    assert mark(replace(offer("suite"), host="gcp")).host == "gcp"


@pytest.mark.parametrize(
    ("since", "until"),
    [(JUNE, None), (MARCH, JUNE)],
    ids=["begins later", "ends earlier"],
)
def test_a_listing_that_stood_for_a_part_of_the_time_only_is_no_upstream(
    since: date, until: date | None
) -> None:
    assert mark(offer("source", since, until), offer("shop")).upstream is None


def test_open_weights_are_served_by_whoever_has_them() -> None:
    for shop in (offer("shop"), offer("suite")):
        assert mark(offer("source", since=MARCH), shop, is_open=True) == shop


def test_a_host_that_holds_everywhere_holds_where_nothing_else_is_said() -> None:
    known = {("*", "lab"): Passing(host="gcp"), ("suite", "lab"): Passing(host="aws")}
    assets = {"lab/m": CatalogAsset("lab/m", "M", LAB)}
    marked = mark_passings([offer("anywhere"), offer("suite")], assets, known)
    assert [channel.host for channel in marked] == ["gcp", "aws"]


def test_a_lab_passes_nothing_on_to_itself() -> None:
    known = {("*", "lab"): Passing(host="gcp")}
    own = replace(offer("own"), platform=Platform("own", "Own", operator=LAB))
    assert mark_passings([own], {"lab/m": CatalogAsset("lab/m", "M", LAB)}, known) == [own]


def test_a_platform_of_which_nothing_is_known_stays_as_it_is() -> None:
    plain = offer("elsewhere")
    assert mark(offer("source", since=MARCH), plain) == plain


def test_claude_in_foundry_is_sold_by_anthropic_and_billed_by_microsoft_from_its_day_on() -> None:
    since = load_sellings()["foundry", "anthropic"].since
    after = offer("foundry", since, model="anthropic/claude-opus-5")
    before = offer("foundry", MARCH, model="anthropic/claude-opus-4.5")
    roles = [(marked.seller, marked.biller) for marked in mark_sellers([after, before])]
    assert roles == [("anthropic", "microsoft"), (None, None)]


def test_platforms_of_the_tables_are_in_the_platform_table(catalogs: Path) -> None:
    table = table_of(read_platform_csv((catalogs / "platforms.csv").read_bytes()))
    named = {platform for platform, _ in load_passings() | load_sellings()}
    named |= {passing.upstream for passing in load_passings().values() if passing.upstream}
    assert named <= table.slugs | {EVERYWHERE}
