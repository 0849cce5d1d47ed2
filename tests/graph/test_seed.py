"""The first start: the shipped market comes in whole, once, or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.errors import StoreUnwritable
from graph.ingest.loads import list_loads
from graph.seed import open_market
from graph.settings import Settings
from graph.terms import CTV, LEDGER_GRAPH, ONTOLOGY_GRAPH, RDF
from ontology import MARKET_FILES


def test_new_store_holds_the_ontology_and_every_shipped_file(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "deep" / "store"))
    with open_market(settings, write=False) as store:
        shipped = [path.name for path in MARKET_FILES if path.is_file()]
        assert {load.name for load in list_loads(store)} == set(shipped)
        assert any(store.match(graph_name=ONTOLOGY_GRAPH))
        for load in list_loads(store):
            assert sum(1 for _ in store.match(graph_name=load.graph)) == load.triples
        loads = list(store.match(None, RDF.type, CTV.Load, LEDGER_GRAPH))
        assert len(loads) == len(shipped)
        before = store.dump()
    with open_market(settings, write=True) as store:
        assert store.dump() == before
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["store"]


def test_empty_folder_becomes_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.seed.MARKET_FILES", MARKET_FILES[:1])
    with open_market(Settings(store=str(tmp_path)), write=False) as store:
        assert len(store) > 0


def test_place_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(StoreUnwritable, match="other files"):
        open_market(Settings(store=str(tmp_path)), write=False)
    with pytest.raises(StoreUnwritable, match="it is a file"):
        open_market(Settings(store=str(tmp_path / "letter.txt")), write=True)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("delay", [0.25, 0.6])
def test_kill_while_seeding_leaves_nothing_that_looks_complete(
    tmp_path: Path, delay: float
) -> None:
    place = tmp_path / "store"
    program = (
        "import sys\nfrom graph.seed import open_market\nfrom graph.settings import Settings\n"
        "print('begun', flush=True)\n"
        "open_market(Settings(store=sys.argv[1]), write=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(place)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with open_market(Settings(store=str(place)), write=False) as store:
        shipped = {path.name for path in MARKET_FILES if path.is_file()}
        assert {load.name for load in list_loads(store)} == shipped
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_two_first_starts_at_once_end_with_one_market(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom graph.seed import open_market\nfrom graph.settings import Settings\n"
        "with open_market(Settings(store=sys.argv[1]), write=False) as store:\n"
        "    print(len(store))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "store")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    first, second = (process.communicate()[0] for process in both)
    assert first == second != ""
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
