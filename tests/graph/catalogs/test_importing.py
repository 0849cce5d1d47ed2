"""Imports against real stores: closing without editing, idempotence, and undo to an equal dump."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.catalogs.identity import load_resolver
from graph.catalogs.importing import ImportPlan, plan_import, to_turtle
from graph.catalogs.readers import CatalogSnapshot, read_content
from graph.catalogs.store_table import read_store_table
from graph.errors import CatalogRejected
from graph.ingest.add import add_document
from graph.ingest.loads import list_loads, undo_load
from graph.market.compile import compile_market
from graph.market.names import NameIndex
from graph.market.overlay import Overlay
from graph.market.read import read_records
from graph.metrics.captivity import score_asset
from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from graph.store.opened import open_temporary
from graph.terms import ID_BASE

FIRST, SECOND = date(2026, 7, 2), date(2026, 8, 1)
PLATFORMS = b"""
@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:acme a ctv:ModelPlatform ; rdfs:label "Acme" ; ctv:operatedBy :acme-org ;
    ctv:catalogKey "models.dev:acme" ; ctv:platformKind ctv:InferenceHostKind .
:acme-org a ctv:Organization ; rdfs:label "Acme Inc" .
:bolt a ctv:ModelPlatform ; rdfs:label "Bolt" ; ctv:operatedBy :bolt-org ;
    ctv:catalogKey "models.dev:bolt" ; ctv:platformKind ctv:InferenceHostKind .
:bolt-org a ctv:Organization ; rdfs:label "Bolt Inc" .
"""


@pytest.fixture
def store() -> Iterator[EmbeddedStore]:
    """A store that knows two platforms and is gone afterwards."""
    with open_temporary(Settings()) as opened:
        add_document(opened, "platforms.ttl", PLATFORMS)
        yield opened


def snapshot(day: date, **providers: dict[str, dict[str, Any]]) -> CatalogSnapshot:
    """A copy of models.dev on a day: provider, then model id, then what is said of it."""
    document = {key: {"name": key.title(), "models": models} for key, models in providers.items()}
    return read_content("models.dev", json.dumps(document).encode(), "api.json", snapshot=day)


def plan(store: EmbeddedStore, copy: CatalogSnapshot, **options: bool) -> ImportPlan:
    """What importing the copy would change."""
    return plan_import(store, copy, load_resolver(), read_store_table(store), **options)


def load(store: EmbeddedStore, copy: CatalogSnapshot, **options: bool) -> ImportPlan:
    """Import the copy."""
    made = plan(store, copy, **options)
    if made.triples:
        add_document(store, made.name, to_turtle(made.triples, [copy]), check=False)
    return made


BOTH = snapshot(FIRST, acme={"gpt-5": {}}, bolt={"gpt-5": {}})
ONE = snapshot(SECOND, acme={"gpt-5": {}})


def captivity(store: EmbeddedStore, day: date) -> str:
    """The captivity of GPT-5 on a day."""
    market = compile_market(read_records(store), day)
    return str(score_asset(market, NameIndex(market.records).resolve("openai/gpt-5")).captivity)


def test_importing_the_same_copy_again_changes_nothing(store: EmbeddedStore) -> None:
    assert load(store, BOTH).diff.count()["opened"] == 2
    before = store.dump()
    again = load(store, BOTH)
    assert again.triples == ()
    assert store.dump() == before


def test_the_same_listings_on_a_later_day_change_nothing(store: EmbeddedStore) -> None:
    load(store, BOTH)
    assert plan(store, replace(BOTH, snapshot_date=SECOND)).triples == ()


def test_a_newer_copy_closes_a_road_from_its_day_on_and_not_before(store: EmbeddedStore) -> None:
    """Two owners until 31 July, captivity 1/2; Acme alone from 1 August on, captivity 1."""
    load(store, BOTH)
    assert captivity(store, SECOND) == "1/2"
    load(store, ONE)
    assert captivity(store, date(2026, 7, 31)) == "1/2"
    assert captivity(store, SECOND) == "1"


def test_the_older_load_is_not_edited(store: EmbeddedStore) -> None:
    load(store, BOTH)
    first = next(item for item in list_loads(store) if item.name.startswith("models.dev-2026-07"))
    before = set(store.match(None, None, None, first.graph))
    load(store, ONE)
    assert set(store.match(None, None, None, first.graph)) == before


def test_a_closed_channel_names_the_copy_that_closed_it(store: EmbeddedStore) -> None:
    load(store, BOTH)
    load(store, ONE)
    channel = read_records(store).channels[ID_BASE + "listing/models.dev/bolt/gpt-5"]
    assert channel.valid_to == SECOND
    assert [source.partition("/src-")[2][:21] for source in channel.sources] == [
        "models-dev-2026-07-02",
        "models-dev-2026-08-01",
    ]


def test_undo_of_an_import_restores_an_equal_dump(store: EmbeddedStore) -> None:
    load(store, BOTH)
    before = store.dump()
    newer = snapshot(
        SECOND, acme={"gpt-5-2025-08-07": {}, "o3": {}}, newco={"house-blend": {"name": "Blend"}}
    )
    changed = load(store, newer)
    assert changed.diff.count()["renamed"] == 1
    assert store.dump() != before
    undo_load(store, "models-dev-2026-08-01")
    assert store.dump() == before
    assert captivity(store, SECOND) == "1/2"


def test_a_new_provider_becomes_a_platform_and_is_known_the_next_time(store: EmbeddedStore) -> None:
    load(store, snapshot(FIRST, newco={"gpt-5": {}}))
    again = plan(store, snapshot(SECOND, newco={"gpt-5": {}, "o3": {}}))
    assert again.market.new_platforms == ()
    assert [channel.platform.slug for channel in again.diff.opened] == ["newco"]


def test_a_corrected_listing_counts_as_corrected_on_every_day(store: EmbeddedStore) -> None:
    load(store, snapshot(FIRST, acme={"opaque-1": {"name": "GPT-5"}}))
    stated = {"opaque-1": {"name": "GPT-5", "base_model": "openai/gpt-5.1"}}
    made = load(store, snapshot(SECOND, acme=stated))
    assert made.diff.count()["corrected"] == 1
    records = read_records(store)
    for day in (FIRST, SECOND):
        live = [c for c in records.channels.values() if c.is_live(day) and c.listing_id]
        assert [channel.asset for channel in live] == [ID_BASE + "openai/gpt-5.1"]


def test_an_older_copy_is_refused(store: EmbeddedStore) -> None:
    load(store, ONE)
    with pytest.raises(CatalogRejected, match=r"newer copy of models\.dev, of 2026-08-01"):
        plan(store, BOTH)


def test_a_broken_entry_stops_everything_and_is_not_closed_when_told_to_go_on(
    store: EmbeddedStore,
) -> None:
    load(store, BOTH)
    broken = snapshot(SECOND, acme={"gpt-5": {"open_weights": "yes"}}, bolt={"gpt-5": {}})
    with pytest.raises(CatalogRejected, match="1 broken entry") as caught:
        plan(store, broken)
    assert [finding.node for finding in caught.value.findings] == ["acme gpt-5"]
    assert plan(store, broken, keep_going=True).triples == ()


def test_an_overlay_reads_as_the_store_will_after_loading(store: EmbeddedStore) -> None:
    load(store, BOTH)
    made = plan(store, ONE)
    seen = read_records(Overlay(store, made.triples))
    load(store, ONE)
    after = read_records(store)
    assert seen.channels == after.channels
    assert seen.entities == after.entities


def test_what_the_store_says_of_open_weights_decides(store: EmbeddedStore) -> None:
    """The second copy, alone, would make the model closed; the store has its weights."""
    load(store, snapshot(FIRST, acme={"glm-5": {"open_weights": True}}))
    found = plan(store, snapshot(SECOND, acme={"glm-5": {"open_weights": False}}))
    assert found.market.assets["zhipuai/glm-5"].is_open
    assert found.triples == ()


class Counting:
    """A store that counts how often it is asked."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.store = store
        self.asked = 0

    @property
    def revision(self) -> int:
        """The revision of the store."""
        return self.store.revision

    def match(self, *pattern: Any, **named: Any) -> Iterator[Any]:
        """Count and pass on."""
        self.asked += 1
        return self.store.match(*pattern, **named)


