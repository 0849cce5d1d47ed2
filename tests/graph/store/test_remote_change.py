"""Changes to a remote: no half of one is seen, one of two writers wins, leftovers are swept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad
from virtuoso import Virtuoso, empty, settings_for

from graph.errors import (
    CaptivityError,
    DataRejected,
    InputTooLarge,
    RemoteRefused,
    StoreLocked,
)
from graph.ingest.loads import list_loads
from graph.seed import open_market
from graph.settings import Settings
from graph.store import open_store
from graph.store.remote import change, staging
from graph.store.remote.store import RemoteStore
from graph.terms import XSD
from ontology import DATA
from web.cli import main

G = NamedNode("https://example.org/g")
P = NamedNode("https://example.org/p")


@pytest.fixture
def place(virtuoso: Virtuoso, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    empty(virtuoso)
    return settings_for(virtuoso)


@pytest.fixture
def remote(place: Settings) -> Iterator[RemoteStore]:
    with open_store(place, write=True) as store:
        yield store


def test_change_between_look_and_commit_makes_the_second_fail(place, remote, make_quads) -> None:
    with open_store(place, write=True) as other, remote.exclusive():
        other.commit(make_quads(1, "theirs"))
        with pytest.raises(StoreLocked, match="meanwhile"):
            remote.commit(make_quads(1, "ours"))
    graphs = {quad.graph_name.value for quad in remote.match()}
    assert graphs == {"https://example.org/theirs"}


def test_writers_that_only_add_take_turns(place, remote, make_quads) -> None:
    with open_store(place, write=True) as other:
        for number in range(3):
            remote.commit(make_quads(1, f"a{number}"))
            other.commit(make_quads(1, f"b{number}"))
        assert (other.revision, len(other)) == (6, 6)


def test_graph_is_not_seen_before_the_deciding_update(
    place, remote, make_quads, monkeypatch
) -> None:
    seen: list[int] = []
    decide = change._decide

    def look_first(*args):
        with open_store(place) as reader:
            seen.append(len(reader))
        return decide(*args)

    monkeypatch.setattr(change, "_decide", look_first)
    remote.commit(make_quads(5))
    assert seen == [0]
    assert len(remote) == 5


def test_change_that_fails_half_way_leaves_nothing(place, remote, make_quads, monkeypatch) -> None:
    remote.commit(make_quads(2))
    before = remote.dump()
    with monkeypatch.context() as patch:

        def fail(*_):
            raise RemoteRefused("no")

        patch.setattr(change, "_decide", fail)
        with pytest.raises(RemoteRefused):
            remote.commit(make_quads(3, "new"))
    with open_store(place, write=True) as store:
        assert store.dump() == before
        assert store.commit(make_quads(3, "new")) == 2


def test_leftovers_of_a_killed_writer_are_hidden_and_swept(place, remote, make_quads) -> None:
    remote.commit(make_quads(1))
    client, addresses = remote._client, remote._addresses
    left = Literal("gone 2020-01-01T00:00:00+00:00")
    staging.send_update(
        client,
        addresses,
        f"INSERT DATA {{ GRAPH {G} {{ {G} {P} 1 }} "
        f"GRAPH <urn:captivity:store> {{ {G} <urn:captivity:store:hidden> {left} }} }}",
    )
    with open_store(place, write=True) as store:
        assert len(store) == 1
        store.commit(make_quads(1, "next"))
        assert len(store) == 2
        assert store._current().hidden == {}


def test_value_that_the_remote_would_change_is_refused(remote: RemoteStore) -> None:
    for literal in (
        Literal("0.1234567890123456789", datatype=XSD.decimal),
        Literal("PT60M", datatype=NamedNode(XSD.base + "duration")),
    ):
        with pytest.raises(DataRejected, match="does not keep 1 of the triples"):
            remote.commit([Quad(G, P, literal, G)])
        assert len(remote) == 0


def test_more_than_one_update_holds_is_refused_for_a_graph_that_stays(remote, make_quads) -> None:
    remote.commit(make_quads(1))
    with pytest.raises(InputTooLarge, match="limit is 400"):
        remote.commit(make_quads(500, start=1))


def test_without_a_graph_store_a_load_goes_in_many_updates(place, make_quads) -> None:
    quads = make_quads(900)
    with open_store(place, write=True) as store:
        object.__setattr__(store._addresses, "graphs", "")
        store.commit(quads)
        assert set(store.match()) == set(quads)


def test_wrong_password_is_refused_and_not_shown(virtuoso, place, make_quads) -> None:
    wrong = Settings(store=virtuoso.query, remote_user="dba", remote_password="x" * 9)
    with open_store(wrong, write=True) as store, pytest.raises(CaptivityError) as caught:
        store.commit(make_quads(1))
    assert isinstance(caught.value, RemoteRefused)
    assert "x" * 9 not in caught.value.message


def test_commands_on_a_remote_say_what_they_say_on_an_embedded_store(
    place, tmp_path, monkeypatch
) -> None:
    """The first command gives an empty remote the market, here a small one; the others read it."""
    monkeypatch.setattr("graph.seed.MARKET_FILES", (DATA / "article.ttl", DATA / "ownership.ttl"))
    monkeypatch.setenv("CAPTIVITY_REMOTE_USER", place.remote_user)
    monkeypatch.setenv("CAPTIVITY_REMOTE_PASSWORD", place.remote_password)
    for asked in (
        ["score", "codex", "--as-of", "2026-06-02", "--format", "json"],
        ["explain", "codex", "--as-of", "2026-06-02", "--format", "json"],
        ["ask", "strategies", "--as-of", "2026-06-02", "--format", "csv"],
    ):
        stores = (str(tmp_path / "store"), place.store)
        found = [CliRunner().invoke(main, ["--store", store, *asked]) for store in stores]
        assert [result.exit_code for result in found] == [0, 0], found[1].stderr
        assert sorted(found[0].stdout.split()) == sorted(found[1].stdout.split())


def test_seeding_that_was_cut_short_is_taken_up_again(place, monkeypatch) -> None:
    monkeypatch.setattr("graph.seed.MARKET_FILES", (DATA / "article.ttl", DATA / "ownership.ttl"))
    with open_store(place, write=True) as store, suppress(RuntimeError), store.seeding():
        raise RuntimeError
    with open_market(place, write=False) as store:
        assert {load.name for load in list_loads(store)} == {"article.ttl", "ownership.ttl"}
        assert not store.needs_market
