"""What `captivity check` finds: damage made on purpose, and nothing in a sound store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad

from graph.checks.access_paths import check_indexes
from graph.checks.run import check_store
from graph.ingest.add import add_document
from graph.ingest.history import redo_load
from graph.ingest.loads import find_load, undo_load
from graph.ingest.origin import Origin
from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore
from graph.terms import CTV, RDFS

MARKET = """@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:acme a ctv:Organization ; rdfs:label "Acme" .
:shop a ctv:ModelPlatform ; rdfs:label "The shop" ; ctv:operatedBy :acme .
:bot a ctv:Model ; rdfs:label "Bot" ; ctv:developedBy :acme ; ctv:distributedVia :shop .
[] rdfs:label "nameless" ; rdfs:comment "0.80 as written"^^<urn:x> .
"""


@pytest.fixture
def market(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with open_store(Settings(store=str(tmp_path / "store")), write=True) as store:
        add_document(store, "market.ttl", MARKET.encode())
        yield store


Found = Callable[..., set[tuple[str, str, str]]]


@pytest.fixture
def found(market) -> Found:
    def check(**options: bool) -> set[tuple[str, str, str]]:
        return {
            (one.check, one.finding.severity, one.finding.node)
            for one in check_store(market, **options)
            if one.check != "shapes" or one.finding.severity == "violation"
        }

    return check


def test_sound_store_has_no_finding_whatever_was_done_to_it(market, found) -> None:
    """The plain edge became a channel: that is in the graph, not in the file, and in order."""
    assert found() == found(quick=True) == set()
    more = ':acme <http://www.w3.org/2000/01/rdf-schema#comment> "x" .'
    head = MARKET.split(":acme")[0]
    report = add_document(
        market, "m", (head + more).encode(), format="turtle", origin=Origin("M", confidence="0.5")
    )
    undo_load(market, report.load_id)
    redo_load(market, report.load_id)
    market.compact()
    assert found() == set()


def test_changed_and_missing_originals_are_found(market, found) -> None:
    load = find_load(market, "market")
    path = market.layout.sources / load.sha256
    path.write_bytes(MARKET.replace("Acme", "Acne").encode())
    assert found(quick=True) == {("sources", "violation", load.sha256)}
    path.unlink()
    assert found() == {("counts", "violation", load.load_id)}


def test_statement_too_many_and_too_few_is_found(market, found) -> None:
    load = find_load(market, "market")
    extra = Quad(CTV.Channel, RDFS.label, Literal("slipped in"), load.graph)
    market.commit([extra])
    assert found(quick=True) == {("counts", "violation", load.load_id)}
    (lost,) = market.match(None, RDFS.label, Literal("Bot"), load.graph)
    market.commit([], removals=[lost])
    # As many as before, but not the same ones.
    assert found(quick=True) == set()
    findings = [one.finding for one in check_store(market) if one.check == "statements"]
    assert sorted((finding.rule, finding.value.split()[-1]) for finding in findings) == [
        ("a statement is in its file and not in its graph", '"Bot"'),
        ("a statement is in its graph and not in its file", 'in"'),
    ]


def test_load_that_only_journal_or_ledger_knows_is_found(market, found) -> None:
    load = find_load(market, "market")
    with market.layout.journal.open("a") as journal:
        journal.write('{"revision": 1, "event": "add", "load": "ghost", "sha256": "x"}\n')
    assert found(quick=True) == {
        ("journal", "violation", "ghost"),
        ("journal", "violation", "journal"),
    }
    market.layout.journal.write_text("")
    assert found(quick=True) == {
        ("journal", "violation", load.load_id),
        ("journal", "warning", "journal"),
    }
    market.layout.journal.write_text('{"revision": 1, "event": "recovered"}\n')
    assert found(quick=True) == {("journal", "warning", load.load_id)}


def test_broken_rule_is_found(market, found) -> None:
    bad = ":road a <https://w3id.org/captivity/ns#Channel> ."
    add_document(
        market, "bad.ttl", (MARKET.split(":acme")[0] + bad).encode(), check=False
    )  # fmt: skip
    assert found() == {("shapes", "violation", "road")}
    assert found(quick=True) == set()


class Forgetful:
    """The shipped engine cannot be damaged at will: this one has lost an entry of one index."""

    def __init__(self, store: EmbeddedStore, place: int) -> None:
        self.store, self.place = store, place

    def __len__(self) -> int:
        return len(self.store)

    def match(self, *pattern: object) -> Iterator[Quad]:
        quads = list(self.store.match(*pattern))
        known = [number for number, term in enumerate(pattern) if term is not None]
        lost = known == [self.place] and any('"Bot"' in str(quad) for quad in quads)
        yield from (quad for quad in quads if not (lost and '"Bot"' in str(quad)))


@pytest.mark.parametrize(
    ("place", "name"), [(0, "subject"), (1, "predicate"), (2, "object"), (3, "graph")]
)
def test_quad_lost_from_one_index_is_found(market, place: int, name: str) -> None:
    (finding,) = check_indexes(Forgetful(market, place))
    assert finding.rule.startswith(f"the quads fetched by {name} are not")
    quads = len(market)
    assert finding.value == f"{quads - 1:,} against {quads:,}"


def test_reader_checks_beside_a_writer(market, tmp_path: Path) -> None:
    with open_store(Settings(store=str(tmp_path / "store")), write=False) as reader:
        assert [one for one in check_store(reader, quick=True)] == []
