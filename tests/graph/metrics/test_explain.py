"""Explanations: the sentence an analyst would write, and the chain from number to source."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from generated_markets import gated_families
from hypothesis import given, settings

from graph.market.compile import View
from graph.metrics.claims import index_claims
from graph.metrics.explain import explain_asset

many = settings(max_examples=200, deadline=None)


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
         "a and v both stand on all three of its roads; either can close them alone."),
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
        "A road through an owner who stands on none of these would bring it down to 1/2; another "
        "road through microsoft would change nothing. `captivity exits x` looks for one.",
        "",
        "Roads that count",
        "  1. microsoft can close one channel",
        "     github operates platform of channel 0; github is controlled by microsoft (100 % of "
        "the votes)",
        "     - channel 0 (access not stated, stage not stated)",
        "       Evidence: said so (fact, confidence 0.9) [1]",
        "",
        "Sources",
        "  [1] A source",
    ]


def test_one_half_is_said_in_words_with_its_two_owners(gate_book) -> None:
    found = explain_asset(gate_book([["a"], ["b"]]).market(), "x").to_dict()
    assert found["summary"].startswith("x: captivity 1/2 (one half) on 2026-06-02. Two owners, a")
    assert found["shut_out"] == "To shut it out, both would have to refuse together."
    assert found["apart"] == (
        "No two of these roads share an owner (disjoint routes 2, escape number 2, cut number 2)."
    )
    assert found["way_out"] == (
        "One more road, through an owner who stands on none of these, would bring it to 1/3; "
        "`captivity exits x` looks for one."
    )


@pytest.mark.parametrize(
    ("families", "shut_out", "apart"),
    [
        ([["a", "v"]], "One refusal shuts it out: that of a or v.", None),
        ([["a", "b"], ["b", "c"], ["a", "c"]],
         "Two refusals together shut it out, in three ways: a and b; a and c; b and c.",
         "Any two of its roads have an owner in common "
         "(disjoint routes 1, escape number 3/2, cut number 2)."),
        ([["a", "b"], ["b", "c"], ["d"]],
         "To shut it out, b and d would have to refuse together.",
         "At most two of its roads share no owner "
         "(disjoint routes 2, escape number 2, cut number 2)."),
        ([["a", "b"], ["c", "d"]],
         "Two refusals together shut it out, in four ways: a and c; a and d; b and c; and others.",
         "No two of these roads share an owner "
         "(disjoint routes 2, escape number 2, cut number 2)."),
        ([], None, None),
    ],
)  # fmt: skip
def test_the_coalition_and_the_disjoint_routes_in_words(
    gate_book, families, shut_out: str | None, apart: str | None
) -> None:
    found = explain_asset(gate_book(families).market(), "x").to_dict()
    assert (found["shut_out"], found["apart"]) == (shut_out, apart)


def test_nothing_is_promised_where_captivity_is_undefined_or_nought(gate_book) -> None:
    assert explain_asset(gate_book([]).market(), "x").to_dict()["way_out"] is None
    book = gate_book([["a"]]).platform("hub", "b")
    book.channel("open", "x", "hub", access_mode="OpenWeights")
    assert explain_asset(book.market(), "x").to_dict()["way_out"] is None


@many
@given(family=gated_families())
def test_the_way_out_says_what_a_new_owner_really_does(gate_book, family) -> None:
    """Adding the road that the sentence speaks of gives the captivity that it announces."""
    book = gate_book(family)
    announced = explain_asset(book.market(), "x").to_dict()["way_out"]
    book.gates("new", "x", ["nobody's friend"])
    assert f" to {explain_asset(book.market(), 'x').score.captivity};" in announced


def test_an_unknown_operator_is_said_to_leave_a_doubt(new_book) -> None:
    """a sells x on one platform; who operates the other is not known: it may be a as well."""
    book = new_book().asset("x").platform("p", "a").platform("q", None)
    explanation = explain_asset(book.channel("1", "x", "p").channel("2", "x", "q").market(), "x")
    doubt = explanation.to_dict()["doubt"]
    assert doubt == (
        "Nobody is known to stand behind q: where that is one of the other owners, captivity is "
        "as much as 1."
    )
    assert doubt in explanation.to_text()


def test_an_assistant_is_explained_from_end_to_end(new_book) -> None:
    """Two labs supply the editor, which a alone sells: a can shut it from end to end."""
    book = new_book().asset("m").asset("n").platform("editor", "a").platform("shop", "a")
    book.entities["editor"] = replace(book.entities["editor"], kinds=frozenset({"Assistant"}))
    book.channel("1", "m", "editor", billers=("lab",)).channel("2", "n", "editor")
    explanation = explain_asset(book.channel("3", "editor", "shop").market(), "editor")
    both = explanation.to_dict()["end_to_end"]
    assert (both["captivity"], both["captive_part"]) == ("1", "both")
    assert f"models and shops together: captivity 1. {both['reason']}" in explanation.to_text()
    assert explain_asset(book.market(), "m").to_dict()["end_to_end"] is None


def test_listings_of_one_platform_are_one_line_unless_all_are_asked_for(new_book) -> None:
    book = new_book().asset("x").platform("p", "a")
    for number in range(60):
        book.channel(
            f"c{number:02}", "x", "p", access_mode="RawAPI", stage="GA", listing_id=f"id{number}",
            valid_from=date(2026, 1, 1), precision="FirstListed", sources=("source",),
        )  # fmt: skip
    explanation = explain_asset(book.market(), "x")
    assert explanation.to_text().splitlines()[4:5] == [
        "  1. a can close 60 channels: c00 (raw API, generally available, first listed "
        "2026-01-01; 60 listings) [1]"
    ]
    everything = explanation.to_text(show_all=True)
    assert all(f"listed as id{number})" in everything for number in range(60))


def test_roads_that_change_nothing_say_whom_they_need(new_book) -> None:
    """SAP's platform runs on Amazon's cloud, and Amazon sells the model itself as well."""
    book = new_book().asset("x").cloud("aws", "amazon").platform("core", "sap", "aws")
    book.platform("bedrock", "amazon").channel("direct", "x", "bedrock")
    book.channel("resold", "x", "core")
    explanation = explain_asset(book.market(), "x")
    essential = {c["name"]: c["is_essential"] for c in explanation.to_dict()["channels"]}
    assert essential == {"direct": True, "resold": False}
    assert (
        "Roads that change nothing: each needs owners named above and others besides\n"
        "  - core: needs sap besides amazon (amazon operates the cloud aws underneath) (no source)"
    ) in explanation.to_text()


def test_gates_of_the_road_upstream_are_told_with_its_name(new_book) -> None:
    """The reseller's road needs the lab's own: the lab can close both."""
    book = new_book().asset("x").platform("lab api", "lab").platform("shop", "reseller")
    book.channel("own road", "x", "lab api").channel("sold", "x", "shop", upstream=("own road",))
    text = explain_asset(book.market(), "x").to_text(show_all=True)
    assert "lab operates lab api for the road upstream, own road" in text
    book.channel("odd", "x", "shop", upstream=("nowhere",))
    text = explain_asset(book.market(), "x").to_text(show_all=True)
    assert "Whoever operates nowhere (not known) operates nowhere, which stands upstream" in text


def test_many_gated_roads_beside_an_ungated_one_are_counted(gate_book) -> None:
    book = gate_book([["a"], ["b"], ["a", "b"]]).platform("hub", "h")
    book.channel("free", "x", "hub", access_mode="OpenWeights")
    text = explain_asset(book.market(), "x").to_text()
    assert "Nobody can close one channel: free (open weights, stage not stated)" in text
    assert "Three channels with gates, on three platforms, of two owners: none is needed" in text


def test_claims_below_the_floor_are_counted_and_denials_always_told(gate_book) -> None:
    book = gate_book([["a"]])
    for confidence in ("0.9", "0.8", "0.7", "0.2"):
        book.claim("channel 0", confidence)
    book.claim("channel 0", "0.3", "Denies")
    text = explain_asset(book.market(), "x").to_text()
    assert text.count("Evidence:") == 2
    assert "Against: said so (fact, confidence 0.3) [1]" in text
    assert "and two more claims (--all shows all)" in text
    assert explain_asset(book.market(), "x").to_text(show_all=True).count("Evidence:") == 4


def test_claims_are_indexed_once_for_the_same_records(gate_book) -> None:
    records = gate_book([["a"]]).claim("channel 0", "0.4").claim("channel 0", "0.9").records()
    index = index_claims(records)
    assert [str(claim.confidence) for claim in index["channel 0"]] == ["0.9", "0.4"]
    assert index_claims(records) is index
    assert index_claims(gate_book([]).records()) == {}


def test_channels_closed_by_then_are_counted_with_their_days(gate_book) -> None:
    book = gate_book([["a"]])
    for day in range(1, 6):
        book.gates(f"old {day}", "x", ["b"], valid_to=date(2026, 1, day))
    text = explain_asset(book.market(), "x").to_text()
    assert "closed by then (2026-01-01 to 2026-01-05)" in text
    everything = explain_asset(book.market(), "x").to_text(show_all=True)
    assert "  - old 3: closed on 2026-01-03" in everything


def test_unknown_parties_groups_and_uncounted_owners_are_named(new_book) -> None:
    book = new_book().asset("x", "a").platform("p", None).channel("c", "x", "p", billers=("a",))
    book.stake("a", "b", "0.6").stake("b", "a", "0.6")
    text = explain_asset(book.market(view=View.VENDOR), "x").to_text()
    assert "Whoever operates p (not known) operates p" in text
    assert "a bills; a and b control each other; a is not counted in this view" in text


def test_the_seller_of_record_is_told_but_is_no_gate(new_book) -> None:
    """Anthropic sells, Microsoft bills and hosts: only Microsoft can close the road."""
    book = new_book().asset("claude").platform("foundry", "microsoft")
    book.channel("c", "claude", "foundry", billers=("microsoft",), seller="anthropic")
    explanation = explain_asset(book.market(), "claude")
    (channel,) = explanation.to_dict()["channels"]
    assert channel["seller"]["name"] == "anthropic"
    assert [owner["name"] for owner in channel["owners"]] == ["microsoft"]
    assert "sold by anthropic" in explanation.to_text()
