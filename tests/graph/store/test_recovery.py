"""Damaged files of a store: it opens with what was acknowledged, and says what it recovered."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.store import open_store
from graph.store.journal import read_entries
from graph.store.layout import Layout


@pytest.fixture
def crashed(settings: Settings, make_quads) -> Layout:
    """A store of two acknowledged changes whose writer never let go."""
    with open_store(settings, write=True) as store:
        store.commit(make_quads(10, "first"))
        store.commit(make_quads(20, "second"))
        layout = store.layout
    layout.holder.write_text("{}")
    return layout


def cut_journal(layout: Layout) -> None:
    os.truncate(layout.journal, layout.journal.stat().st_size - 9)


def half_snapshot(layout: Layout) -> None:
    newest = layout.snapshots / "2"
    shutil.copytree(newest, layout.snapshots / "3")
    next((layout.snapshots / "3").glob("*.sst")).unlink()


def leave_orphans(layout: Layout) -> None:
    (layout.live / "bulk-77.sst").write_bytes(b"half")


def damage_log(layout: Layout) -> None:
    for log in layout.live.glob("*.log"):
        log.write_bytes(log.read_bytes()[:-7] + b"garbage of a cut")


def damage_database(layout: Layout) -> None:
    (layout.live / "CURRENT").write_text("")


def lose_database(layout: Layout) -> None:
    shutil.rmtree(layout.live)


def lose_snapshots(layout: Layout) -> None:
    shutil.rmtree(layout.snapshots)


DAMAGES: dict[str, tuple[Callable[[Layout], None], str]] = {
    "journal cut in a line": (cut_journal, "the last line of the journal was cut short"),
    "half a snapshot": (half_snapshot, "snapshot 3 cannot be opened"),
    "orphans of a bulk write": (leave_orphans, "1 files of an unfinished bulk write"),
    "damaged log": (damage_log, "it is as of revision 2"),
    "damaged database": (damage_database, "it is as of revision 2"),
    "lost database": (lose_database, "it is as of revision 2"),
    "lost snapshots": (lose_snapshots, "the database was taken as it is"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_store_opens_with_everything_acknowledged_and_says_what_it_did(
    damage: str, crashed: Layout, settings: Settings, make_quads, caplog
) -> None:
    harm, words = DAMAGES[damage]
    harm(crashed)
    with open_store(settings, write=True) as store:
        assert len(store) == 30
        store.commit(make_quads(5, "later"))
        assert len(store) == 35
    assert words in caplog.text
    assert any(words in entry.get("what", "") for entry in read_entries(crashed.journal))
    caplog.clear()
    with open_store(settings, write=True) as store:
        assert len(store) == 35
    assert not caplog.text


def test_reader_passes_over_half_a_snapshot(crashed: Layout, settings: Settings, caplog) -> None:
    half_snapshot(crashed)
    with open_store(settings, write=False) as reader:
        assert (len(reader), reader.revision) == (30, 2)
    assert "cannot be opened" in caplog.text


def test_damage_of_a_store_closed_in_order_is_mended_too(settings: Settings, make_quads) -> None:
    with open_store(settings, write=True) as store:
        store.commit(make_quads(10))
        layout = store.layout
    damage_database(layout)
    with open_store(settings, write=True) as store:
        assert len(store) == 10


def test_change_that_was_not_acknowledged_goes_with_the_crash(
    settings: Settings, make_quads
) -> None:
    """The database has it, no snapshot has it: its writer was killed before it could answer."""
    with open_store(settings, write=True) as store:
        store.commit(make_quads(10))
        layout, kept = store.layout, Path(f"{store.layout.snapshots}.kept")
        shutil.copytree(layout.snapshots, kept)
        journal = layout.journal.read_bytes()
        store.commit(make_quads(5, "half"))
    shutil.rmtree(layout.snapshots)
    kept.rename(layout.snapshots)
    layout.journal.write_bytes(journal)
    layout.holder.write_text("{}")
    with open_store(settings, write=True) as store:
        assert (len(store), store.revision) == (10, 1)
