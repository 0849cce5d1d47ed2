"""The shipped market, entry by entry: each failure names the entry and says what to do."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

import ontology
from graph.catalogs.build import BuiltMarket, build_market
from graph.catalogs.passing_on import load_passings
from graph.terms import CTV, DCTERMS, ID_BASE, PROV, RDF, RDFS, SCHEMA

MADE = (
    "ownership.ttl",
    "platforms.ttl",
    "catalog.ttl",
    "litellm.ttl",
    "copilot.ttl",
    "codex.ttl",
    "registry.ttl",
)
EDIT_PLATFORMS = "Correct platforms.csv or graph/catalogs/tables/platforms.csv and build again."
BUILD = "Run `captivity build-market --catalogs ../shared/catalogs --output ontology/data`."

#: What the build reports; a change is meant to be seen in review.
COUNTS = {
    "ownership facts": 16,
    "catalog providers mapped": 278,
    "platforms mapped": 204,
    "platforms unverified": 159,
    "new platforms": 15,
    "listings": 9418,
    "channels": 12152,
    "channels that ended": 2653,
    "models.dev: listings": 5276,
    "models.dev: channels": 7539,
    "models.dev: intervals of the history": 7624,
    "models.dev: intervals of less than a day, left out": 85,
    "litellm: entries": 4551,
    "litellm: channels": 4500,
    "github-copilot: entries": 51,
    "github-copilot: channels": 105,
    "codex: entries": 11,
    "codex: channels": 8,
}

#: Catalogs of one product, whose provider is the product itself.
PRODUCTS = {"github-copilot", "codex"}
#: A history knows first days; one copy knows that it saw a listing, or when one ended.
PRECISIONS: dict[str, set[NamedNode | Literal]] = {
    "models.dev": {CTV.FirstListed},
    "litellm": {CTV.SnapshotSeen, CTV.DayStated},
    "github-copilot": {CTV.SnapshotSeen, CTV.DayStated},
    "codex": {CTV.SnapshotSeen},
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


@pytest.fixture(scope="module")
def built(shared: Path) -> BuiltMarket:
    """What the build makes of the catalogs that lie beside the repository."""
    return build_market(shared / "catalogs")


@pytest.mark.parametrize("name", MADE)
def test_a_shipped_file_is_what_the_build_writes(built: BuiltMarket, name: str) -> None:
    assert (ontology.DATA / name).read_bytes() == built.files[name], f"{name} is stale. {BUILD}"
    assert len(built.files[name]) < 5_000_000, f"{name} is big: put fewer triples on a channel."


def test_the_build_reports_the_counts_written_down_here(built: BuiltMarket) -> None:
    assert {what: built.counts[what] for what in COUNTS} == COUNTS


def test_the_shipped_files_hold_the_counts_of_the_report(
    market: Market, listings: set[str]
) -> None:
    assert len(listings) == COUNTS["channels"]
    keys = [key for keys in market.values[CTV.catalogKey].values() for key in keys]
    invented = COUNTS["new platforms"]
    assert len(keys) == COUNTS["catalog providers mapped"] + invented
    assert len(market.values[CTV.catalogKey]) == COUNTS["platforms mapped"] + invented


def test_every_catalog_key_belongs_to_one_platform(market: Market) -> None:
    owners = defaultdict(set)
    for platform, keys in market.values[CTV.catalogKey].items():
        for key in keys:
            owners[key.value].add(short(platform))
    shared_keys = {key: names for key, names in owners.items() if len(names) > 1}
    assert shared_keys == {}, EDIT_PLATFORMS


def test_every_provider_of_the_catalog_has_a_platform(market: Market, listings: set[str]) -> None:
    keys = {k.value for found in market.values[CTV.catalogKey].values() for k in found}
    providers = {tuple(short(channel).split("/")[1:3]) for channel in listings}
    missing = sorted(
        f"{catalog}:{provider}"
        for catalog, provider in providers
        if f"{catalog}:{provider}" not in keys and catalog not in PRODUCTS
    )
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
        (stage,) = market.get(channel, CTV.stage)
        has_start = 0 if stage == CTV.Withdrawn else 1
        assert len(market.get(channel, CTV.validFrom)) == has_start, f"{short(channel)}: first day."
        (precision,) = market.get(channel, CTV.datePrecision)
        assert precision in PRECISIONS[short(channel).split("/")[1]], short(channel)


def test_the_catalog_source_gives_title_address_date_licence_and_commit(market: Market) -> None:
    (source,) = (iri for iri in market.having[CTV.Source] if "src-models-dev-" in iri)
    given = {
        predicate.value: [value.value for value in market.get(source, predicate)]
        for predicate in (DCTERMS.issued, DCTERMS.license, DCTERMS.identifier, SCHEMA.url)
    }
    assert list(given.values()) == [
        ["2026-07-02"],
        ["https://spdx.org/licenses/MIT"],
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
    passings = load_passings()
    for channel in listings:
        (platform,) = market.get(channel, CTV.platform)
        (asset,) = market.get(channel, CTV.asset)
        passing = passings.get((short(platform.value), short(asset.value).partition("/")[0]))
        if passing is not None and passing.is_resale:
            continue
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


def test_every_listing_says_how_it_was_identified_and_how_surely(
    market: Market, listings: set[str]
) -> None:
    for channel in listings:
        assert len(market.get(channel, CTV.identityMethod)) == 1, short(channel)
        (confidence,) = market.get(channel, CTV.identityConfidence)
        assert 0 < float(confidence.value) <= 1, short(channel)


def test_every_period_ends_after_it_begins(market: Market, listings: set[str]) -> None:
    for channel in listings:
        first = [day.value for day in market.get(channel, CTV.validFrom)]
        last = [day.value for day in market.get(channel, CTV.validTo)]
        assert not (first and last) or first[0] < last[0], short(channel)


def test_the_periods_of_one_listing_do_not_overlap(market: Market, listings: set[str]) -> None:
    periods: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for channel in listings:
        if short(channel).startswith("listing/models.dev/"):
            (name,) = market.get(channel, CTV.listingId)
            (first,) = market.get(channel, CTV.validFrom)
            last = [day.value for day in market.get(channel, CTV.validTo)] or ["9999"]
            key = (short(channel).split("/")[2], name.value)
            periods[key].append((first.value, last[0]))
    for key, found in periods.items():
        found.sort()
        assert all(one[1] <= two[0] for one, two in pairwise(found)), key


def test_all_shipped_files_together_stay_under_ten_megabytes() -> None:
    assert sum(path.stat().st_size for path in ontology.MARKET_FILES) < 10_000_000


def test_every_model_of_a_catalog_has_one_modality(market: Market, listings: set[str]) -> None:
    described = set(market.values[CTV.modality])
    listed = {value.value for channel in listings for value in market.get(channel, CTV.asset)}
    assert listed <= described
    assert all(len(values) == 1 for values in market.values[CTV.modality].values())
