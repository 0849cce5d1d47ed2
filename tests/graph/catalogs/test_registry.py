"""The registry as a named set of models, and the populations that rest on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pyoxigraph import Literal

from graph.catalogs.registry import REGISTRY, describe_registry, find_members
from graph.catalogs.turtle import write_turtle
from graph.market.populations import REGISTRY as ASKED_FOR
from graph.market.read import read_records
from graph.store.memory import read_files
from graph.terms import CTV, ID_BASE

DAY = date(2026, 7, 2)
SLUGS = {"openai/gpt-4o": "openai/gpt-4o", "microsoft/mai-code-1-flash": "mai-code-1-flash"}


def test_the_populations_look_for_the_set_that_the_build_writes() -> None:
    assert ID_BASE + REGISTRY == ASKED_FOR


def test_two_entries_of_one_model_are_one_member_and_the_unlisted_are_named() -> None:
    keys = ["openai/gpt-4o-2024-05-13", "openai/gpt-4o", "openai/o1"]
    assert find_members(keys, SLUGS) == (["openai/gpt-4o"], ["openai/o1"])


def test_a_model_that_other_files_name_shortly_keeps_its_short_name() -> None:
    assert find_members(["microsoft/mai-code-1-flash"], SLUGS) == (["mai-code-1-flash"], [])


def test_the_note_counts_entries_and_members() -> None:
    triples = describe_registry(["openai/gpt-4o", "openai/o1"], SLUGS, "src", DAY)
    (note,) = (t.object for t in triples if t.predicate == CTV.curatorNote)
    assert note == Literal(
        "2 entries on 2026-07-02, 1 distinct models here; without a listing: openai/o1."
    )


def test_what_is_written_is_read_back_as_a_collection(tmp_path: Path) -> None:
    file = tmp_path / "registry.ttl"
    file.write_bytes(write_turtle(describe_registry(SLUGS, SLUGS, "src", DAY), "Registry"))
    collections = read_records(read_files([file])).collections
    assert collections == {ASKED_FOR: {f"{ID_BASE}openai/gpt-4o", f"{ID_BASE}mai-code-1-flash"}}
