"""Small markets in Turtle with the numbers that follow from domain/metrics.md, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph.cli import COMMANDS, make_group

HERE = Path(__file__).parent
DAY = "2026-06-02"


def ask(command: str, graphs: str, *arguments: str, day: str = DAY) -> Any:
    """What a command answers about the graphs, as JSON."""
    files = [part for name in graphs.split() for part in ("--data", str(HERE / f"{name}.ttl"))]
    words = [command, *arguments, *files, "--as-of", day, "--format", "json"]
    result = CliRunner().invoke(make_group(COMMANDS), words)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def score(graphs: str, asset: str, *options: str, day: str = DAY) -> dict[str, Any]:
    (row,) = ask("score", graphs, asset, *options, day=day)
    return dict(row)


#: Graph -> K, E, cut number, disjoint routes.
GAMES = {
    # A third on each line: every owner lies on 3 of 7. Any two lines meet; three owners of a line
    # meet all.
    "fano": ("3/7", "7/3", 3, 1),
    # One half on each: every owner lies on two of four. Any two meet; 1 and 6 meet all.
    "pasch": ("1/2", "2", 2, 1),
    "weighted-51": ("1", "1", 1, 1),
    # One half on each of 21. A cover of an odd ring needs 11, a matching has 10.
    "ring-of-21": ("2/21", "21/2", 11, 10),
    # Each channel needs both.
    "circle": ("1", "1", 1, 1),
    "clouds-under-clouds": ("1", "1", 1, 1),
}


@pytest.mark.parametrize("graph", GAMES)
def test_a_game_has_the_numbers_of_its_hypergraph(graph: str) -> None:
    row = score(graph, "x")
    assert (row["captivity"], row["escape"], row["cut"], row["routes"]) == GAMES[graph]


def test_power_is_that_of_the_weighted_game() -> None:
    """a is in all swings: of six orders it turns four. Banzhaf: a swings 3, b and c 1 each."""
    rows = ask("power", "weighted-51", "x")
    assert [(r["owner"], r["shapley"], r["banzhaf"]) for r in rows] == [
        ("a", "2/3", "3/5"), ("b", "1/6", "1/5"), ("c", "1/6", "1/5"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("view", "veto", "kind"),
    [
        ("developer", "abdefgv", "jointly-captive"),
        ("vendor", "abdefg", "third-party-captive"),
        # Only the two billers count.
        ("procurement", "gv", "jointly-captive"),
    ],
)
def test_everybody_in_a_role_is_a_gate(view: str, veto: str, kind: str) -> None:
    row = score("clouds-under-clouds", "x", "--view", view)
    assert (row["veto"], row["type"]) == (list(veto), kind)


def test_what_hangs_on_a_channel_upstream_ends_with_it() -> None:
    before = score("upstream-chain", "x", day="2026-02-28")
    assert (before["captivity"], before["veto"], before["owners"]) == ("1", ["a"], ["a", "b", "r"])
    after = score("upstream-chain", "x", day="2026-03-01")
    assert (after["captivity"], after["type"], after["channel_count"]) == (None, "no-channel", 0)


def test_a_channel_is_believed_no_more_than_the_one_it_needs() -> None:
    """Of y only d's channel is left: the cloud's is denied, and the router needs it."""
    row = score("upstream-chain", "y")
    assert (row["captivity"], row["veto"], row["channel_count"]) == ("1", ["d"], 1)
    reasons = {
        left["name"]: left["reason"] for left in ask("explain", "upstream-chain", "y")["left_out"]
    }
    assert reasons["d1"].startswith("needs y through bed, which is denied")


@pytest.mark.parametrize(
    ("asset", "threshold", "veto"),
    [
        ("half", "0.5", ["t-half"]),
        ("joint", "0.5", ["a"]),
        ("short", "0.5", ["t-short"]),
        ("golden", "0.5", ["a", "g"]),
        ("money", "0.5", ["t-money"]),
        # The group is called by the first of its names.
        ("ring", "0.5", ["u"]),
        ("quarter", "0.5", ["t-quarter"]),
        ("half", "0.25", ["a", "t-half"]),
        # Nobody controls the operator, so that it gates itself; h is o's.
        ("quarter", "0.25", ["o", "t-quarter"]),
        ("quarter", "0.26", ["t-quarter"]),
    ],
)
def test_control_is_a_majority_of_votes(asset: str, threshold: str, veto: list[str]) -> None:
    assert score("control", asset, "--threshold", threshold)["veto"] == veto


def test_a_stake_alone_moves_a_series_of_channels_without_a_first_day() -> None:
    """x: {a}, {b}. y: {a}, from 1 to 14 April {d} too. Closed: y; both; x; both; y."""
    assert [(r["date"], r["value"]) for r in ask("trend", "takeover", "x")] == [
        ("2026-02-28", "1/2"), ("2026-03-01", "1"), ("2026-05-01", "1/2"),
    ]  # fmt: skip
    assert [
        (r["date"], r["value"]) for r in ask("trend", "takeover", "--metric", "closure-index")
    ] == [
        ("2026-02-28", "1/2"), ("2026-03-01", "1"), ("2026-04-01", "1/2"), ("2026-04-15", "1"),
        ("2026-05-01", "1/2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("edits", "moved"),
    [
        (["acquire a b"], {"x": ("1/2", "1")}),
        (["acquire a b", "divest a b"], {}),
        (["share a b 0.5"], {}),
        (["share a b 0.51"], {"x": ("1/2", "1")}),
        (["open x on r"], {"x": ("1/2", "1/3")}),
        # The new gate set {a, d} contains {a}.
        (["open x on r biller a"], {}),
        (["close y on p"], {"y": ("1", None)}),
        (["close c2", "open x on q"], {}),
    ],
)
def test_a_what_if_moves_only_what_follows(edits: list[str], moved: dict[str, Any]) -> None:
    found = ask("whatif", "takeover", *edits)["moved"]
    assert {m["name"]: (m["captivity_before"], m["captivity_after"]) for m in found} == moved


@pytest.mark.parametrize(
    "stage", ["rumoured", "announced", "preview", "ga", "deprecated", "withdrawn"]
)
def test_only_what_developers_can_use_is_live(stage: str) -> None:
    row = score("stages", stage)
    is_live = stage in {"preview", "ga", "deprecated"}
    assert row["captivity"] == ("1" if is_live else None)
    assert (row["escape"], row["cut"], row["routes"]) == (("1", 1, 1) if is_live else ("0", 0, 0))


@pytest.mark.parametrize(
    ("day", "literal", "owner_closed"),
    [
        ("2026-01-31", "holding", "holding"),
        # An API on a's own second platform moves no owner.
        ("2026-02-01", "denied", "holding"),
        # b's lowers K to 1/2; withdrawn in April it has still been there.
        ("2026-03-01", "denied", "denied"),
        ("2026-06-02", "denied", "denied"),
    ],
)
def test_the_verdict_remembers(day: str, literal: str, owner_closed: str) -> None:
    found = ask("thesis", "watched", day=day)
    assert (found["literal"], found["owner_closed"]) == (literal, owner_closed)


def test_an_assistant_is_as_captive_as_its_narrower_side() -> None:
    """Supply {a, v}; shops {a}, {z}. End to end {a, v} and {a, v, z}: both veto."""
    found = ask("explain", "assistant", "bot")
    assert found["captivity"] == "1/2"
    assert (found["end_to_end"]["captivity"], found["end_to_end"]["veto"]) == ("1", ["a", "v"])


def test_concentration_is_that_of_owners() -> None:
    """Shares of a and b: one half each."""
    row = score("use", "x")
    assert (row["hhi"], row["effective_number"], row["captivity"]) == ("1/2", "2", "1/2")


@pytest.mark.parametrize("graphs", ["edge-first edge-second", "edge-second edge-first"])
def test_a_bare_edge_stands_for_no_channel_beside_the_one_described(graphs: str) -> None:
    assert score(graphs, "x")["channel_count"] == 0
    assert score("edge-first", "x")["captivity"] == "1"