def test_comparing_asks_the_store_as_often_for_many_listings_as_for_few(
    store: EmbeddedStore,
) -> None:
    asked = []
    for number in (10, 400):
        copy = snapshot(FIRST, acme={f"gpt-5-{n}": {} for n in range(number)})
        load(store, copy)
        counting = Counting(store)
        assert plan_import(counting, copy, load_resolver(), read_store_table(store)).triples == ()
        asked.append(counting.asked)
    assert asked[0] == asked[1]


def test_a_first_load_obeys_the_shapes(store: EmbeddedStore) -> None:
    """Hosts, a floating alias, resale without an upstream, open weights and a new platform."""
    tables = {
        "models_and_pricing": {"rows": [{"model": "Claude Opus 5", "release_status": "GA"}]},
        "hosting": {
            "rows": [
                {"group": "Anthropic models", "hosted_by": ["Amazon Web Services", "Anthropic"]}
            ]
        },
        "retired": {"rows": [{"name": "GPT-5", "retirement_date": "2026-02-17"}]},
    }
    copies = [
        snapshot(
            FIRST,
            acme={"gpt-5": {}, "glm-5": {"open_weights": True}, "claude-sonnet-latest": {}},
            newco={"house-blend": {"name": "Blend"}},
        ),
        read_content("github-copilot", json.dumps(tables).encode(), "tables.json", snapshot=FIRST),
    ]
    product = b"""
    @prefix : <https://w3id.org/captivity/id/> .
    @prefix ctv: <https://w3id.org/captivity/ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    :copilot a ctv:Assistant ; rdfs:label "GitHub Copilot" ; ctv:developedBy :github ;
        ctv:operatedBy :github . :github a ctv:Vendor ; rdfs:label "GitHub" .
    """
    add_document(store, "copilot.ttl", product)
    for copy in copies:
        made = plan(store, copy)
        report = add_document(store, made.name, to_turtle(made.triples, [copy]), check=True)
        assert report.status == "added"
    assert captivity(store, FIRST) == "1"
