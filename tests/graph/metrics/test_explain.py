"""Explanations: the sentence an analyst would write, and the chain from number to source."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from graph.market.compile import View
from graph.metrics.explain import explain_asset


def reason(book, **options) -> str:
    return explain_asset(book.market(**options), "x").reason


@pytest.mark.parametrize(
    ("families", "words"),
    [
        ([["a"], ["b"]], "Two owners, a and b, each hold one independent road; "
                         "neither alone can close both."),
        ([["a"], ["b"], ["c"]], "Three owners, a, b and c, each hold one independent road; "
                                "none of them alone can close all."),
        ([["a"], ["a"], ["b"]], "Two owners, a and b, each hold a road of their own (three "
                                "channels through three platforms in all); neither alone can "
                                "close both."),
        ([["a", "b"], ["c"]], "Two roads share no owner, gated by: c; a and b. No owner stands on "
                              "more than one, so one refusal closes at most 1/2."),
        ([["a", "b"], ["b", "c"], ["a", "c"]],
         "No owner stands on every road, but the 3 smallest gate sets share some of their 3 "
         "owners: they are worth 3/2 independent roads. However the volume is spread, some single "
         "owner holds at least 2/3 of it."),
        ([["v"]], "v, its developer, stands on its only road and can close it alone."),
        ([["a"], ["a"]], "a, which does not develop it, stands on both of its roads and can close "
                         "them alone."),
        ([["a", "v"], ["a", "v"], ["a", "v"]],
         "a and v all stand on all three of its roads; either can close them alone."),
    ],
)  # fmt: skip
def test_the_reason_in_words(gate_book, families, words: str) -> None:
    assert reason(gate_book(families, ("v",))) == words


def test_the_group_of_the_developer_is_told_from_the_developer(gate_book) -> None:
    book = gate_book([["v"]], ("lab",)).stake("v", "lab", "1")
    assert reason(book).startswith("v, which controls its developer, stands on its only road")
    assert reason(gate_book([["v"]])).startswith("v, whose part in developing it is not known,")


def test_no_road_and_no_gate_are_told_apart(gate_book) -> None:
    book = gate_book([]).gates("c", "x", ["a"], stage="Announced")
    assert "not that there is no road. One channel known and left out." in reason(book)
    book = gate_book([["a"]]).platform("hub", "b")
    book.channel("open", "x", "hub", access_mode="OpenWeights")
    assert reason(book).startswith("One of two channels has no gate: the weights are open")
    own = gate_book([["v"]], ("v",))
    assert "no gate outside its vendor's own group" in reason(own, view=View.VENDOR)


def test_an_explanation_leads_from_the_number_to_the_stakes_and_sources(gate_book) -> None:
    book = gate_book([["github"]]).stake("microsoft", "github", "1", confers_control=True)
    book.claim("channel 0", "0.9").claim("microsoft>github0", "0.99")
    explanation = explain_asset(book.market(), "x").to_dict()
    assert json.loads(json.dumps(explanation)) == explanation
    assert (explanation["captivity"], explanation["veto"]) == ("1", ["microsoft"])
    (channel,) = explanation["channels"]
    (gate,) = channel["gates"]
    (owner,) = gate["owners"]
    (stake,) = owner["chain"]
    assert (gate["role"], gate["party"]["name"]) == ("operates the platform", "github")
    assert (owner["name"], stake["holder"]["name"], stake["votes"]) == (
        "microsoft",
        "microsoft",
        "1",
    )
    assert stake["claims"][0]["confidence"] == "0.99"
    assert channel["sources"][0]["title"] == "A source"


def test_what_is_left_out_says_why(gate_book) -> None:
    book = gate_book([["a"]])
    book.gates("late", "x", ["b"], valid_from=date(2026, 7, 1))
    book.gates("doubtful", "x", ["b"], asserted=Decimal("0.3"))
    book.gates("denied", "x", ["b"], asserted=Decimal("0.6"), denied=Decimal("0.7"))
    book.gates("resold", "x", ["b"], set_aside="Resale")
    explanation = explain_asset(book.market(), "x")
    assert {left["name"]: left["reason"] for left in explanation.to_dict()["left_out"]} == {
        "late": "opens on 2026-07-01",
        "doubtful": "asserted with confidence 0.3, below the floor of 0.5",
        "denied": "denied with confidence 0.7, asserted with 0.6",
        "resold": "set aside as resale of another platform's service",
    }
    assert "  - late: opens on 2026-07-01" in explanation.to_text()


def test_the_report_names_roles_stakes_evidence_and_numbered_sources(gate_book) -> None:
    book = gate_book([["github"]]).stake("microsoft", "github", "1").claim("channel 0", "0.9")
    assert explain_asset(book.market(), "x").to_text().splitlines() == [
        "x: captivity 1 on 2026-06-02. microsoft, whose part in developing it is not known, "
        "stands on its only road and can close it alone.",
        "",
        "Roads that count",
        "  1. microsoft can close one channel",
        "     github operates the platform; github is controlled by microsoft (100 % of the votes)",
        "     - channel 0 (access not stated, stage not stated)",
        "       Evidence: said so (fact, 0.9) [1]",
        "",
        "Sources",
        "  [1] A source",
    ]


def test_unknown_parties_groups_and_uncounted_owners_are_named(new_book) -> None:
    book = new_book().asset("x", "a").platform("p", None).channel("c", "x", "p", biller="a")
    book.stake("a", "b", "0.6").stake("b", "a", "0.6")
    text = explain_asset(book.market(view=View.VENDOR), "x").to_text()
    assert "Whoever operates p (not known) operates the platform" in text
    assert "a bills; a and b control each other; a is not counted in this view" in text


def test_the_seller_of_record_is_told_but_is_no_gate(new_book) -> None:
    """Anthropic sells, Microsoft bills and hosts: only Microsoft can close the road."""
    book = new_book().asset("claude").platform("foundry", "microsoft")
    book.channel("c", "claude", "foundry", biller="microsoft", seller="anthropic")
    explanation = explain_asset(book.market(), "claude")
    (channel,) = explanation.to_dict()["channels"]
    assert channel["seller"]["name"] == "anthropic"
    assert [owner["name"] for owner in channel["owners"]] == ["microsoft"]
    assert "sold by anthropic" in explanation.to_text()
