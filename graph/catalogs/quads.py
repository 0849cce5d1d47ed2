"""A resolved catalog as triples: the source, the labs, the models and one channel per listing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from graph.catalogs.channels import CatalogAsset, CatalogChannel, CatalogMarket
from graph.catalogs.organisations import describe_organisation
from graph.catalogs.platform_triples import describe_hub, describe_platform
from graph.catalogs.platforms import HUB
from graph.catalogs.turtle import Describe, resource
from graph.terms import CTV, DCTERMS, PROV, RDF, RDFS, SCHEMA, XSD

WEIGHTS_NOTE = (
    "First listed is the day on which the catalog learnt of a listing, which may be later than "
    "the offer. A model counts as open by a curator's decision, else by the catalog's registry, "
    "else by two thirds of its listings (one of them, where the name gives a number of "
    "parameters). Its channel through the Hugging Face Hub stands for weights that anybody can "
    "fetch. The licences of the weights were not checked."
)


@dataclass(frozen=True, slots=True)
class CatalogSource:
    """The file that the listings come from."""

    catalog: str
    snapshot: date
    url: str
    identifier: str
    license: str = "MIT"

    @property
    def slug(self) -> str:
        """The slug of the source, different for every file of a day."""
        short = self.identifier.rpartition(":")[2][:8]
        return f"src-{self.catalog.replace('.', '-')}-{self.snapshot.isoformat()}-{short}"


def describe_market(market: CatalogMarket, source: CatalogSource) -> list[Triple]:
    """Everything that the catalog says, every part naming the source."""
    triples: list[Triple] = []
    describe_source(triples, source)
    for platform in market.new_platforms:
        describe_platform(triples, platform)
    if market.new_platforms:
        describe_hub(triples)
    for asset in market.assets.values():
        describe_asset(triples, asset, source)
    for channel in market.channels:
        describe_channel(triples, channel, market.assets[channel.identity.canonical], source)
    return triples


def describe_source(triples: list[Triple], source: CatalogSource) -> None:
    """Add the catalog file as a source."""
    Describe(triples, source.slug).add(RDF.type, CTV.Source).add(
        DCTERMS.title, Literal(f"{source.catalog} catalog of {source.snapshot.isoformat()}")
    ).add(SCHEMA.url, Literal(source.url)).add(DCTERMS.issued, day(source.snapshot)).add(
        DCTERMS.identifier, Literal(source.identifier)
    ).add(DCTERMS.license, Literal(source.license)).add(CTV.curatorNote, Literal(WEIGHTS_NOTE))


def describe_asset(triples: list[Triple], asset: CatalogAsset, source: CatalogSource) -> None:
    """Add one model, its lab, and its channel through the hub when its weights are open."""
    describe_organisation(triples, asset.developer, is_vendor=True)
    Describe(triples, asset.slug).add(RDF.type, CTV.Model).add(
        RDFS.label, Literal(asset.label)
    ).add(CTV.developedBy, resource(asset.developer.slug)).add(DCTERMS.issued, day(asset.released))
    if asset.is_open:
        node = Describe(triples, f"weights/{asset.canonical}")
        node.add(SCHEMA.url, Literal(asset.weights_url) if asset.weights_url else None)
        finish_channel(
            node,
            f"{asset.label}, open weights",
            asset,
            resource(HUB),
            "OpenWeights",
            "GA",
            asset.first_listed,
            source,
        )


def describe_channel(
    triples: list[Triple], channel: CatalogChannel, asset: CatalogAsset, source: CatalogSource
) -> None:
    """Add the channel of one listing."""
    node = Describe(triples, channel.slug)
    node.add(CTV.listingId, Literal(channel.listing.model_id))
    node.add(CTV.setAside, getattr(CTV, channel.set_aside) if channel.set_aside else None)
    finish_channel(
        node,
        f"{asset.label} through {channel.platform.label}",
        asset,
        resource(channel.platform.slug),
        channel.access_mode,
        channel.stage,
        channel.first_listed,
        source,
    )


def finish_channel(
    node: Describe,
    label: str,
    asset: CatalogAsset,
    platform: NamedNode,
    access_mode: str,
    stage: str,
    first_listed: date | None,
    source: CatalogSource,
) -> None:
    """Add what every channel of a catalog says."""
    node.add(RDF.type, CTV.Channel).add(RDFS.label, Literal(label))
    node.add(CTV.asset, resource(asset.slug)).add(CTV.platform, platform)
    node.add(CTV.accessMode, getattr(CTV, access_mode)).add(CTV.stage, getattr(CTV, stage))
    node.add(CTV.validFrom, day(first_listed))
    node.add(CTV.datePrecision, CTV.FirstListed if first_listed else None)
    node.add(PROV.hadPrimarySource, resource(source.slug))


def day(value: date | None) -> Literal | None:
    """The day as an RDF date; None stays None."""
    return None if value is None else Literal(value.isoformat(), datatype=XSD.date)
