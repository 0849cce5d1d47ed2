"""The curated facts of control, stakes and distribution as stakes, claims and sources.

A stake stands only where somebody controls somebody or a share is known. An investment without a
known share is a claim about the two organisations, a merger that has not closed a claim about its
event. Things that other shipped files define keep their IRIs; only claims are added to them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from graph.catalogs.labs import read_table
from graph.catalogs.organisations import (
    Organisation,
    describe_organisation,
    find_organisation,
    make_slug,
)
from graph.catalogs.platforms import Platform
from graph.catalogs.turtle import Describe, resource
from graph.errors import CatalogRejected
from graph.terms import CTV, DCTERMS, PROV, RDF, RDFS, SCHEMA, XSD

#: Confidence by the start of the status and the start of the kind of source; first match wins.
CONFIDENCE = (
    ("in force", "primary", "0.95"),
    ("in force", "common", "0.95"),
    ("in force", "", "0.8"),
    ("ended", "", "0.8"),
    ("agreed", "", "0.8"),
    ("announced", "", "0.7"),
    ("reported - amounts conflict", "", "0.5"),
    ("reported", "", "0.6"),
)
#: Stakes that another shipped file defines, as (owner, operator).
DEFINED_ELSEWHERE = frozenset(
    {("Amazon", "Amazon Web Services"), ("Microsoft", "GitHub"), ("SpaceX", "xAI")}
)
#: Whole control that no other file states: stake slug, holder, issuer.
WHOLE_STAKES = {"stake-spacex-xai": ("SpaceX", "xAI")}
#: Derived assets: slug, label, developer, and the asset that each was made from.
DERIVED = {
    "github/raptor-mini": ("Raptor mini", "GitHub", "openai/gpt-5-mini"),
    "cursor/composer-2.5": ("Composer 2.5", "Anysphere", "moonshotai/kimi-k2.5"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the ownership table with what it is about, in our words."""

    subject: str
    relation: str
    object: str
    since: str
    status: str
    url: str
    source_kind: str
    about: tuple[str, ...]
    statement: str

    @property
    def slug(self) -> str:
        """A short name for the fact, the same however the table is ordered."""
        return make_slug(f"{self.subject} {self.relation} {self.object}")

    @property
    def confidence(self) -> Decimal:
        """The curator's belief by status and kind of source, in [0, 1]."""
        for status, kind, value in CONFIDENCE:
            if self.status.startswith(status) and self.source_kind.startswith(kind):
                return Decimal(value)
        return Decimal("0.4")


@dataclass(frozen=True, slots=True)
class KnownAsset:
    """What the catalog says of an asset that a fact refers to."""

    label: str
    developer: Organisation


def read_ownership_csv(content: bytes, name: str = "ownership.csv") -> list[Fact]:
    """The facts of the table in its order.

    Raises
    ------
    CatalogRejected
        A fact has no words of ours yet; the line is given.
    """
    words = {
        (row["subject"], row["relation"], row["object"]): row for row in read_table("ownership.csv")
    }
    facts = []
    for line, row in enumerate(csv.DictReader(io.StringIO(content.decode("utf-8"))), 2):
        key = (row["subject"], row["relation"], row["object"])
        if key not in words:
            raise CatalogRejected(
                "The ownership table holds a fact without a statement",
                f"{name}: {' '.join(key)}",
                "Add it to graph/catalogs/tables/ownership.csv.",
                line=line,
            )
        facts.append(
            Fact(
                *key,
                row["since"],
                row["status"],
                row["source_url"],
                row["source_kind"],
                tuple(words[key]["about"].split()),
                words[key]["statement"],
            )
        )
    return facts


def describe_ownership(
    facts: Iterable[Fact], platforms: Iterable[Platform], assets: Mapping[str, KnownAsset]
) -> list[Triple]:
    """Every stake, claim and source of the table, and the owners that the platforms imply."""
    triples: list[Triple] = []
    for fact in facts:
        describe_fact(triples, fact)
        for slug in fact.about:
            if slug in WHOLE_STAKES:
                holder, issuer = (find_organisation(name, ()) for name in WHOLE_STAKES[slug])
                describe_stake(triples, slug, holder, issuer, fact.since, whole=True)
            if slug in DERIVED:
                describe_derived(triples, slug, assets)
    for owner, operator in implied_owners(platforms):
        slug = f"stake-{owner.slug}-{operator.slug}"
        describe_stake(triples, slug, owner, operator, "", whole=False)
    return triples


