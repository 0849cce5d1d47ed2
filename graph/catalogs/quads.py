"""Resolved catalogs as triples: the source, the labs, the models and one channel per interval."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from graph.catalogs.derivations import load_derivations
from graph.catalogs.history import SNAPSHOT_SEEN
from graph.catalogs.hosts import describe_host
from graph.catalogs.identity import BY_ID, BY_NAME, CURATED, STATED, UNRESOLVED
from graph.catalogs.listing import Listing
from graph.catalogs.organisations import describe_organisation
from graph.catalogs.platform_triples import describe_hub, describe_platform
from graph.catalogs.platforms import HUB
from graph.catalogs.readers import CATALOGS, CatalogSnapshot
from graph.catalogs.records import CatalogAsset, CatalogChannel, CatalogMarket, asset_slug
from graph.catalogs.turtle import Describe, resource
from graph.terms import CTV, DCTERMS, PROV, RDF, RDFS, SCHEMA, XSD

#: The steps of identification and the concepts of the ontology.
METHODS = {
    CURATED: CTV.CuratedIdentity,
    STATED: CTV.StatedIdentity,
    BY_ID: CTV.IdRuleIdentity,
    BY_NAME: CTV.DisplayNameIdentity,
    UNRESOLVED: CTV.UnresolvedIdentity,
}
NOTE = (
    "First listed is the day on which the catalog learnt of a listing, which may be later than "
    "the offer; seen in a snapshot means that no earlier copy is known. A model counts as open by "
    "a curator's decision, else by the catalog's registry, else by two thirds of its listings, "
    "else by a name that gives a number of parameters. Its channel through the Hugging Face Hub "
    "stands for weights that anybody can fetch. The licences of the weights were not checked."
)


@dataclass(frozen=True, slots=True)
class CatalogSource:
    """The file that the listings come from; ``identifier`` is a commit, a release or a digest."""

    catalog: str
    snapshot: date
    url: str
    identifier: str
    license: str = "https://spdx.org/licenses/MIT"

    @property
    def slug(self) -> str:
        """The slug of the source, different for every file of a day."""
        short = self.identifier.rpartition(":")[2][:8]
        return f"{source_stem(self.catalog)}{self.snapshot.isoformat()}-{short}"

    @property
    def title(self) -> str:
        """The title of the source."""
        kind = CATALOGS.get(self.catalog)
        return f"{kind.title if kind else self.catalog}, {self.snapshot.isoformat()}"


def source_stem(catalog: str) -> str:
    """What the slugs of all sources of a catalog begin with."""
    return f"src-{catalog.replace('.', '-')}-"


def source_of(snapshot: CatalogSnapshot) -> CatalogSource:
    """The source that a snapshot is."""
    return CatalogSource(
        snapshot.catalog,
        snapshot.snapshot_date,
        snapshot.source_url,
        snapshot.version,
        snapshot.license,
    )


def describe_market(
    market: CatalogMarket,
    source: CatalogSource,
    described: Collection[str] = (),
    bases: Collection[str] = (),
) -> list[Triple]:
    """Everything that the catalog says, every part naming the source.

    Models whose canonical names are among ``described`` stand in another file already. A model
    is said to be derived from another only if that one is among ``bases`` or in the market.
    """
    known = {*market.assets, *described, *bases}
    triples: list[Triple] = []
    describe_source(triples, source)
    for platform in market.new_platforms:
        describe_platform(triples, platform)
    assets = [asset for name, asset in market.assets.items() if name not in described]
    if market.new_platforms or any(asset.is_open for asset in assets):
        describe_hub(triples)
    for host in sorted({channel.host for channel in market.channels if channel.host}):
        describe_host(triples, host)
    for asset in assets:
        describe_asset(triples, asset, source)
        for derivation in load_derivations():
            if derivation.model == asset.canonical and derivation.derived_from in known:
                base = resource(asset_slug(derivation.derived_from))
                Describe(triples, asset.slug).add(CTV.derivedFrom, base)
    for channel in market.channels:
        describe_channel(triples, channel, market.assets[channel.identity.canonical], source)
    return triples


def describe_source(triples: list[Triple], source: CatalogSource) -> None:
    """Add the catalog file as a source."""
    Describe(triples, source.slug).add(RDF.type, CTV.Source).add(
        DCTERMS.title, Literal(source.title)
    ).add(SCHEMA.url, Literal(source.url)).add(DCTERMS.issued, day(source.snapshot)).add(
        DCTERMS.identifier, Literal(source.identifier)
    ).add(DCTERMS.license, NamedNode(source.license)).add(CTV.curatorNote, Literal(NOTE))


def describe_asset(triples: list[Triple], asset: CatalogAsset, source: CatalogSource) -> None:
    """Add one model, its lab, and its channel through the hub when its weights are open."""
    describe_organisation(triples, asset.developer, is_vendor=True)
    Describe(triples, asset.slug).add(RDF.type, CTV.Model).add(
        RDFS.label, Literal(asset.label)
    ).add(CTV.developedBy, resource(asset.developer.slug)).add(
        CTV.modality, getattr(CTV, asset.modality)
    ).add(DCTERMS.issued, day(asset.released))
    if asset.is_open:
        node = Describe(triples, f"weights/{asset.canonical}")
        node.add(SCHEMA.url, Literal(asset.weights_url) if asset.weights_url else None)
        label = f"{asset.label}, open weights"
        finish_channel(node, label, asset, resource(HUB), "OpenWeights", "GA", source)
        since = asset.first_seen or source.snapshot
        precision = asset.precision if asset.first_seen else SNAPSHOT_SEEN
        date_channel(node, since, None, precision)


def describe_channel(
    triples: list[Triple], channel: CatalogChannel, asset: CatalogAsset, source: CatalogSource
) -> None:
    """Add the channel of one listing over one period."""
    node = Describe(triples, channel.slug)
    listing, identity = channel.listing, channel.identity
    node.add(CTV.listingId, Literal(listing.model_id))
    node.add(CTV.setAside, getattr(CTV, channel.set_aside) if channel.set_aside else None)
    node.add(CTV.hostedOn, resource(channel.host) if channel.host else None)
    node.add(CTV.upstream, resource(channel.upstream) if channel.upstream else None)
    node.add(CTV.sellerOfRecord, resource(channel.seller) if channel.seller else None)
    node.add(CTV.billedBy, resource(channel.biller) if channel.biller else None)
    node.add(CTV.identityMethod, METHODS[identity.method])
    node.add(
        CTV.identityConfidence, Literal(f"{float(identity.confidence):g}", datatype=XSD.decimal)
    )
    node.add(
        CTV.floatingAlias,
        Literal("true", datatype=XSD.boolean) if identity.floating else None,
    )
    node.add(SCHEMA.url, Literal(listing.source_url) if listing.source_url else None)
    node.add(CTV.curatorNote, describe_offer(listing))
    node.add(DCTERMS.replaces, resource(channel.replaces) if channel.replaces else None)
    label = f"{asset.label} through {channel.platform.label}"
    platform = resource(channel.platform.slug)
    finish_channel(node, label, asset, platform, channel.access_mode, channel.stage, source)
    date_channel(node, channel.valid_from, channel.valid_to, channel.precision)


def describe_offer(listing: Listing) -> Literal | None:
    """In which clients and plans of a product the model is offered; None where nobody says."""
    clients = [client for client in listing.surfaces if client != listing.catalog]
    parts = [
        f"{name}: {', '.join(values)}."
        for name, values in (("Clients", clients), ("Plans", listing.plans))
        if values
    ]
    return Literal(" ".join(parts)) if parts else None


def finish_channel(
    node: Describe,
    label: str,
    asset: CatalogAsset,
    platform: NamedNode,
    access_mode: str,
    stage: str,
    source: CatalogSource,
) -> None:
    """Add what every channel of a catalog says."""
    node.add(RDF.type, CTV.Channel).add(RDFS.label, Literal(label))
    node.add(CTV.asset, resource(asset.slug)).add(CTV.platform, platform)
    node.add(CTV.accessMode, getattr(CTV, access_mode)).add(CTV.stage, getattr(CTV, stage))
    node.add(PROV.hadPrimarySource, resource(source.slug))


def date_channel(
    node: Describe, since: date | None, until: date | None, precision: str | None
) -> None:
    """Add the period of a channel and how well it is known."""
    node.add(CTV.validFrom, day(since)).add(CTV.validTo, day(until))
    node.add(CTV.datePrecision, getattr(CTV, precision) if precision else None)


def day(value: date | None) -> Literal | None:
    """The day as an RDF date; None stays None."""
    return None if value is None else Literal(value.isoformat(), datatype=XSD.date)
