"""Who is the seller of record of a listing, where it is not the operator of the platform.

Storefront, seller, biller and host are different roles: in Microsoft Foundry Claude is sold by
Anthropic and billed by Microsoft. A channel carries the roles of its first day; a listing that is
older than a change of seller keeps none, because nobody recorded who sold before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from graph.catalogs.labs import read_table
from graph.catalogs.organisations import Organisation, find_organisation
from graph.catalogs.records import CatalogChannel


@dataclass(frozen=True, slots=True)
class Selling:
    """Who sells the models of one lab on one platform from a day on, and who sends the bill."""

    since: date
    seller: Organisation
    biller: Organisation


@lru_cache(maxsize=1)
def load_sellings() -> dict[tuple[str, str], Selling]:
    """What is known of each (platform slug, lab)."""
    return {
        (row["platform"], row["lab"]): Selling(
            date.fromisoformat(row["since"]),
            find_organisation(row["seller"], ()),
            find_organisation(row["biller"], ()),
        )
        for row in read_table("sellers_of_record.csv")
    }


def mark_sellers(channels: Iterable[CatalogChannel]) -> list[CatalogChannel]:
    """The channels in their order, with seller of record and biller where they are known."""
    return [_mark(channel) for channel in channels]


def _mark(channel: CatalogChannel) -> CatalogChannel:
    lab = channel.identity.canonical.partition("/")[0]
    selling = load_sellings().get((channel.platform.slug, lab))
    if selling is None or channel.valid_from is None or channel.valid_from < selling.since:
        return channel
    return replace(channel, seller=selling.seller.slug, biller=selling.biller.slug)
