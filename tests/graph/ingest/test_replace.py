"""Replacing a load, and what is said of one beside its bytes: name, source, confidence."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from graph.errors import InvalidInput, InvalidIRI, ShapesViolated, UnknownLoad
from graph.ingest.add import add_document, preview_document
from graph.ingest.history import read_log
from graph.ingest.loads import find_load, list_loads
from graph.ingest.origin import Origin
from graph.market.read import read_records
from graph.settings import Settings
from graph.store import open_store
from graph.store.sources import layout_of

CHANNEL = """
:road a ctv:Channel ; rdfs:label "Bot in the shop" ; ctv:asset :bot ; ctv:platform :shop ;
    ctv:billedBy :acme ; ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ;
    ctv:exclusivity ctv:NonExclusive ; ctv:validFrom "2026-01-01"^^xsd:date ;
    prov:hadPrimarySource :src .
"""
ROAD = "https://w3id.org/captivity/id/road"


def test_replace_takes_the_old_out_and_the_new_in_with_one_revision(market, turtle) -> None:
    old = add_document(market, "road.ttl", turtle(CHANNEL), who="Ada")
    revision = market.revision
    new = add_document(
        market, "road.ttl", turtle(CHANNEL.replace("2026-01-01", "2026-02-01")),
        who="Bea", replaces=old.load_id,
    )  # fmt: skip
    assert (new.status, new.replaced, new.triples) == ("replaced", old.load_id, 10)
    assert market.revision == revision + 1
    assert [load.load_id for load in list_loads(market)][1:] == [new.load_id]
    assert list(market.match(graph_name=find_load(market, "road").graph)) != []
    dates = {str(quad.object) for quad in market.match() if str(quad.predicate).endswith("From>")}
    assert dates == {'"2026-02-01"^^<http://www.w3.org/2001/XMLSchema#date>'}
    assert find_load(market, new.load_id).replaces.endswith(old.load_id)
    change = read_log(market)[-1]
    assert (change.event, change.load, change.replaced, change.who) == (
        "replace", new.load_id, old.load_id, "Bea",
    )  # fmt: skip
    assert change.gone is not None
    assert change.gone.who == "Ada"


def test_nothing_of_the_replaced_load_counts_against_the_new_one(market, turtle) -> None:
    """A platform has one operator: beside the old file the new one would be a violation."""
    first = turtle(':a a ctv:Organization ; rdfs:label "A" . :kiosk a ctv:Platform ;'
                   ' rdfs:label "Kiosk" ; ctv:operatedBy :a .')  # fmt: skip
    second = first.replace(b":a ", b":b ")
    old = add_document(market, "kiosk.ttl", first)
    with pytest.raises(ShapesViolated):
        add_document(market, "kiosk.ttl", second)
    preview = preview_document(market, "kiosk.ttl", second, replaces=old.load_id)
    assert (preview.already_known, preview.replaced) == (0, old.load_id)
    assert add_document(market, "kiosk.ttl", second, replaces=old.load_id).status == "replaced"


def test_same_bytes_replace_nothing(market, turtle) -> None:
    old = add_document(market, "road.ttl", turtle(CHANNEL))
    revision = market.revision
    again = add_document(market, "road.ttl", turtle(CHANNEL), replaces=old.load_id)
    assert (again.status, market.revision) == ("already-loaded", revision)
    # Said twice, the second time of a load that has gone meanwhile.
    new = turtle(CHANNEL + ":src rdfs:comment 'x' .")
    assert add_document(market, "road.ttl", new, replaces=old.load_id).status == "replaced"
    assert add_document(market, "road.ttl", new, replaces=old.load_id).status == "already-loaded"


def test_bytes_that_are_another_load_do_not_replace_a_third(market, turtle) -> None:
    one = add_document(market, "road.ttl", turtle(CHANNEL))
    add_document(market, "note.ttl", turtle(":src rdfs:comment 'x' ."))
    with pytest.raises(InvalidInput, match="loaded already"):
        add_document(
            market, "n.ttl", turtle(":src rdfs:comment 'x' ."), replaces=one.load_id
        )  # fmt: skip


def test_refused_replacement_leaves_the_store_as_it_was(market, turtle) -> None:
    old = add_document(market, "road.ttl", turtle(CHANNEL))
    before, revision = market.dump(), market.revision
    with pytest.raises(ShapesViolated):
        add_document(market, "road.ttl", turtle(":road a ctv:Channel ."), replaces=old.load_id)
    with pytest.raises(UnknownLoad):
        add_document(market, "road.ttl", turtle(CHANNEL + ":x :y 1 ."), replaces="nothing")
    assert (market.dump(), market.revision) == (before, revision)


def lines(size: int, word: str) -> bytes:
    return "".join(
        f"<https://example.org/{word}/{n}> <https://example.org/p> {n} .\n" for n in range(size)
    ).encode()


def test_large_replacement_is_seen_wholly_or_not_at_all(market) -> None:
    old = add_document(market, "old.ttl", lines(12_000, "old"), check=False)
    rest = len(market) - 12_000
    new = add_document(market, "new.ttl", lines(15_000, "new"), check=False, replaces=old.load_id)
    # One statement more in the ledger: what it replaces.
    assert len(market) == rest + 15_000 + 1
    assert not layout_of(market).stepping.exists()
    assert find_load(market, new.load_id).triples == 15_000


REPLACER = """
import sys
from graph.ingest.add import add_document
from graph.settings import Settings
from graph.store import open_store

