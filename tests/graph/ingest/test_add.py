"""Adding files: data with provenance, once each, judged by the shapes, undone without a trace."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import ParseFailed, ShapesViolated, UnknownLoad
from graph.ingest.add import add_document, preview_document
from graph.ingest.loads import find_load, list_loads, undo_load
from graph.query import select_rows
from graph.seed import open_market
from graph.settings import Settings
from graph.terms import CTV, LEDGER_GRAPH, PROV

CHANNEL = """
:road a ctv:Channel ; rdfs:label "Bot in the shop" ; ctv:asset :bot ; ctv:platform :shop ;
    ctv:billedBy :acme ; ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ;
    ctv:exclusivity ctv:NonExclusive ; ctv:validFrom "2026-01-01"^^xsd:date ;
    prov:hadPrimarySource :src .
"""


def test_add_writes_the_data_and_its_provenance(market, turtle) -> None:
    content = turtle(CHANNEL)
    report = add_document(market, "folder/My road.ttl", content, who="Ada")
    digest = hashlib.sha256(content).hexdigest()
    assert (report.status, report.triples, report.new, report.already_known) == ("added", 10, 10, 0)
    assert report.load_id == f"my-road-{digest[:8]}"
    load = find_load(market, report.load_id)
    assert (load.name, load.sha256, load.who, load.triples) == ("My road.ttl", digest, "Ada", 10)
    assert load.added_at.startswith("20")
    assert load.added_at.endswith("Z")
    assert sum(1 for _ in market.match(graph_name=load.graph)) == 10
    assert (market.layout.sources / digest).read_bytes() == content


def test_undo_leaves_a_dump_equal_to_the_one_before(market, turtle) -> None:
    before = market.dump()
    report = add_document(market, "road.ttl", turtle(CHANNEL + "[] rdfs:label 'blank' ."))
    assert market.dump() != before
    assert undo_load(market, report.load_id).load_id == report.load_id
    assert market.dump() == before


def test_added_and_undone_draft_of_later_evidence_leaves_no_trace(
    new_market: Callable[[], Path], shared: Path
) -> None:
    content = (shared / "domain" / "updates.draft.ttl").read_bytes()
    with open_market(Settings(store=str(new_market())), write=True) as store:
        before = store.dump()
        report = add_document(store, "updates.ttl", content)
        assert report.status == "added"
        assert report.triples == report.new + report.already_known
        undo_load(store, report.load_id)
        assert store.dump() == before


def test_same_bytes_again_are_left_alone(market, turtle) -> None:
    first = add_document(market, "road.ttl", turtle(CHANNEL))
    revision = market.revision
    again = add_document(market, "other-name.ttl", turtle(CHANNEL))
    assert (again.status, again.load_id, again.new) == ("already-loaded", first.load_id, 0)
    assert market.revision == revision
    assert "already loaded" in again.to_text()


def test_known_triples_are_told_from_new_ones(market, turtle) -> None:
    report = add_document(market, "more.ttl", turtle(':acme rdfs:label "Acme", "Acme Inc" .'))
    assert (report.new, report.already_known) == (1, 1)


def test_preview_reports_the_same_and_writes_nothing(market, turtle) -> None:
    before, revision = market.dump(), market.revision
    preview = preview_document(market, "road.ttl", turtle(CHANNEL))
    assert (market.dump(), market.revision) == (before, revision)
    report = add_document(market, "road.ttl", turtle(CHANNEL))
    assert (preview.status, preview.load_id, preview.triples, preview.new) == (
        "preview", report.load_id, report.triples, report.new,
    )  # fmt: skip


def test_broken_file_leaves_the_store_as_it_was(market, turtle) -> None:
    before, revision = market.dump(), market.revision
    with pytest.raises(ParseFailed, match="line 6"):
        add_document(market, "broken.ttl", turtle(":a :b"))
    with pytest.raises(ShapesViolated):
        add_document(market, "broken.ttl", turtle(":road a ctv:Channel ."))
    assert (market.dump(), market.revision) == (before, revision)
    assert list(market.layout.sources.iterdir()) == [
        market.layout.sources / list_loads(market)[0].sha256
    ]


def test_violation_names_node_rule_value_line_and_fix(market, turtle) -> None:
    text = CHANNEL.replace(":platform :shop", ":platform :nowhere")
    with pytest.raises(ShapesViolated) as caught:
        add_document(market, "road.ttl", turtle(text))
    (finding,) = [f for f in caught.value.findings if f.severity == "violation"]
    assert (finding.node, finding.value, finding.line) == ("road", "nowhere", 7)
    assert "platform" in finding.rule
    assert finding.fix


def test_node_of_the_store_counts_for_the_rules(market, turtle) -> None:
    """The file says nothing of :bot, :shop and :src; the store does."""
    report = add_document(market, "road.ttl", turtle(CHANNEL))
    assert report.status == "added"


def test_second_operator_for_a_platform_of_the_store_is_a_violation(market, turtle) -> None:
    text = ':other a ctv:Organization ; rdfs:label "Other" . :shop ctv:operatedBy :other .'
    with pytest.raises(ShapesViolated) as caught:
        add_document(market, "second.ttl", turtle(text))
    assert {f.node for f in caught.value.findings if f.severity == "violation"} == {"shop"}


def test_plain_edge_becomes_a_channel_with_a_warning(market, turtle) -> None:
    report = add_document(market, "edge.ttl", turtle(":bot ctv:distributedVia :shop ."))
    assert any("distributedVia" in finding.rule for finding in report.warnings)
    load = find_load(market, report.load_id)
    (row,) = select_rows(
        market,
        "SELECT ?c ?mode ?stage ?source { ?c a ?kind ; ?asset ?bot ; ?access ?mode ; ?at ?stage ;"
        " ?from ?source }",
        {
            "kind": CTV.Channel, "asset": CTV.asset, "access": CTV.accessMode, "at": CTV.stage,
            "from": PROV.hadPrimarySource,
            "bot": next(market.match(predicate=CTV.distributedVia)).subject,
        },
    )  # fmt: skip
    assert row["c"].value == "https://w3id.org/captivity/id/channel/bot--shop"
    assert (row["mode"], row["stage"]) == (CTV.AccessUnstated, CTV.StageUnstated)
    assert row["source"] == load.graph


def test_plain_edge_beside_its_channel_is_left_as_it_is(market, turtle) -> None:
    edge = ":bot ctv:distributedVia :shop ."
    report = add_document(market, "both.ttl", turtle(CHANNEL + edge))
    assert report.triples == 11
    later = add_document(market, "edge.ttl", turtle(edge))
    assert later.triples == 1


def test_load_is_found_by_its_beginning_and_a_misspelt_one_suggested(market, turtle) -> None:
    report = add_document(market, "road.ttl", turtle(CHANNEL))
    assert find_load(market, "road").load_id == report.load_id
    assert find_load(market, "road.ttl").load_id == report.load_id
    with pytest.raises(UnknownLoad, match=f"Did you mean {report.load_id}"):
        find_load(market, "raod" + report.load_id[4:])


def test_beginning_of_two_loads_is_ambiguous(market, turtle) -> None:
    add_document(market, "road.ttl", turtle(CHANNEL))
    add_document(market, "road.ttl", turtle(CHANNEL + ":src rdfs:comment 'x' ."))
    with pytest.raises(UnknownLoad, match="More than one"):
        find_load(market, "road")
    with pytest.raises(UnknownLoad, match="no such load"):
        undo_load(market, "")


def test_eight_threads_add_at_once_and_none_is_lost(market, turtle) -> None:
    def add(number: int) -> None:
        content = turtle(f":thing{number % 6} rdfs:label 'thing' .")
        add_document(market, f"file{number % 6}.ttl", content, check=False)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Two of the eight bring bytes that another brings too.
    assert len(list_loads(market)) == 1 + 6
    assert sum(1 for _ in market.match(graph_name=LEDGER_GRAPH)) == 7 * 8
