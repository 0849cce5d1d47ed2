"""Closed models that a platform passes on: what is resale, and who runs them in truth.

A platform without the weights of a closed model can only pass calls on. Which platforms do so, and
to whom, is in ``tables/passing_on.csv``, from general knowledge and unverified. A resale is set
aside like the listings of an aggregator; where the platform that answers lists the same model over
the whole period, that listing is its upstream. A storefront of its own keeps counting, with the
cloud that hosts the model for it as one more gate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from graph.catalogs.labs import read_table
from graph.catalogs.platforms import Platform
from graph.catalogs.records import CatalogAsset, CatalogChannel

RESALE = "Resale"
#: Stands in the table for every platform of which it says nothing else.
EVERYWHERE = "*"
#: Catalog, platform and model: an upstream stands in the same catalog.
Offer = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Passing:
    """How a platform offers the closed models of one lab.

    ``upstream`` is the slug of the platform that answers, ``host`` that of the cloud that runs the
    model; either is empty where it is not known.
    """

    upstream: str = ""
    host: str = ""
    is_resale: bool = False


Passings = Mapping[tuple[str, str], Passing]


@lru_cache(maxsize=1)
def load_passings() -> dict[tuple[str, str], Passing]:
    """What is known of each (platform slug, lab)."""
    return {
        (row["platform"], row["lab"]): Passing(row["upstream"], row["host"], row["resale"] == "yes")
        for row in read_table("passing_on.csv")
    }


def mark_passings(
    channels: Iterable[CatalogChannel],
    assets: Mapping[str, CatalogAsset],
    passings: Passings | None = None,
) -> list[CatalogChannel]:
    """The channels in their order, those passed on with upstream and host, resale set aside.

    Models with open weights stay as they are: whoever has the weights can serve them.
    """
    known = load_passings() if passings is None else passings
    listed = list(channels)
    offers: defaultdict[Offer, list[CatalogChannel]] = defaultdict(list)
    for channel in listed:
        offer = (channel.listing.catalog, channel.platform.slug, channel.identity.canonical)
        offers[offer].append(channel)
    return [_mark(channel, assets, known, offers) for channel in listed]


def _mark(
    channel: CatalogChannel,
    assets: Mapping[str, CatalogAsset],
    known: Passings,
    offers: Mapping[Offer, list[CatalogChannel]],
) -> CatalogChannel:
    canonical = channel.identity.canonical
    passing = find_passing(channel.platform, assets[canonical], known)
    if passing is None:
        return channel
    offer = (channel.listing.catalog, passing.upstream, canonical)
    upstream = find_upstream(channel, offers.get(offer, ()))
    set_aside = RESALE if passing.is_resale else channel.set_aside
    host = channel.host or passing.host or None
    return replace(channel, set_aside=set_aside, upstream=upstream, host=host)


def find_passing(platform: Platform, asset: CatalogAsset, known: Passings) -> Passing | None:
    """How the platform passes the model on; None for its own models and for open ones."""
    lab = asset.canonical.partition("/")[0]
    own = platform.operator is not None and platform.operator.slug == asset.developer.slug
    if asset.is_open or own:
        return None
    return known.get((platform.slug, lab)) or known.get((EVERYWHERE, lab))


def find_upstream(channel: CatalogChannel, offers: Iterable[CatalogChannel]) -> str | None:
    """The slug of the first listing that stood as long as the channel; None if there is none."""
    covering = [offer.slug for offer in offers if covers(offer, channel)]
    return min(covering, default=None)


def covers(offer: CatalogChannel, channel: CatalogChannel) -> bool:
    """Whether the offer's period, half-open, contains the channel's."""
    starts = (offer.valid_from or date.min) <= (channel.valid_from or date.min)
    return starts and (offer.valid_to or date.max) >= (channel.valid_to or date.max)
