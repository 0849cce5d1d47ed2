"""The shipped market, entry by entry: each failure names the entry and says what to do."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

import ontology
from graph.terms import CTV, DCTERMS, ID_BASE, PROV, RDF, RDFS, SCHEMA

MADE = ("ownership.ttl", "platforms.ttl", "catalog.ttl")
EDIT_PLATFORMS = "Correct platforms.csv or graph/catalogs/tables/platforms.csv and build again."
BUILD = "Run `captivity build-market --catalogs ../shared/catalogs --output ontology/data`."

#: What the build reports; a change is meant to be seen in review.
COUNTS = {
    "ownership facts": 16,
    "catalog providers mapped": 278,
    "platforms mapped": 204,
    "platforms unverified": 159,
    "providers": 147,
    "platforms": 146,
    "listings": 5276,
    "models": 1002,
    "labs": 141,
    "models with open weights": 351,
    "unresolved": 132,
    "set aside": 3287,
}

PLATFORM_CLASSES = {CTV.Platform, CTV.ModelPlatform, CTV.Aggregator, CTV.FirstPartyService}
PLATFORM_CLASSES |= {CTV.WeightsHub, CTV.Assistant}
ORGANISATION_CLASSES = {CTV.Organization, CTV.Vendor, CTV.CloudProvider}
ASSET_CLASSES = {CTV.Model, CTV.ModelFamily, CTV.Assistant}


class Market:
    """The triples of the shipped files, for look-ups by subject, property and object."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self.values: dict[NamedNode, dict[str, set[NamedNode | Literal]]] = {}
        self.having: dict[NamedNode, set[str]] = defaultdict(set)
        self.triples: set[Triple] = set()
        for path in paths:
            for quad in parse(path=str(path), format=RdfFormat.TURTLE):
                self.add(quad.triple)

    def add(self, triple: Triple) -> None:
        """Keep one triple under its subject."""
        assert isinstance(triple.subject, NamedNode), f"{triple}: the files use no blank nodes"
        self.triples.add(triple)
        values = self.values.setdefault(triple.predicate, {})
        assert isinstance(triple.object, NamedNode | Literal)
        values.setdefault(triple.subject.value, set()).add(triple.object)
        if isinstance(triple.object, NamedNode) and triple.predicate == RDF.type:
            self.having[triple.object].add(triple.subject.value)

    def get(self, subject: str, predicate: NamedNode) -> set[NamedNode | Literal]:
        """The values of one property of one thing."""
        return self.values.get(predicate, {}).get(subject, set())

    def of_class(self, classes: set[NamedNode]) -> set[str]:
        """Everything of any of the classes."""
        return set().union(*(self.having[one] for one in classes))


@pytest.fixture(scope="module")
def market() -> Market:
    """Every shipped file together."""
    return Market(ontology.MARKET_FILES)


@pytest.fixture(scope="module")
def listings(market: Market) -> set[str]:
    """The channels that are catalog listings."""
    return set(market.values[CTV.listingId])


def short(iri: str) -> str:
    """The slug of one of our resources."""
    return iri.removeprefix(ID_BASE)


@pytest.mark.parametrize("name", MADE)
def test_a_shipped_file_is_what_the_build_writes(shared: Path, name: str) -> None:
    from graph.catalogs.build import build_market

    built = build_market(shared / "catalogs")
    assert (ontology.DATA / name).read_bytes() == built.files[name], f"{name} is stale. {BUILD}"
    assert len(built.files[name]) < 5_000_000, f"{name} is big: put fewer triples on a channel."


def test_the_build_reports_the_counts_written_down_here(shared: Path) -> None:
    from graph.catalogs.build import build_market

    counts = build_market(shared / "catalogs").counts
    assert {what: counts[what] for what in COUNTS} == COUNTS


def test_the_shipped_files_hold_the_counts_of_the_report(
    market: Market, listings: set[str]
) -> None:
    assert len(listings) == COUNTS["listings"]
    assert len(market.values[CTV.setAside]) == COUNTS["set aside"]
    keys = [key for keys in market.values[CTV.catalogKey].values() for key in keys]
    assert len(keys) == COUNTS["catalog providers mapped"]
    assert len(market.values[CTV.catalogKey]) == COUNTS["platforms mapped"]