def describe_fact(triples: list[Triple], fact: Fact) -> None:
    """Add the claim and its source."""
    source = f"src-{fact.slug}"
    node = Describe(triples, source).add(RDF.type, CTV.Source)
    if fact.url:
        node.add(SCHEMA.url, Literal(fact.url)).add(
            DCTERMS.title, Literal(urlsplit(fact.url).netloc.removeprefix("www."))
        )
    else:
        node.add(DCTERMS.title, Literal("Common knowledge"))
    node.add(CTV.curatorNote, Literal(f"Kind of source: {fact.source_kind}."))
    Describe(triples, f"claim-{fact.slug}").add(RDF.type, CTV.Claim).add(
        CTV.about, *(resource(slug) for slug in fact.about)
    ).add(CTV.claimKind, CTV.Fact).add(CTV.polarity, CTV.Asserts).add(
        CTV.confidence, decimal(fact.confidence)
    ).add(CTV.statement, Literal(fact.statement)).add(PROV.hadPrimarySource, resource(source)).add(
        CTV.curatorNote, Literal(f"Status: {fact.status}.")
    )


def describe_stake(
    triples: list[Triple],
    slug: str,
    holder: Organisation,
    issuer: Organisation,
    since: str,
    *,
    whole: bool,
) -> None:
    """Add a controlling stake; one without a claim names the platform table as its source."""
    for organisation in (holder, issuer):
        describe_organisation(triples, organisation)
    node = Describe(triples, slug).add(RDF.type, CTV.Stake)
    node.add(RDFS.label, Literal(f"{holder.label} holds {issuer.label}"))
    node.add(CTV.holder, resource(holder.slug)).add(CTV.issuer, resource(issuer.slug))
    node.add(CTV.confersControl, Literal(True))
    checked = holder.checked
    node.add(CTV.verification, CTV.Verified if checked else CTV.Unverified)
    if whole:
        node.add(CTV.votingShareMin, decimal(Decimal("1.0")))
        node.add(CTV.votingShareMax, decimal(Decimal("1.0")))
    else:
        node.add(PROV.hadPrimarySource, resource("src-platform-table"))
    if since:
        day = date.fromisoformat(since)
        node.add(CTV.validFrom, Literal(day.isoformat(), datatype=XSD.date))


def describe_derived(triples: list[Triple], slug: str, assets: Mapping[str, KnownAsset]) -> None:
    """Add an asset that was made from another, and that other as the catalog names it."""
    label, developer_name, base = DERIVED[slug]
    developer = find_organisation(developer_name, ())
    describe_model(triples, slug, KnownAsset(label, developer))
    Describe(triples, slug).add(CTV.derivedFrom, resource(base))
    if base in assets:
        describe_model(triples, base, assets[base])


def describe_model(triples: list[Triple], slug: str, asset: KnownAsset) -> None:
    """Add type, label and developer of a model."""
    describe_organisation(triples, asset.developer, is_vendor=True)
    Describe(triples, slug).add(RDF.type, CTV.Model).add(RDFS.label, Literal(asset.label)).add(
        CTV.developedBy, resource(asset.developer.slug)
    )


def implied_owners(platforms: Iterable[Platform]) -> list[tuple[Organisation, Organisation]]:
    """Every (owner, operator) that the platform table names and no other file states."""
    pairs = {
        (platform.owner, platform.operator)
        for platform in platforms
        if platform.owner and platform.operator and platform.owner != platform.operator
        if (platform.owner.label, platform.operator.label) not in DEFINED_ELSEWHERE
    }
    return sorted(pairs, key=lambda pair: (pair[0].slug, pair[1].slug))


def decimal(value: Decimal) -> Literal:
    """The number as an RDF decimal."""
    return Literal(str(value), datatype=NamedNode(XSD.decimal.value))
