"""How a listing in a newer copy of a catalog differs from what the store says of it."""

from __future__ import annotations

from graph.catalogs.known import KnownListing
from graph.catalogs.records import CatalogChannel, asset_slug
from graph.terms import ID_BASE


def is_corrected(standing: KnownListing, channel: CatalogChannel) -> bool:
    """Whether the store read the listing wrongly: another model, platform or way of access.

    A weaker step of identification never overrules a stronger one, and a floating alias that
    leads to another model has moved.
    """
    if asset_iri(channel) != standing.asset:
        confidence = round(channel.identity.confidence, 4)
        return not channel.identity.floating and confidence >= float(standing.confidence)
    return (
        ID_BASE + channel.platform.slug != standing.platform
        or channel.access_mode != standing.access_mode
        or channel.set_aside != standing.set_aside
    )


def is_moved(standing: KnownListing, channel: CatalogChannel) -> bool:
    """Whether the listing is different from now on: another stage, or an alias moved on."""
    alias_moved = channel.identity.floating and asset_iri(channel) != standing.asset
    return alias_moved or channel.stage != standing.stage


def asset_iri(channel: CatalogChannel) -> str:
    """The IRI of the model of a channel."""
    return ID_BASE + asset_slug(channel.identity.canonical)
