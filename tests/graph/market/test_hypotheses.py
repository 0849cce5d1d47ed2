"""Hypotheses as the records hold them, read from Turtle."""

from __future__ import annotations

from datetime import date

from graph.market.read import read_records
from graph.store.memory import read_files
from graph.terms import ID_BASE
from ontology import DATA


def test_the_hypothesis_of_the_article_is_read_with_its_conditions_in_words() -> None:
    records = read_records(read_files((DATA / "article.ttl",)))
    (found,) = records.hypotheses.values()
    assert found.iri == ID_BASE + "hyp-capture"
    assert found.watches == (ID_BASE + "codex", ID_BASE + "mai-code-1-flash")
    assert (found.made_on, found.horizon) == (date(2026, 6, 2), date(2027, 6, 2))
    assert (found.min_stacks, found.max_stacks) == (3, 4)
    assert found.confirm_if == ("no such channel by the horizon",)
    assert "outside its captive set" in found.deny_if[0]


def test_captive_platforms_are_read_with_the_asset() -> None:
    records = read_records(read_files((DATA / "article.ttl",)))
    codex = records.entities[ID_BASE + "codex"]
    assert codex.captive_platforms == (ID_BASE + "bedrock", ID_BASE + "openai-direct")


def test_a_hypothesis_may_say_nothing_but_its_name(tmp_path) -> None:
    file = tmp_path / "bare.ttl"
    file.write_text(
        "@prefix ctv: <https://w3id.org/captivity/ns#> .\n"
        "@prefix : <https://w3id.org/captivity/id/> .\n"
        ":bare a ctv:Hypothesis ; ctv:denyIf :unnamed .\n"
    )
    (found,) = read_records(read_files((file,))).hypotheses.values()
    assert (found.label, found.watches, found.made_on, found.horizon) == ("bare", (), None, None)
    assert found.deny_if == ("unnamed",)