def lines(number):
    return "".join(
        f'<https://example.org/{number}/{n}> <https://example.org/p> {n} .\\n' for n in range(11000)
    ).encode()

store = open_store(Settings(store=sys.argv[1]), write=True)
last = add_document(store, "file-0.ttl", lines(0), check=False).load_id
print(last, flush=True)
for number in range(1, 1000):
    last = add_document(
        store, f"file-{number}.ttl", lines(number), check=False, replaces=last
    ).load_id
    print(last, flush=True)
"""


@pytest.mark.parametrize("delay", [0.1, 0.45, 0.8, 1.3])
def test_kill_during_a_large_replacement_leaves_one_whole_load(tmp_path: Path, delay) -> None:
    folder = str(tmp_path / "store")
    process = subprocess.Popen(
        [sys.executable, "-c", REPLACER, folder], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    acknowledged = [first, *process.stdout.read().splitlines()][-1].strip()
    process.wait()
    process.stdout.close()
    with open_store(Settings(store=folder), write=True) as store:
        (load,) = list_loads(store)
        there = {quad.graph_name for quad in store.match()}
        assert len(there) == 2
        assert sum(1 for _ in store.match(graph_name=load.graph)) == 11_000 == load.triples
        # The one after the last acknowledged may be whole, too.
        number = int(acknowledged.split("-")[1])
        assert int(load.load_id.split("-")[1]) in (number, number + 1)


def test_origin_is_in_the_ledger(market, turtle) -> None:
    origin = Origin("Q3 survey", "https://example.org/q3", "0.70")
    report = add_document(market, "q.ttl", turtle(CHANNEL), origin=origin)
    load = find_load(market, "q3-survey")
    assert report.load_id.startswith("q3-survey-")
    assert (load.name, load.source, load.confidence) == (
        "Q3 survey", "https://example.org/q3", "0.7",
    )  # fmt: skip
    # The name does not tell the format any more.
    assert load.form == "turtle"


@pytest.mark.parametrize(
    ("origin", "error"),
    [
        (Origin(confidence="1.2"), InvalidInput),
        (Origin(confidence="sure"), InvalidInput),
        (Origin(confidence="1e999999999"), InvalidInput),
        (Origin(source="javascript:alert(1)"), InvalidIRI),
        (Origin(source="https://a b"), InvalidIRI),
        (Origin(title="a/b"), InvalidInput),
        (Origin(title="a\nb"), InvalidInput),
        (Origin(title="x" * 121), InvalidInput),
    ],
)
def test_origin_that_is_none_is_refused(market, turtle, origin, error) -> None:
    revision = market.revision
    with pytest.raises(error):
        add_document(market, "q.ttl", turtle(CHANNEL), origin=origin)
    assert market.revision == revision


def asserted(store) -> Decimal:
    return read_records(store).channels[ROAD].asserted


def test_channel_without_a_word_of_its_own_is_as_sure_as_its_load(market, turtle) -> None:
    add_document(market, "q.ttl", turtle(CHANNEL), origin=Origin(confidence="0.4"))
    assert asserted(market) == Decimal("0.4")


def test_channel_stated_by_a_sure_load_too_is_sure(market, turtle) -> None:
    add_document(market, "q.ttl", turtle(CHANNEL), origin=Origin(confidence="0.4"))
    add_document(market, "again.ttl", turtle(":road ctv:asset :bot ."), check=False)
    assert asserted(market) == Decimal(1)


def test_best_of_two_doubtful_loads_counts(market, turtle) -> None:
    add_document(market, "q.ttl", turtle(CHANNEL), origin=Origin(confidence="0.4"))
    more = turtle(":road ctv:asset :bot .")
    add_document(market, "m.ttl", more, check=False, origin=Origin(confidence="0.6"))
    assert asserted(market) == Decimal("0.6")


def test_word_of_the_channel_or_of_a_claim_goes_before_that_of_the_load(market, turtle) -> None:
    own = CHANNEL.replace("ctv:billedBy", "ctv:confidence 0.9 ; ctv:billedBy")
    add_document(market, "q.ttl", turtle(own), origin=Origin(confidence="0.4"))
    assert asserted(market) == Decimal("0.9")
    claim = """:c a ctv:Claim ; ctv:about :road ; ctv:claimKind ctv:Fact ;
        ctv:polarity ctv:Asserts ; ctv:confidence 0.3 ; ctv:statement "So." ;
        prov:hadPrimarySource :src ."""
    add_document(market, "c.ttl", turtle(claim), origin=Origin(confidence="0.4"))
    assert asserted(market) == Decimal("0.3")
