"""What the page of an asset answers, on days that can be worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from flask.testing import FlaskClient

from graph.whatif.language import parse_edit
from graph.whatif.statements import split_statements
from web.state import State

Pages = Callable[..., dict[str, Any]]
HTML = {"Accept": "text/html"}


def labels(nodes: list[dict[str, Any]]) -> list[str]:
    return [node["label"] for node in nodes]


def test_codex_is_told_in_a_sentence_with_its_game(page_of: Pages) -> None:
    """Two roads that share no owner: both must refuse together to shut it out."""
    page = page_of("codex")
    assert page["what"] == "Codex is an assistant and model, developed and operated by OpenAI."
    assert page["captivity"]["captivity"] == "1/2"
    assert page["captivity"]["game"] == [
        "To shut it out, both would have to refuse together.",
        "No two of these roads share an owner (disjoint routes 2, escape number 2, cut number 2).",
    ]


def test_roads_come_by_the_owners_who_can_close_them_with_roles_and_sources(
    page_of: Pages,
) -> None:
    captivity = page_of("codex")["captivity"]
    assert [labels(group["owners"]) for group in captivity["groups"]] == [["Amazon"], ["OpenAI"]]
    bedrock, direct = captivity["channels"]
    assert (bedrock["platform"]["label"], bedrock["valid_from"]) == ("Amazon Bedrock", "2026-06-02")
    (party,) = bedrock["roles"]
    assert party["roles"] == ["operator", "cloud below", "biller", "host"]
    assert labels([party["party"], *party["owners"]]) == ["Amazon Web Services", "Amazon"]
    assert direct["roles"][0]["roles"] == ["operator"]
    assert all(channel["sources"] for channel in captivity["channels"])


def test_long_lists_of_roads_fold_all_but_the_first_of_each_group(page_of: Pages) -> None:
    captivity = page_of("minimax/minimax-m2.5")["captivity"]
    assert len(captivity["channels"]) > 12
    by_group: dict[int, list[bool]] = {}
    for channel in captivity["channels"]:
        by_group.setdefault(channel["group"], []).append(channel["is_folded"])
    for number, folds in by_group.items():
        assert folds == [place >= 2 for place in range(len(folds))]
        assert captivity["groups"][number]["count"] == len(folds)
    # Its weights are open: the road that nobody can close is the one that counts, and stands first.
    assert captivity["groups"][0] == {"owners": [], "count": 1, "is_essential": True}


def test_history_is_every_day_on_which_something_happened(page_of: Pages) -> None:
    """The preview on Bedrock from 28 April ended on 1 June; general availability is of the 2nd."""
    steps = page_of("codex")["history"]["steps"]
    assert [(step["date"], step["captivity"], step["owners"]) for step in steps[:4]] == [
        ("2026-04-27", "1", 1),
        ("2026-04-28", "1/2", 2),
        ("2026-06-01", "1", 1),
        ("2026-06-02", "1/2", 2),
    ]
    assert steps[1]["happened"] == ["Codex through Amazon Bedrock opened"]
    assert all(step["until"] == after["date"] for step, after in pairwise(steps))
    assert page_of("codex", as_of="2026-04-30")["history"]["steps"] == steps


def test_contested_claims_stand_side_by_side_with_the_same_fields(page_of: Pages) -> None:
    pairs = page_of("codex")["contests"]
    first, second = next(p for p in pairs if p[0]["iri"].endswith("claim-up1"))
    assert first.keys() == second.keys()
    assert second["iri"].endswith("claim-p1a")
    for side in (first, second):
        assert side["sources"]
        assert side["kind"]
        assert side["confidence"]
    # The page of either claim shows the same pair, in the same order.
    for slug in ("claim-up1", "claim-p1a"):
        assert [[side["iri"] for side in pair] for pair in page_of(slug)["contests"]] == [
            [first["iri"], second["iri"]]
        ]


def test_exits_name_roads_that_help_and_roads_of_no_use_with_an_edit_to_try(
    page_of: Pages, shipped: FlaskClient
) -> None:
    """A third owner makes it 1/3; another road of Amazon's or OpenAI's changes nothing."""
    exits = page_of("codex")["exits"]
    assert {one["captivity"] for one in exits["helping"]} == {"1/3"}
    futile = [labels(one["owners"]) for one in exits["futile"]]
    assert ["Amazon"] in futile
    assert {one["captivity"] for one in exits["futile"]} == {"1/2"}
    site: State = shipped.application.extensions["captivity"]
    for one in exits["helping"] + exits["futile"]:
        (statement,) = split_statements(one["edit"])
        edit = parse_edit(statement, site.names())
        assert (edit.asset, edit.platform) == (  # type: ignore[union-attr]
            "https://w3id.org/captivity/id/codex",
            one["platforms"][0]["iri"],
        )


def test_asset_that_nobody_can_shut_needs_no_exit(page_of: Pages) -> None:
    exits = page_of("minimax/minimax-m2.5")["exits"]
    assert exits["is_free"]
    assert exits["futile"] == []


def test_page_has_every_part_in_order_and_links_that_keep_the_day(shipped: FlaskClient) -> None:
    text = shipped.get("/id/codex?as_of=2026-06-02", headers=HTML).text
    parts = "roads channels ownership history contested exits claims data".split()
    places = [text.index(f'<section id="{name}"') for name in parts]
    assert places == sorted(places)
    for name in re.findall(r'<a href="#([a-z-]+)">', text):
        assert f'id="{name}"' in text
    assert 'href="/id/codex?as_of=2026-04-28"' in text
    assert "/whatif?as_of=2026-06-02&amp;edit=close+codex+on+bedrock" in text
    assert 'href="/add?from=codex"' in text
    assert text.count('rel="alternate"') == 5


def test_ownership_goes_up_stake_by_stake_to_the_last_owner(page_of: Pages) -> None:
    (chain,) = page_of("mai-code-1-flash")["control"]["chains"]
    assert (chain["thing"]["label"], chain["party"]["label"]) == ("GitHub Copilot", "GitHub")
    assert [(s["issuer"]["label"], s["holder"]["label"], s["says"]) for s in chain["steps"]] == [
        ("GitHub", "Microsoft", "100 % of the votes, stated control")
    ]
    assert chain["steps"][0]["sources"]
    assert chain["owner"]["label"] == "Microsoft"


def test_stake_too_small_to_control_is_told_as_such(page_of: Pages) -> None:
    alone = page_of("codex")["control"]["alone"]
    (openai,) = (found for found in alone if found["party"]["label"] == "OpenAI")
    (stake,) = openai["others"]
    assert (stake["holder"]["label"], stake["economic"]) == ("Microsoft", "0.26 to 0.28")


def test_day_before_everything_has_no_road_and_says_so(shipped: FlaskClient) -> None:
    text = shipped.get("/id/codex?as_of=1990-01-01&view=vendor", headers=HTML).text
    assert "This says what the graph knows" in text or "OpenAI direct" in text
    assert shipped.get("/id/codex?as_of=9999-12-31", headers=HTML).status_code == 200
    assert shipped.get("/id/codex?as_of=0001-01-01", headers=HTML).status_code == 200
