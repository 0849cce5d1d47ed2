"""What comes into the review queue, and what does not."""

from __future__ import annotations

from graph.catalogs.decisions import load_decisions
from graph.catalogs.disagreements import QueueEntry, list_queue
from graph.catalogs.identity import Resolver, load_resolver
from graph.catalogs.listing import CatalogReading, Listing


def queue_of(*listings: Listing) -> list[QueueEntry]:
    """The queue of these listings with the shipped decisions."""
    known = ["openai/gpt-5", "mistral/mistral-small", "switchpoint/router"]
    return list_queue(listings, load_resolver(), load_decisions(), known)


def test_a_base_model_that_the_id_contradicts_is_queued() -> None:
    listing = Listing("models.dev", "acme", "gpt-5-mini", base_model="openai/gpt-5")
    (entry,) = queue_of(listing)
    assert (entry.kind, entry.current) == ("disagreement", "openai/gpt-5")
    assert entry.answers == {"base-model": "openai/gpt-5", "id": "openai/gpt-5-mini"}
    assert entry.to_row()["others"] == ["openai/gpt-5-mini (id)"]


def test_a_display_name_with_another_number_is_queued() -> None:
    listing = Listing("models.dev", "acme", "claude-sonnet-4", name="Claude Sonnet 4.5")
    (entry,) = queue_of(listing)
    assert entry.answers["display-name"] == "anthropic/claude-sonnet-4.5"


def test_a_display_name_that_only_says_less_is_not() -> None:
    assert queue_of(Listing("models.dev", "acme", "command-r-08-2024", name="Command R")) == []


def test_what_nothing_resolves_is_queued_with_similar_names_that_decide_nothing() -> None:
    (entry,) = queue_of(Listing("models.dev", "acme", "acme-router", name="Acme Router"))
    assert (entry.kind, entry.current) == ("unresolved", "acme/acme-router")
    assert "switchpoint/router" in entry.suggestions


def test_an_error_of_the_catalog_that_we_know_is_listed_with_its_reason() -> None:
    listing = Listing(
        "models.dev", "neon", "claude-sonnet-4", base_model="anthropic/claude-sonnet-4-5"
    )
    (entry,) = queue_of(listing)
    assert (entry.kind, entry.current) == ("upstream-error", "anthropic/claude-sonnet-4")
    assert entry.to_row()["note"] == "upstream error: the base model says 4.5"


def test_what_is_no_model_and_what_is_decided_is_not_queued() -> None:
    search = Listing("litellm", "tavily", "tavily/search", kind="none")
    decided = Listing("litellm", "azure", "azure/ada")
    assert queue_of(search, decided) == []


def test_the_queue_of_the_real_catalog_is_short_enough_to_read(reading: CatalogReading) -> None:
    resolver: Resolver = load_resolver()
    entries = list_queue(reading.listings, resolver, load_decisions())
    kinds = [entry.kind for entry in entries]
    assert kinds == sorted(kinds, key=["disagreement", "unresolved", "upstream-error"].index)
    assert kinds.count("upstream-error") == 9
    assert kinds.count("disagreement") < 60
