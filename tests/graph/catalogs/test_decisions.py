"""The curated table and the user's own: reading, overriding, writing."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from graph.catalogs.decisions import (
    SHIPPED,
    Decision,
    load_decisions,
    read_decisions,
    record_decision,
    user_decisions_path,
)
from graph.catalogs.identity import canonicalise, load_resolver
from graph.catalogs.listing import Listing
from graph.errors import CatalogRejected
from graph.settings import Settings

DECISION = Decision(
    "litellm", "acme", "acme/house", "openai/gpt-5", "edit: they said so", "ada", "2026-07-02"
)


def test_every_shipped_decision_names_a_canonical_model_who_and_when() -> None:
    decisions = read_decisions(SHIPPED)
    assert len({decision.key for decision in decisions}) == len(decisions)
    for decision in decisions:
        assert canonicalise(decision.canonical_model) == decision.canonical_model, decision
        assert decision.reason, decision
        assert decision.decided_by, decision
        assert decision.decided_on, decision


def test_the_shipped_decisions_are_sorted_so_that_changes_are_easy_to_read() -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()[1:]
    assert lines == sorted(lines)


def test_the_users_decision_overrides_the_shipped_one(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    shipped = next(iter(load_decisions().values()))
    record_decision(file, replace(shipped, canonical_model="openai/gpt-5"))
    assert load_decisions(file)[shipped.key].canonical_model == "openai/gpt-5"


def test_a_decision_is_what_the_resolver_says_next(tmp_path: Path) -> None:
    file = tmp_path / "data" / "mine.csv"
    record_decision(file, DECISION)
    found = load_resolver(file).resolve(Listing("litellm", "acme", "acme/house"))
    assert (found.canonical, found.method) == ("openai/gpt-5", "curated")


def test_deciding_again_replaces_the_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    record_decision(file, DECISION)
    later = replace(DECISION, canonical_model="openai/gpt-5-mini", reason='it is, "they" said')
    record_decision(file, later)
    assert read_decisions(file) == [later]
    with file.open(encoding="utf-8", newline="") as handle:
        assert len(list(csv.reader(handle))) == 2


def test_no_file_means_no_decisions(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "nowhere.csv") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "lack a column"),
        ("catalog,provider\na,b\n", "lack a column: mine.csv: model_id"),
        (
            "catalog,provider,model_id,canonical_model,reason,decided_by,decided_on\na,b\n",
            "A decision lacks a cell: mine.csv, line 2",
        ),
        (
            "catalog,provider,model_id,canonical_model,reason,decided_by,decided_on\na,b,c,,,,\n",
            "A decision lacks a cell",
        ),
    ],
)
def test_a_broken_file_of_decisions_is_refused_with_its_line(
    text: str, words: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogRejected, match=words):
        read_decisions(file)


def test_the_users_file_lies_beside_the_store(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    assert user_decisions_path(settings) == tmp_path / "identity-decisions.csv"
    assert user_decisions_path(Settings(store=":memory:")) is None
