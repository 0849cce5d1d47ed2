"""Odd data and odd questions on the command line: a clear answer each, and the right exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.cli import COMMANDS, make_group

PREFIXES = """
@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:x a ctv:Model . :p a ctv:ModelPlatform ; ctv:operatedBy :a .
:c ctv:asset :x ; ctv:platform :p ; ctv:stage ctv:GA .
"""


@pytest.fixture
def score(tmp_path: Path):
    """Scores x on a Turtle text; gives exit code, the row if there is one, and stderr."""

    def call(text: str, *options: str, names: tuple[str, ...] = ("x",)):
        path = tmp_path / "odd.ttl"
        path.write_text(PREFIXES + text, encoding="utf-8")
        arguments = ["score", *names, "--data", str(path), "--format", "json", *options]
        result = CliRunner().invoke(make_group(COMMANDS), arguments)
        rows = json.loads(result.stdout) if result.exit_code == 0 else []
        return result.exit_code, rows[0] if rows else None, result.stderr

    return call


def test_votes_above_one_are_left_out_and_the_stake_is_named(score) -> None:
    text = ":s ctv:holder :b ; ctv:issuer :a ; ctv:votingShareMin 1.2 ."
    code, row, said = score(text)
    assert (code, row["veto"]) == (0, ["a"])
    assert said.startswith("data: warning: s: votingShareMin is not a share from 0 to 1")


def test_holders_with_more_votes_than_there_are_are_told(score) -> None:
    text = """
        :s ctv:holder :b ; ctv:issuer :a ; ctv:votingShareMin 0.6 .
        :t ctv:holder :d ; ctv:issuer :a ; ctv:votingShareMin 0.7 .
    """
    code, row, said = score(text)
    assert (code, row["veto"]) == (0, ["b", "d"])
    assert "a: its holders have more votes together than there are, by s, t (found 1.3)" in said


def test_owners_in_a_circle_count_as_one_and_are_told(score) -> None:
    text = """
        :s ctv:holder :b ; ctv:issuer :a ; ctv:votingShareMin 0.6 .
        :t ctv:holder :a ; ctv:issuer :b ; ctv:votingShareMin 0.6 .
        :q a ctv:ModelPlatform ; ctv:operatedBy :b . :d ctv:asset :x ; ctv:platform :q .
    """
    code, row, said = score(text)
    assert (code, row["captivity"], row["owners"]) == (0, "1", ["a"])
    assert "a: and b control each other" in said


def test_a_channel_upstream_of_itself_is_told(score) -> None:
    code, row, said = score(":c ctv:upstream :c .")
    assert (code, row["captivity"]) == (0, "1")
    assert "c: stands upstream of itself" in said


def test_a_market_without_a_live_channel_has_no_captivity_and_says_so(score) -> None:
    text = ':c ctv:validFrom "2026-06-02"^^xsd:date .'
    code, row, said = score(text, "--as-of", "2026-06-01")
    assert (code, row["captivity"], row["escape"], row["type"]) == (0, None, "0", "no-channel")
    assert "2026-06-01 lies before the first day that the data knows, 2026-06-02" in said
    assert "No channel is live on 2026-06-01" in said
    assert score(text, "--as-of", "2026-06-02")[2] == ""


def test_an_unknown_population_is_not_found_and_the_one_meant_is_told(score) -> None:
    code, _, said = score("", "--population", "cores")
    assert code == 3
    assert "Did you mean core" in said


def test_a_name_of_two_models_asks_which(score) -> None:
    text = """
        <https://w3id.org/captivity/id/l/sonnet> a ctv:Model ; rdfs:label "Sonnet" .
        <https://w3id.org/captivity/id/m/sonnet> a ctv:Model ; rdfs:label "Sonnet" .
    """
    code, _, said = score(text, names=("sonnet",))
    assert code == 3
    assert "Give one of the slugs l/sonnet, m/sonnet" in said


@pytest.mark.parametrize("threshold", ["0", "0.6", "1/0", "many", "-1/4"])
def test_a_threshold_that_is_none_is_refused(score, threshold: str) -> None:
    code, _, said = score("", "--threshold", threshold)
    assert code == 2
    assert "Not a threshold of votes" in said


def test_a_lower_threshold_brings_large_holders_in(score) -> None:
    text = ":s ctv:holder :b ; ctv:issuer :a ; ctv:votingShareMin 0.3 ."
    assert score(text)[1]["veto"] == ["a"]
    assert score(text, "--threshold", "1/4")[1]["veto"] == ["a", "b"]
    assert score(text, "--threshold", "0.31")[1]["veto"] == ["a"]


def test_an_unknown_operator_makes_an_interval(score) -> None:
    code, row, _ = score(":d ctv:asset :x ; ctv:platform :q . :q a ctv:ModelPlatform .")
    assert (code, row["captivity"], row["interval"], row["unknown"]) == (0, "1/2", ["1/2", "1"],
                                                                         ["q"])  # fmt: skip
    assert score("")[1]["interval"] is None


def test_several_who_fill_one_role_all_gate(score) -> None:
    _, row, _ = score(":c ctv:billedBy :b, :d . :p ctv:operatedBy :e .")
    assert row["veto"] == ["a", "b", "d", "e"]


def test_what_nobody_describes_upstream_is_a_gate(score) -> None:
    assert score(":c ctv:upstream :nowhere .")[1]["veto"] == ["a", "nowhere"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (':c ctv:validTo "2026"^^xsd:gYear .', "c: validTo is no day of the calendar"),
        (':c ctv:validTo "2026-01-01"^^xsd:date ; ctv:validFrom "2026-01-01"^^xsd:date .',
         "c: ends on 2026-01-01 and begins on 2026-01-01, so that it holds on no day"),
        (":d ctv:asset :x .", "d: has no ctv:platform and is left out"),
        (":s ctv:issuer :a .", "s: has no ctv:holder and is left out"),
        (":d ctv:asset :x ; ctv:platform :p ; ctv:stage ctv:Beta .", "d: ctv:stage is not known"),
        (':c ctv:accessMode "OpenWeights" .', "c: ctv:accessMode is a text and is left out"),
        (":c ctv:stage ctv:Withdrawn .", "c: states ctv:stage 2 times; GA is taken"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(score, text: str, said: str) -> None:
    code, _, err = score(text)
    assert code == 0
    assert said in err
    assert score("")[2] == ""


def test_nothing_to_score_is_told_whether_or_not_a_day_is_given(score) -> None:
    assert "No channel is live on" in score(':c ctv:validTo "2020-01-01"^^xsd:date .')[2]
    code, row, said = score("", "--population", "core", names=())
    assert (code, row) == (0, None)
    assert "The population core has no member in the data." in said


@pytest.mark.parametrize("name", ["p", "a", "c"])
def test_what_is_no_asset_has_no_captivity(score, name: str) -> None:
    """A platform, its operator and a channel: none of them is a model without a channel."""
    code, _, said = score("", names=(name,))
    assert code == 3
    assert "Not a model, model family or assistant" in said


def test_what_is_sold_is_an_asset_whatever_else_it_is(score) -> None:
    text = ":d ctv:asset :p ; ctv:platform :q . :q ctv:operatedBy :b ."
    assert score(text, names=("p",))[1]["veto"] == ["b"]


def test_a_what_if_tells_what_is_odd_too(tmp_path: Path) -> None:
    path = tmp_path / "odd.ttl"
    path.write_text(PREFIXES + ":c ctv:upstream :c .", encoding="utf-8")
    words = ["whatif", "close c", "--data", str(path), "--format", "json"]
    result = CliRunner().invoke(make_group(COMMANDS), words)
    assert "c: stands upstream of itself" in result.stderr
    assert json.loads(result.stdout)["moved"][0]["captivity_after"] is None
