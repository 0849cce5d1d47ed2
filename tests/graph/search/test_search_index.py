"""What a text finds and in which order."""

from __future__ import annotations

from datetime import date

import pytest

from graph.market.records import Channel, Claim, Entity, MarketRecords, Source
from graph.search.entries import count_channels, list_entries, market_index
from graph.search.index import Entry, Found, SearchIndex, Tier
from graph.terms import ID_BASE

NAMES = {
    "codex": ("Codex", "asset", 3),
    "codex-mini": ("Codex mini", "asset", 9),
    "openai/gpt-5": ("GPT-5", "asset", 5),
    "copy/gpt-5.5": ("GPT-5.5", "asset", 8),
    "claude-opus": ("Claude Opus 4.5", "asset", 2),
    "bedrock": ("Amazon Bedrock", "platform", 4),
    "anthropic": ("Anthropic", "organisation", 7),
    "zwei": ("Émile Straße", "organisation", 0),
    "lama": ("🦙 herd", "asset", 0),
}


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex(
        Entry(slug, label, "Thing", section, (label, slug), popularity=count)
        for slug, (label, section, count) in NAMES.items()
    )


def keys(found: Found) -> list[str]:
    return [entry.key for section in found.sections for entry in section.entries]


@pytest.mark.parametrize(
    ("text", "first", "tier"),
    [
        ("codex", "codex", Tier.EXACT),
        ("CODEX", "codex", Tier.EXACT),
        ("code", "codex-mini", Tier.START),
        ("mini", "codex-mini", Tier.WORD_START),
        ("rock", "bedrock", Tier.INSIDE),
        ("opus claude", "claude-opus", Tier.WORDS),
        ("gpt5", "openai/gpt-5", Tier.EXACT),
        ("gpt 5 5", "copy/gpt-5.5", Tier.EXACT),
        ("openai/gpt-5", "openai/gpt-5", Tier.EXACT),
        ("emile strasse", "zwei", Tier.EXACT),
        ("🦙", "lama", Tier.START),
        ("cod\u202eex", "codex", Tier.EXACT),
        ("antropic", "anthropic", Tier.NEAR),
        ("amazon bedrok", "bedrock", Tier.NEAR),
        ("anhtropic", "anthropic", Tier.NEAR),
        ("antrop", "anthropic", Tier.NEAR),
        ("claude opsu", "claude-opus", Tier.NEAR),
    ],
)
def test_what_was_typed_finds_what_was_meant(
    index: SearchIndex, text: str, first: str, tier: Tier
) -> None:
    found = index.find(text)
    assert keys(found)[0] == first
    assert found.sections[0].tier is tier
    assert found.is_guess == (tier is Tier.NEAR)


def test_among_equals_the_one_with_more_channels_comes_first(index: SearchIndex) -> None:
    """Both begin with it: 9 channels before 3, though the label is longer."""
    assert keys(index.find("cod")) == ["codex-mini", "codex"]


def test_one_letter_finds_the_beginnings_of_words_only(index: SearchIndex) -> None:
    assert sorted(keys(index.find("b"))) == ["bedrock"]
    assert set(keys(index.find("c"))) == {"codex", "codex-mini", "claude-opus", "copy/gpt-5.5"}


def test_a_section_says_how_many_there_are_beside_the_few_it_shows(index: SearchIndex) -> None:
    (section,) = index.find("c", limit=1).sections
    assert (section.total, len(section.entries)) == (4, 1)
    assert index.find("c", section="platform").sections == []


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "...", "\u202e\u200f", "\ud800"])
def test_a_text_without_a_word_finds_nothing(index: SearchIndex, text: str) -> None:
    assert index.find(text) == Found()


@pytest.mark.parametrize("text", ["x" * 10_000, "codex " * 5_000, "a" * 9 + "\u0301" * 9_000])
def test_a_very_long_text_is_answered(index: SearchIndex, text: str) -> None:
    assert index.find(text).total in (0, 2)


@pytest.mark.parametrize("text", ["gpt-7", "opux", "a1b2"])
def test_numbers_and_short_words_must_be_right(index: SearchIndex, text: str) -> None:
    assert "openai/gpt-5" not in keys(index.find(text))


def test_a_whole_name_nearly_typed_stands_before_more_popular_parts_of_names() -> None:
    # "codx" is one slip from both "codex" and "code"; only one of them is all of a name.
    index = SearchIndex(
        Entry(slug, label, "Thing", section, (label,), popularity=count)
        for slug, label, section, count in (
            ("codex", "Codex", "asset", 1),
            ("kilo", "Kilo Code", "organisation", 9),
            ("plan", "Code Plan", "asset", 5),
        )
    )
    assert keys(index.find("codx")) == ["codex", "plan", "kilo"]


def test_a_near_miss_never_stands_before_a_hit() -> None:
    """One hit is few, so near words are looked for too; they come after it."""
    entries = [
        Entry(k, k, "", "asset", (k,), popularity=p) for k, p in (("codec", 0), ("codex", 9))
    ]
    assert keys(SearchIndex(entries).find("codec")) == ["codec"]
    assert keys(SearchIndex(entries).find("codek")) == ["codex", "codec"]


@pytest.fixture(scope="module")
def records() -> MarketRecords:
    """A maker with one asset on two channels, one of them closed, a claim and a source."""

    def entity(name: str, kind: str, **more: tuple[str, ...]) -> Entity:
        return Entity(ID_BASE + name, name.title(), frozenset({kind}), **more)

    entities = [
        entity("bot", "Model", developers=(ID_BASE + "acme",)),
        entity("acme", "Vendor"),
        entity("shop", "Platform"),
    ]
    channels = [
        Channel(ID_BASE + "open", "open", ID_BASE + "bot", ID_BASE + "shop", stage="GA"),
        Channel(
            ID_BASE + "shut", "shut", ID_BASE + "bot", ID_BASE + "shop", stage="GA",
            valid_to=date(2026, 1, 1),
        ),
    ]  # fmt: skip
    claim = Claim(ID_BASE + "said", (), "Bots are sold.", "Fact", "Asserts", 1, (ID_BASE + "src",))
    source = Source(ID_BASE + "src", "A paper", issued=date(2026, 6, 2))
    return MarketRecords(
        1, {e.iri: e for e in entities}, {c.iri: c for c in channels}, {},
        {claim.iri: claim}, {source.iri: source},
    )  # fmt: skip


def test_a_maker_is_part_of_the_open_channels_of_what_it_makes(records: MarketRecords) -> None:
    found = count_channels(records)
    assert {name: found[ID_BASE + name] for name in ("bot", "shop", "acme")} == {
        "bot": 1, "shop": 1, "acme": 1,
    }  # fmt: skip


def test_entities_claims_and_sources_are_listed_with_who_stands_behind(
    records: MarketRecords,
) -> None:
    listed = {e.key.removeprefix(ID_BASE): (e.section, e.detail) for e in list_entries(records)}
    assert listed == {
        "bot": ("asset", "Acme"), "acme": ("organisation", ""), "shop": ("platform", ""),
        "said": ("claim", "A paper"), "src": ("source", "2026-06-02"),
    }  # fmt: skip


def test_the_index_of_a_market_is_made_once(records: MarketRecords) -> None:
    assert market_index(records) is market_index(records)