def test_every_catalog_key_belongs_to_one_platform(market: Market) -> None:
    owners = defaultdict(set)
    for platform, keys in market.values[CTV.catalogKey].items():
        for key in keys:
            owners[key.value].add(short(platform))
    shared_keys = {key: names for key, names in owners.items() if len(names) > 1}
    assert shared_keys == {}, EDIT_PLATFORMS


def test_every_provider_of_the_catalog_has_a_platform(market: Market, listings: set[str]) -> None:
    keys = {k.value for found in market.values[CTV.catalogKey].values() for k in found}
    providers = {short(channel).split("/")[2] for channel in listings}
    missing = sorted(p for p in providers if f"models.dev:{p}" not in keys)
    assert missing == [], f"Add them to platforms.csv. {BUILD}"


def test_every_platform_has_one_operator_in_all_files_together(market: Market) -> None:
    wrong = {
        short(platform): [str(value) for value in market.get(platform, CTV.operatedBy)]
        for platform in market.of_class(PLATFORM_CLASSES | {CTV.Cloud, CTV.Surface})
        if len(market.get(platform, CTV.operatedBy)) != 1
    }
    assert wrong == {}, EDIT_PLATFORMS


def test_every_operator_holder_issuer_and_developer_is_an_organisation(market: Market) -> None:
    organisations = market.of_class(ORGANISATION_CLASSES)
    wrong = {
        f"{short(subject)} {predicate.value.rpartition('#')[2]} {short(value.value)}"
        for predicate in (CTV.operatedBy, CTV.developedBy, CTV.holder, CTV.issuer)
        for subject, values in market.values[predicate].items()
        for value in values
        if value.value not in organisations
    }
    assert wrong == set(), "Describe it in graph/catalogs/tables/organisations.csv."


def test_nothing_is_both_an_organisation_and_something_else(market: Market) -> None:
    others = market.of_class(PLATFORM_CLASSES | ASSET_CLASSES | {CTV.Cloud, CTV.Channel})
    both = {short(iri) for iri in others & market.of_class(ORGANISATION_CLASSES)}
    assert both == set(), "Give the organisation a slug of its own in tables/organisations.csv."


def test_every_channel_goes_through_a_described_platform_to_a_described_asset(
    market: Market,
) -> None:
    platforms, assets = market.of_class(PLATFORM_CLASSES), market.of_class(ASSET_CLASSES)
    for channel in market.having[CTV.Channel]:
        (asset,) = market.get(channel, CTV.asset)
        (platform,) = market.get(channel, CTV.platform)
        assert asset.value in assets, f"{short(channel)}: describe {short(asset.value)}. {BUILD}"
        assert platform.value in platforms, f"{short(channel)}: describe {short(platform.value)}."


def test_every_listing_names_its_source_and_its_first_day(
    market: Market, listings: set[str]
) -> None:
    for channel in listings:
        (source,) = market.get(channel, PROV.hadPrimarySource)
        assert source.value in market.having[CTV.Source], (
            f"{short(channel)}: {source} is no source. {BUILD}"
        )
        assert len(market.get(channel, CTV.validFrom)) == 1, f"{short(channel)} has no first day."
        assert market.get(channel, CTV.datePrecision) == {CTV.FirstListed}, short(channel)


def test_the_catalog_source_gives_title_address_date_licence_and_commit(market: Market) -> None:
    (source,) = (iri for iri in market.having[CTV.Source] if "src-models-dev-" in iri)
    given = {
        predicate.value: [value.value for value in market.get(source, predicate)]
        for predicate in (DCTERMS.issued, DCTERMS.license, DCTERMS.identifier, SCHEMA.url)
    }
    assert list(given.values()) == [
        ["2026-07-02"],
        ["MIT"],
        ["f3fc692"],
        ["https://github.com/anomalyco/models.dev"],
    ]
    assert len(market.get(source, DCTERMS.title)) == 1


def test_nothing_has_two_labels(market: Market) -> None:
    torn = {
        short(subject): sorted(value.value for value in labels)
        for subject, labels in market.values[RDFS.label].items()
        if len(labels) > 1
    }
    assert torn == {}, "Keep the label of the file that is written by hand."


