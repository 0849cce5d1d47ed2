"""The questions that a metric answers: worked out by hand on the article, sane on the market.

On 2 June 2026 Codex has two roads, Amazon's (Bedrock) and OpenAI's own; MAI-Code-1-Flash one,
Microsoft's (Copilot); the unnamed OpenAI models two, Microsoft's and OpenAI's.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from graph.asked.table import MARKET_QUESTIONS, answer, every_question
from graph.errors import InvalidInput, UnknownEntity
from graph.market.kept import load_records
from graph.store.memory import read_files
from ontology import DATA, MARKET_FILES

DAY = date(2026, 6, 2)


@pytest.fixture(scope="module")
def article():
    return load_records(read_files([DATA / "article.ttl"]))


@pytest.fixture(scope="module")
def shipped():
    return load_records(read_files(MARKET_FILES))


@pytest.fixture
def ask(article):
    def run(name: str, day: date = DAY, **params: str):
        return answer(MARKET_QUESTIONS[name], article, params, day)

    return run


def test_all_thirty_eight_questions_are_there() -> None:
    assert sorted({question.number for question in every_question()}) == list(range(1, 39))
    names = [question.name for question in every_question()]
    assert len(set(names)) == len(names)


def test_fewest_contracts(ask) -> None:
    """GitHub bills the one road of MAI; for Codex either AWS or OpenAI will do: two ways of two."""
    rows = ask("fewest-contracts")
    assert [(row["size"], row["billers"]) for row in rows] == [
        (2, ["aws-org", "github"]),
        (2, ["github", "openai"]),
    ]


def test_drop_contract(ask) -> None:
    """Only Codex on Bedrock is bought under the AWS contract; OpenAI's own road is left."""
    (row,) = ask("drop-contract")
    assert (row["name"], row["is_lost"], row["platforms_kept"]) == (
        "codex",
        False,
        ["openai-direct"],
    )


def test_how_captive(ask) -> None:
    (row,) = ask("how-captive", asset="mai-code-1-flash")
    assert (row["captivity"], row["type"], row["veto"]) == ("1", "self-captive", ["microsoft"])


def test_who_could_shut_out(ask) -> None:
    assert [(row["cut"], row["coalition"]) for row in ask("who-could-shut-out")] == [
        (2, ["amazon", "openai"])
    ]


def test_separate_routes(ask) -> None:
    (row,) = ask("separate-routes")
    assert (row["routes"], row["escape"], row["owners"]) == (2, "2", ["amazon", "openai"])


def test_platform_refuses(ask) -> None:
    """Copilot carries the unnamed OpenAI models; their other road is OpenAI's own."""
    (row,) = ask("platform-refuses")
    assert (row["name"], row["vendor_loses_it"]) == ("openai-models", False)
    assert (row["captivity_before"], row["captivity_after"]) == ("1/2", "1")


def test_what_the_launch_changed(ask) -> None:
    """Developers gained a second owner. OpenAI was held up by nobody before, nor is it after."""
    rows = {row["view"]: row for row in ask("what-the-launch-changed")}
    seen = [(r["captivity_before"], r["captivity_after"]) for r in rows.values()]
    assert list(rows) == ["vendor", "developer"]
    assert seen == [("0", "0"), ("1", "1/2")]
    assert ask("what-the-launch-changed", day=date(2026, 6, 1)) == []


def test_acquisition(ask) -> None:
    """If Microsoft bought OpenAI it would stand on both roads of the unnamed models.

    Codex would keep two owners: Amazon, and Microsoft in OpenAI's place.
    """
    moved = {row["name"]: row for row in ask("acquisition")}
    assert moved["openai-models"]["captivity_after"] == "1"
    assert moved["openai-models"]["veto_after"] == ["microsoft"]
    assert moved["codex"]["captivity_after"] == "1/2"


def test_largest_gatekeeper(ask) -> None:
    """Microsoft alone can close MAI, one of three live assets; nobody else can close any."""
    assert [(row["owner"], row["gatekeeper_share"]) for row in ask("largest-gatekeeper")] == [
        ("microsoft", "1/3")
    ]


def test_shared_veto(ask) -> None:
    """MAI is Microsoft's alone and the others have two owners: nobody can close two vendors'."""
    assert ask("shared-veto") == []


def test_power_over_reach(ask) -> None:
    """Half of two assets each, and all of MAI for Microsoft: (1/2+1)/3, (1/2+1/2)/3, (1/2)/3."""
    assert {row["owner"]: row["shapley"] for row in ask("power-over-reach")} == {
        "microsoft": "1/2",
        "openai": "1/3",
        "amazon": "1/6",
    }


def test_who_needs_whom(ask) -> None:
    """Microsoft cannot close an OpenAI asset alone; one of the two on its platforms is OpenAI's."""
    (row,) = ask("who-needs-whom")
    assert (row["vendor_on_owner"], row["owner_on_vendor"], row["asymmetry"]) == (
        "0",
        "1/2",
        "-1/2",
    )


def test_best_exit(ask) -> None:
    """A third owner would bring 1/2 down to 1/3, whoever it is."""
    rows = ask("best-exit")
    assert {row["captivity"] for row in rows if row["helps"]} == {"1/3"}
    assert all(row["behind"] == [] for row in rows if row["helps"])


def test_supply_of(ask) -> None:
    """Every model of Copilot comes over Microsoft's own platform."""
    (row,) = ask("supply-of")
    assert (row["owner"], row["can_cut_off_alone"]) == ("microsoft", True)
    assert row["models"] == ["mai-code-1-flash", "openai-models"]


def test_closing_over_time(ask) -> None:
    """On the article's day one of three live assets is closed; before, Codex and no MAI: 1 of 2."""
    index = {r["date"]: r["value"] for r in ask("closing-over-time") if "index" in r["metric"]}
    assert index["2026-06-02"] == "1/3"
    assert list(index.values()) == ["1", "1/2", "1/3"]


def test_few_stacks(ask) -> None:
    (row,) = ask("few-stacks")
    assert (row["closure_index"], row["billing_stacks"], row["prediction_met"]) == ("1/3", 3, False)


def test_how_concentrated(ask) -> None:
    """No channel of Codex states a weight, so nothing is made up."""
    (row,) = ask("how-concentrated")
    assert row["hhi_by_owner"] is None
    assert "no weight" in row["why"]


def test_influence_threshold(ask) -> None:
    (row,) = ask("influence-threshold")
    assert row["thresholds"] == ["0.5", "0.25"]
    assert row["moved"] == []
    with pytest.raises(InvalidInput):
        ask("influence-threshold", threshold="0.9")


def test_unknown_name_and_parameter_are_refused(ask) -> None:
    with pytest.raises(UnknownEntity):
        ask("how-captive", asset="no such model")
    with pytest.raises(InvalidInput):
        ask("how-captive", model="codex")


@pytest.mark.parametrize("name", MARKET_QUESTIONS)
def test_answer_on_the_whole_market_is_sane(name: str, shipped) -> None:
    rows = answer(MARKET_QUESTIONS[name], shipped, {}, date(2026, 7, 1))
    assert rows
    for row in rows:
        for key in ("captivity", "gatekeeper_share", "closure_index", "shapley"):
            if row.get(key) is not None and not isinstance(row[key], list):
                assert 0 <= Fraction(row[key]) <= 1
