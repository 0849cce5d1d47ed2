"""Fragments: shared lines of the named questions, put in by a comment line."""

from __future__ import annotations

import re

import pytest

from graph.fragments import called_names, expand
from ontology import QUESTIONS

FILES = sorted(QUESTIONS.glob("*.fragment.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_fragment_says_its_name_its_variables_and_its_meaning(path) -> None:
    name = path.name.split(".")[0]
    head = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert re.fullmatch(rf"# {name}( \?\w+)+: .+", head)


def test_a_call_is_replaced_with_its_variables_renamed_apart() -> None:
    text = expand("SELECT * WHERE {\n  #open ?x\n  #open ?y\n}", {})
    assert "#open" not in text
    assert "?x ctv:stage ?stage_1" in text
    assert "?y ctv:stage ?stage_3" in text
    assert "?start_2 > ?date" in text


def test_a_relation_becomes_values_and_cannot_break_out() -> None:
    text = expand("{\n #owners ?p ?o\n}", {"owners": [("https://e.org/a", "https://e.org/b")]})
    assert "VALUES (?p ?o) { (<https://e.org/a> <https://e.org/b>) }" in text


def test_fragments_call_fragments() -> None:
    assert called_names("{\n #live ?x\n}") == {"live", "open", "holds", "supported"}


def test_ordinary_comments_stay() -> None:
    assert expand("# live: a word\n#nothing here\n{}", {}) == "# live: a word\n#nothing here\n{}"
