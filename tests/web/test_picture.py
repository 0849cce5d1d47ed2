from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.market.compile import compile_market
from graph.market.read import read_records
from graph.metrics.captivity import score_market
from graph.store.embedded import EmbeddedStore
from web.columns import PHONE, WIDE, Box, Road, Shape, draw_both, draw_columns
from web.labels import cut, width_of, wrap
from web.layout import count_crossings, order_columns, place_columns
from web.picture import MarketPicture, make_network, make_picture, summarise

names = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True)


@pytest.fixture
def article(small_store: EmbeddedStore) -> MarketPicture:
    market = compile_market(read_records(small_store), date(2026, 6, 2))
    return make_picture(market, score_market(market))


def test_article_is_drawn_with_its_roads(article: MarketPicture) -> None:
    """On the article's day: Codex on two roads, MAI-Code-1-Flash and the OpenAI models."""
    roads = {(t.start.label, t.end.label): (t.models, t.captive) for t in article.ties}
    # Codex through Bedrock; either of two owners may refuse, so none is captive.
    assert roads["OpenAI", "Amazon Bedrock"] == (1, 0)
    # MAI-Code-1-Flash has this road alone.
    assert roads["Microsoft", "GitHub Copilot"] == (1, 1)
    knots = {knot.key: knot for column in article.columns for knot in column}
    amazon = knots["owner https://w3id.org/captivity/id/amazon"]
    assert (amazon.models, amazon.captive) == (1, 0)
    # GitHub Copilot carries MAI-Code-1-Flash, which it alone has, and the unnamed OpenAI models.
    copilot = knots["platform https://w3id.org/captivity/id/copilot"]
    assert (copilot.models, copilot.captive) == (2, 1)
    assert "Hidden" not in summarise(article)


def test_network_is_json_with_positions_and_without_physics(article: MarketPicture) -> None:
    network = make_network(article, {})
    assert all({"id", "x", "y", "label"} <= node.keys() for node in network["nodes"])  # type: ignore[attr-defined]
    assert network["options"]["physics"] == {"enabled": False}  # type: ignore[index]
    assert len(network["edges"]) == len(article.ties)  # type: ignore[arg-type]


def test_day_before_everything_has_nothing_to_draw(small_store: EmbeddedStore) -> None:
    market = compile_market(read_records(small_store), date(1990, 1, 1))
    scores = [score for score in score_market(market) if not score.channel_count]
    assert "nothing to draw" in summarise(make_picture(market, scores))


@given(names, names, st.data())
def test_ordering_keeps_every_node_and_never_adds_crossings(
    left: list[str], right: list[str], data: st.DataObject
) -> None:
    columns = [[f"l{name}" for name in left], [f"r{name}" for name in right]]
    pairs = st.tuples(st.sampled_from(columns[0]), st.sampled_from(columns[1]), st.just(1.0))
    edges = data.draw(st.lists(pairs, max_size=20))
    ordered = order_columns(columns, edges)
    assert [sorted(column) for column in ordered] == [sorted(column) for column in columns]
    assert count_crossings(ordered, edges) <= count_crossings(columns, edges)


@given(names, names, st.sampled_from([WIDE, PHONE]))
def test_boxes_of_a_drawing_never_overlap(left: list[str], right: list[str], shape: Shape) -> None:
    columns = [[Box(f"l{n}", n, "asset") for n in left], [Box(f"r{n}", n, "owner") for n in right]]
    drawing = draw_columns(["a", "b"], columns, [Road(f"l{left[0]}", f"r{right[0]}")], shape)
    placed = drawing.boxes
    for number, one in enumerate(placed):
        for other in placed[:number]:
            assert (
                abs(one.x - other.x) >= shape.box_width or abs(one.y - other.y) >= shape.box_height
            )
    assert all(0 <= box.x <= drawing.width - shape.box_width for box in placed)


def test_nothing_to_draw_is_no_error() -> None:
    assert draw_columns([], [], []).boxes == ()
    assert place_columns([], 1, 1) == {}


def test_long_label_is_cut_and_says_so() -> None:
    assert cut("x" * 30, 10) == "x" * 9 + "…"
    assert cut("a \n b", 10) == "a b"


@given(st.text(max_size=300), st.integers(4, 30), st.integers(1, 3), st.integers(0, 3))
def test_lines_of_a_label_fit_whatever_the_script(
    label: str, room: int, lines: int, tail: int
) -> None:
    found = wrap(label, room, lines, tail)
    assert 1 <= len(found) <= lines
    assert all(width_of(line) <= room for line in found)
    assert width_of(found[-1]) <= room - tail


def test_phone_gets_the_columns_in_pairs_with_every_road() -> None:
    columns = [
        [Box("v", "V", "organisation")],
        [Box("p", "P", "platform")],
        [Box("o", "O", "owner")],
    ]
    roads = [Road("v", "p"), Road("p", "o")]
    both = draw_both(["a", "b", "c"], columns, roads)
    assert len(both.wide.roads) == 2
    assert [[placed.road for placed in pair.roads] for pair in both.pairs] == [
        [roads[0]],
        [roads[1]],
    ]
    # At its own size a pair is as wide as a phone of 390 px leaves room for.
    assert {pair.width for pair in both.pairs} == {358}