def test_no_two_models_share_a_label(market: Market) -> None:
    labels = Counter(
        label.value.lower()
        for model in market.having[CTV.Model]
        for label in market.get(model, RDFS.label)
    )
    assert [label for label, count in labels.items() if count > 1] == []


def test_every_slug_is_well_formed(market: Market) -> None:
    """Lower case, digits, dots, dashes; listings keep the id of the catalog, percent-encoded."""
    plain = re.compile(r"[a-z0-9]+(?:[.+_-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[.+_-]+[a-z0-9]+)*)*\Z")
    listed = re.compile(r"(?:listing|weights)/[A-Za-z0-9/:@~._+%-]+\Z")
    subjects = {
        triple.subject.value for triple in market.triples if isinstance(triple.subject, NamedNode)
    }
    wrong = sorted(
        short(s) for s in subjects if not (plain.match(short(s)) or listed.match(short(s)))
    )
    assert wrong == [], "Change the spelling in graph/catalogs."


def test_only_resale_apps_and_local_runtimes_are_set_aside(
    market: Market, listings: set[str]
) -> None:
    reasons = {
        CTV.AggregatorKind: CTV.Resale,
        CTV.ConsumerAppKind: CTV.ConsumerApp,
        CTV.LocalRuntimeKind: CTV.LocalRuntime,
    }
    for channel in listings:
        (platform,) = market.get(channel, CTV.platform)
        kinds = market.get(platform.value, CTV.platformKind)
        wanted = {
            reasons[kind]
            for kind in kinds
            if isinstance(kind, NamedNode)
            if kind in reasons and CTV.FirstPartyKind not in kinds
        }
        assert market.get(channel, CTV.setAside) == wanted, f"{short(channel)}. {BUILD}"


def test_a_model_has_one_open_weights_channel_at_most(market: Market) -> None:
    hubs = Counter(
        asset.value
        for channel in market.having[CTV.Channel]
        if CTV.OpenWeights in market.get(channel, CTV.accessMode)
        for asset in market.get(channel, CTV.asset)
    )
    assert len(hubs) == COUNTS["models with open weights"]
    assert [short(asset) for asset, count in hubs.items() if count > 1] == []


OPEN = "openai/gpt-oss-120b deepseek/deepseek-v3.2 moonshotai/kimi-k2 google/gemma-3-27b-it"
CLOSED = "openai/gpt-5.5 anthropic/claude-opus-4.8 google/gemini-3.1-pro cohere/embed-v4"


def test_weights_are_open_where_everybody_knows_and_closed_where_not(market: Market) -> None:
    channels = market.having[CTV.Channel]
    assert {f"{ID_BASE}weights/{model}" for model in OPEN.split()} <= channels
    assert not {f"{ID_BASE}weights/{model}" for model in CLOSED.split()} & channels


def test_every_stake_has_a_claim_or_a_source(market: Market) -> None:
    claimed = {value.value for about in market.values[CTV.about].values() for value in about}
    for stake in market.having[CTV.Stake]:
        has_source = bool(market.get(stake, PROV.hadPrimarySource))
        assert stake in claimed or has_source, f"{short(stake)}: add a claim with a source."


def test_what_the_claims_of_the_ownership_table_are_about_is_described(market: Market) -> None:
    described, made = set(market.values[RDF.type]), Market((ontology.DATA / "ownership.ttl",))
    missing = {
        f"{short(claim)}: {short(value.value)}"
        for claim, about in made.values[CTV.about].items()
        for value in about
        if value.value not in described
    }
    assert missing == set(), "Correct the column about in tables/ownership.csv."


FIRSTS = """anthropic/claude-haiku-4.5 foundry 2025-11-19
openai/gpt-5.5 bedrock 2026-06-04
xai/grok-4.3 bedrock 2026-06-28"""


@pytest.mark.parametrize("first", FIRSTS.splitlines())
def test_the_firsts_of_the_market_are_dated_as_the_catalog_learnt_of_them(
    market: Market, first: str
) -> None:
    model, platform, first_listed = first.split()
    days = {
        day.value
        for channel, assets in market.values[CTV.asset].items()
        if {a.value for a in assets} == {ID_BASE + model}
        and {p.value for p in market.get(channel, CTV.platform)} == {ID_BASE + platform}
        for day in market.get(channel, CTV.validFrom)
    }
    assert min(days) == first_listed
