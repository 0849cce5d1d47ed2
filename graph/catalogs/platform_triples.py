"""The platform table as triples: platforms, their operators, and the chain to their owners."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pyoxigraph import Literal, Triple

from graph.catalogs.organisations import describe_organisation, find_organisation
from graph.catalogs.platforms import HUB, Platform
from graph.catalogs.turtle import Describe, resource
from graph.terms import CTV, DCTERMS, PROV, RDF, RDFS, SCHEMA, XSD

SOURCE = "src-platform-table"
#: The clouds that a platform may run on, with the organisation that operates each.
CLOUDS = {
    "aws": ("AWS", "Amazon Web Services"),
    "azure": ("Azure", "Microsoft"),
    "gcp": ("Google Cloud", "Google"),
    "oci": ("Oracle Cloud Infrastructure", "Oracle"),
}
#: An assistant is an asset too, so its type stands in the file that says who developed it.
ASSISTANT = "Assistant"
SOURCE_NOTE = (
    "Catalog providers mapped by hand to platform, kind and owner. The large owners were checked; "
    "small gateways are mapped to themselves and are unverified. An address on a platform is the "
    "page that a catalog names for it; nobody read it for this table."
)


def describe_platforms(platforms: Iterable[Platform], issued: date) -> list[Triple]:
    """Every platform with its operator, kinds, catalog keys and source, and the weights hub."""
    listed = list(platforms)
    triples = describe_table_source(issued)
    for platform in listed:
        describe_platform(triples, platform)
    describe_hub(triples)
    for cloud in sorted({platform.runs_on for platform in listed if platform.runs_on}):
        describe_cloud(triples, cloud)
    return triples


def describe_table_source(issued: date) -> list[Triple]:
    """The platform table as a source."""
    triples: list[Triple] = []
    Describe(triples, SOURCE).add(RDF.type, CTV.Source).add(
        DCTERMS.title, Literal("Captivity platform table")
    ).add(DCTERMS.issued, Literal(issued.isoformat(), datatype=XSD.date)).add(
        CTV.curatorNote, Literal(SOURCE_NOTE)
    )
    return triples


def describe_platform(triples: list[Triple], platform: Platform) -> None:
    """Add one platform and the organisations that operate and own it."""
    node = Describe(triples, platform.slug)
    if platform.platform_class != ASSISTANT:
        node.add(RDF.type, getattr(CTV, platform.platform_class))
    node.add(RDFS.label, Literal(platform.label))
    node.add(CTV.platformKind, *(getattr(CTV, kind) for kind in platform.kinds))
    node.add(CTV.catalogKey, *(Literal(key) for key in platform.keys))
    node.add(CTV.runsOn, resource(platform.runs_on) if platform.runs_on else None)
    node.add(CTV.verification, CTV.Verified if platform.checked else CTV.Unverified)
    node.add(CTV.curatorNote, Literal(platform.note) if platform.note else None)
    node.add(SCHEMA.url, *(Literal(page) for page in platform.evidence))
    node.add(PROV.hadPrimarySource, resource(SOURCE))
    for organisation in (platform.operator, platform.owner):
        if organisation is not None:
            describe_organisation(triples, organisation)
    if platform.operator is not None:
        node.add(CTV.operatedBy, resource(platform.operator.slug))


def describe_cloud(triples: list[Triple], cloud: str) -> None:
    """Add one cloud and its operator."""
    label, operator = CLOUDS[cloud]
    organisation = find_organisation(operator, ())
    describe_organisation(triples, organisation)
    Describe(triples, cloud).add(RDF.type, CTV.Cloud).add(RDFS.label, Literal(label)).add(
        CTV.operatedBy, resource(organisation.slug)
    )


def describe_hub(triples: list[Triple]) -> None:
    """Add the hub from which open weights are fetched; it is no gate, so it has no kind."""
    organisation = find_organisation("Hugging Face", ())
    describe_organisation(triples, organisation)
    Describe(triples, HUB).add(RDF.type, CTV.WeightsHub).add(
        RDFS.label, Literal("Hugging Face Hub")
    ).add(CTV.operatedBy, resource(organisation.slug)).add(CTV.verification, CTV.Verified).add(
        PROV.hadPrimarySource, resource(SOURCE)
    )
